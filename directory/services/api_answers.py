"""Requests that may be sent again: the act is done once, and its answer given each time.

A row for the request is written first, in the transaction of the act, so that of two of the same
that come at once only one is carried out. Answers are sealed with the caller's own key: they may
hold visit codes, which the database must not betray.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.domain.api_keys import ANSWERS_KEPT_FOR, SameTimeError
from directory.domain.errors import InvalidValueError
from directory.domain.tokens import hash_token
from directory.models import ApiAnswer, ApiKey
from directory.services.sealing import seal, unseal


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What was answered the first time."""

    status: int
    body: str


def begin_answer(
    session: Session, key: ApiKey, idempotency_key: str, request_hash: str, now: datetime
) -> ApiAnswer | None:
    """Claim a request; None when it was answered already.

    Raises SameTimeError while the same one is being answered, InvalidValueError for another request
    under the same Idempotency-Key.
    """
    answer = ApiAnswer(
        api_key_id=key.id,
        idempotency_key=idempotency_key,
        request_hash=request_hash,
        answered_at=now,
    )
    try:
        with session.begin_nested():
            session.add(answer)
    except IntegrityError:
        pass
    else:
        return answer
    known = _find(session, key, idempotency_key)
    if known is None or not known.status:
        raise SameTimeError("The same request is being answered. Send it again in a moment.")
    if known.request_hash != request_hash:
        raise InvalidValueError(
            "This Idempotency-Key came with another request before. Use a new one for each act.",
            "Idempotency-Key",
        )
    return None


def keep_answer(session: Session, answer: ApiAnswer, status: int, body: str, token: str) -> None:
    """Keep what is being answered, readable by whoever has the token."""
    answer.status, answer.sealed_body = status, seal(token, body)
    session.flush()


def get_answer(session: Session, key: ApiKey, idempotency_key: str, token: str) -> KeptAnswer:
    """What was answered before to a request that `begin_answer` knew. Raises SealError."""
    known = _find(session, key, idempotency_key)
    if known is None:
        raise SameTimeError("The answer was just deleted. Send the request under a new key.")
    return KeptAnswer(known.status, unseal(token, known.sealed_body))


def hash_request(path: str, media_type: str, body: bytes) -> str:
    """What tells a request from another under the same Idempotency-Key."""
    return hash_token(f"{path}\n{media_type}\n{body.decode('utf-8', 'surrogateescape')}")


def delete_old_answers(session: Session, now: datetime) -> None:
    """Forget answers that nobody asks for again."""
    session.execute(delete(ApiAnswer).where(ApiAnswer.answered_at <= now - ANSWERS_KEPT_FOR))


def _find(session: Session, key: ApiKey, idempotency_key: str) -> ApiAnswer | None:
    return session.scalar(
        select(ApiAnswer).where(
            ApiAnswer.api_key_id == key.id, ApiAnswer.idempotency_key == idempotency_key
        )
    )
