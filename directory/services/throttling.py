"""Counting attempts: by account, by network, and by browsers that are known. Rules: `domain`.

An attempt is noted before it is made, and committed by itself, so that nothing undoes it when the
attempt fails; one that succeeds is forgotten again. Addresses and networks are kept as keyed
hashes.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.domain.throttling import (
    ATTEMPT_RULES,
    LONGEST_WINDOW,
    AttemptScope,
    TooManyAttemptsError,
    wait_before_next,
)
from directory.models import Attempt


def admit_attempt(
    session: Session,
    secret_key: str,
    counted_by: Mapping[AttemptScope, str],
    now: datetime,
    otherwise: str = "",
) -> tuple[int, ...]:
    """Note an attempt in every scope and give its ids, or refuse it with the longest wait.

    `otherwise` says what is open meanwhile. Raises TooManyAttemptsError.
    """
    hashes = {scope: _hash(secret_key, key) for scope, key in counted_by.items()}
    wait = max(
        wait_before_next(ATTEMPT_RULES[scope], _list_attempts(session, scope, key, now), now)
        for scope, key in hashes.items()
    )
    if wait > timedelta(0):
        raise TooManyAttemptsError(wait, otherwise)
    attempts = [
        Attempt(scope=scope, key_hash=key, happened_at=now) for scope, key in hashes.items()
    ]
    session.add_all(attempts)
    session.flush()
    return tuple(attempt.id for attempt in attempts)


def forget_attempts(session: Session, attempt_ids: tuple[int, ...]) -> None:
    """Forget an attempt that succeeded."""
    session.execute(delete(Attempt).where(Attempt.id.in_(attempt_ids)))


def delete_old_attempts(session: Session, now: datetime) -> None:
    """Delete attempts that no rule counts any more."""
    session.execute(delete(Attempt).where(Attempt.happened_at <= now - LONGEST_WINDOW))


def _list_attempts(
    session: Session, scope: AttemptScope, key_hash: str, now: datetime
) -> list[datetime]:
    return list(
        session.scalars(
            select(Attempt.happened_at).where(
                Attempt.scope == scope,
                Attempt.key_hash == key_hash,
                Attempt.happened_at > now - ATTEMPT_RULES[scope].window,
            )
        )
    )


def _hash(secret_key: str, key: str) -> str:
    return hmac.new(secret_key.encode(), key.encode("utf-8", "replace"), "sha256").hexdigest()
