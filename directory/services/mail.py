"""The queue of mail: written with the change that asks for it, emptied by the worker.

How a message travels is not known here: see `mail_delivery`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from directory.domain.locales import LANGUAGES, PageLink
from directory.models import MailMessage
from directory.services.inserting import insert_if_new
from directory.services.wording import say

CLAIM = timedelta(minutes=5)
RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
MOST_ATTEMPTS = len(RETRY_AFTER) + 1
LONGEST_ERROR = 500

VISIT_INVITATION = "visit_invitation"
FORGOTTEN_KINDS = frozenset({VISIT_INVITATION})
"""Kinds of mail to people who never gave us their address: it is not kept after sending."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One message as it is handed to whoever delivers it, for the `attempt`-th time."""

    id: int
    unique_key: str
    to_address: str
    subject: str
    text: str
    headers: Mapping[str, str]
    due_at: datetime
    attempt: int


def queue_mail(
    session: Session,
    *,
    unique_key: str,
    kind: str,
    to_address: str,
    language: str,
    subject: str,
    paragraphs: Sequence[str],
    now: datetime,
    due_at: datetime | None = None,
    unsubscribe_link: PageLink | None = None,
) -> None:
    """Queue a plain-text message, in the transaction of the change that it tells of.

    What of `subject` and `paragraphs` are messages or links is written in the language of this key.
    A second message of the same `unique_key` is dropped. `due_at` is now unless given. Mail
    programs offer to unsubscribe by `unsubscribe_link`.
    """
    spoken = LANGUAGES[language]
    headers = {"Content-Language": spoken.key}
    if unsubscribe_link:
        headers["List-Unsubscribe"] = f"<{say(unsubscribe_link, spoken)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    insert_if_new(
        session,
        MailMessage,
        {
            "unique_key": unique_key,
            "kind": kind,
            "to_address": to_address,
            "subject": say(subject, spoken),
            "text": "\n\n".join(say(one, spoken) for one in paragraphs) + "\n",
            "headers": headers,
            "created_at": now,
            "due_at": due_at or now,
            "attempt_count": 0,
            "last_error": "",
        },
        MailMessage.unique_key,
    )


def claim_due_mail(session: Session, now: datetime) -> Mail | None:
    """Claim the message that has been due longest, so that no other worker sends it meanwhile.

    The claim must be committed before the message is handed over. It ends by itself: a worker that
    is killed leaves the message to the next one.
    """
    while True:
        message_id = session.scalar(
            select(MailMessage.id)
            .where(_is_waiting(now))
            .order_by(MailMessage.due_at, MailMessage.id)
            .limit(1)
        )
        if message_id is None:
            return None
        claimed = session.execute(
            update(MailMessage)
            .where(MailMessage.id == message_id, _is_waiting(now))
            .values(claimed_until=now + CLAIM, attempt_count=MailMessage.attempt_count + 1)
            .returning(
                MailMessage.id,
                MailMessage.unique_key,
                MailMessage.to_address,
                MailMessage.subject,
                MailMessage.text,
                MailMessage.headers,
                MailMessage.due_at,
                MailMessage.attempt_count.label("attempt"),
            )
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if claimed is not None:  # else another worker was faster
            return Mail(**claimed._mapping)


def note_sent(session: Session, mail: Mail, now: datetime, kept_text: str) -> None:
    """Mark a message as sent; of its text, which may hold secret links, only `kept_text` stays."""
    session.execute(
        update(MailMessage)
        .where(MailMessage.id == mail.id)
        .values(sent_at=now, claimed_until=None, last_error="", text=kept_text)
    )
    _forget_address(session, mail)


def note_failure(
    session: Session, mail: Mail, error: str, now: datetime, *, is_permanent: bool
) -> None:
    """Note why a message was not taken; it is tried again later and later, then given up."""
    attempt_count = MOST_ATTEMPTS if is_permanent else mail.attempt
    values: dict[str, object] = {
        "last_error": error[:LONGEST_ERROR],
        "attempt_count": attempt_count,
    }
    if attempt_count < MOST_ATTEMPTS:
        values["claimed_until"] = now + RETRY_AFTER[mail.attempt - 1]
    session.execute(update(MailMessage).where(MailMessage.id == mail.id).values(values))
    if attempt_count >= MOST_ATTEMPTS:
        _forget_address(session, mail)


def _forget_address(session: Session, mail: Mail) -> None:
    """Take the address out of a message that is done with, where it must not be kept."""
    session.execute(
        update(MailMessage)
        .where(MailMessage.id == mail.id, MailMessage.kind.in_(FORGOTTEN_KINDS))
        .values(to_address="", last_error="", text="")
    )


def list_mail(session: Session, count: int) -> list[MailMessage]:
    """The latest messages, those sent and those to be sent, latest first."""
    return list(session.scalars(select(MailMessage).order_by(MailMessage.id.desc()).limit(count)))


def count_due_mail(session: Session, now: datetime) -> int:
    """How many messages could be sent at this moment."""
    return session.scalar(select(func.count(MailMessage.id)).where(_is_waiting(now))) or 0


def count_given_up_mail(session: Session) -> int:
    """How many messages nobody took, and are not tried again."""
    return (
        session.scalar(
            select(func.count(MailMessage.id)).where(
                MailMessage.sent_at.is_(None), MailMessage.attempt_count >= MOST_ATTEMPTS
            )
        )
        or 0
    )


def _is_waiting(now: datetime) -> ColumnElement[bool]:
    return (
        MailMessage.sent_at.is_(None)
        & (MailMessage.due_at <= now)
        & (MailMessage.attempt_count < MOST_ATTEMPTS)
        & or_(MailMessage.claimed_until.is_(None), MailMessage.claimed_until <= now)
    )
