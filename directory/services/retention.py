"""How long everything is kept that is not kept for good: the one list, as in docs/privacy.md.

Each time is the constant of whoever deletes; what nobody else looks after is deleted here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from directory.domain import backups
from directory.domain.api_keys import ANSWERS_KEPT_FOR
from directory.domain.credential_proofs import DOCUMENT_KEPT
from directory.domain.delegates import INVITATION_LIFETIME
from directory.domain.permissions import Role
from directory.domain.receipts import DAYS_KEPT_AFTER_DECISION, DAYS_KEPT_UNSENT
from directory.domain.throttling import LONGEST_WINDOW
from directory.models import AuditEvent, LinkPurpose, MailMessage
from directory.models.page_count import PageCount
from directory.services import review_drafts
from directory.services.account_sessions import LIFETIME, UNUSED_LIFETIME
from directory.services.accounts import KEPT_UNOPENED
from directory.services.claim_calendar import DOCUMENTS_KEPT
from directory.services.mail import MOST_ATTEMPTS
from directory.services.moderation_records import KEPT_AFTER_DECISION
from directory.services.one_time_links import LINK_LIFETIME
from directory.services.private_files import UNTOUCHED_FOR
from directory.services.worker_heartbeats import FORGOTTEN_AFTER

MAIL_KEPT = timedelta(days=90)
AUDIT_KEPT = timedelta(days=3 * 365)
PAGE_COUNTS_KEPT = timedelta(days=2 * 365)


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that is kept for a time, counted from a moment in words."""

    what: str
    time: timedelta
    since: str


RETENTION: tuple[Kept, ...] = (
    Kept("sign-in of a patient or practitioner", LIFETIME[Role.PATIENT], "signing in"),
    Kept("sign-in of staff", LIFETIME[Role.MODERATOR], "signing in"),
    Kept("sign-in that is not used", UNUSED_LIFETIME, "the last use"),
    Kept("mailed link to sign in or to one’s data", LINK_LIFETIME[LinkPurpose.SIGN_IN], "sending"),
    Kept("mailed link to open an account", LINK_LIFETIME[LinkPurpose.CONFIRM_EMAIL], "sending"),
    Kept("account that nobody opened", KEPT_UNOPENED, "the sign-up"),
    Kept("invitation to act for a practitioner", INVITATION_LIFETIME, "sending"),
    Kept("attempt that counts towards a limit", LONGEST_WINDOW, "the attempt"),
    Kept("draft of a report", review_drafts.KEPT_FOR, "the last change"),
    Kept("file of a receipt", timedelta(days=DAYS_KEPT_AFTER_DECISION), "the decision"),
    Kept("file of a receipt never sent", timedelta(days=DAYS_KEPT_UNSENT), "the upload"),
    Kept("document of a dispute", timedelta(days=DAYS_KEPT_AFTER_DECISION), "the decision"),
    Kept("document of a claim", DOCUMENTS_KEPT, "the decision"),
    Kept("document of a credential or treatment log", DOCUMENT_KEPT, "the decision"),
    Kept("file that belongs to nothing", UNTOUCHED_FOR, "the upload"),
    Kept("address and words of a flag", KEPT_AFTER_DECISION, "the decision"),
    Kept("address, subject and text of a mail", MAIL_KEPT, "sending, or giving up"),
    Kept("act of staff in the audit", AUDIT_KEPT, "the act"),
    Kept("daily count of a profile’s visits", PAGE_COUNTS_KEPT, "the day"),
    Kept("answer to a writing request of a program", ANSWERS_KEPT_FOR, "answering"),
    Kept("sign of life of a worker", FORGOTTEN_AFTER, "the last one"),
    Kept("backup", backups.KEPT_FOR, "making it; the latest three stay"),
)


def say_time(time: timedelta) -> str:
    """A time in words, exactly: "12 hours", "30 days"."""
    if time < timedelta(days=1) or time % timedelta(days=1):
        count, unit = time // timedelta(hours=1), "hour"
    else:
        count, unit = time.days, "day"
    return f"{count} {unit}" + ("s" if count != 1 else "")


def forget_old_mail(session: Session, now: datetime) -> None:
    """Take out of old messages whom they went to and what they said.

    The row stays with its key: by it the same message is not sent a second time.
    """
    is_done = or_(
        MailMessage.sent_at < now - MAIL_KEPT,
        MailMessage.sent_at.is_(None)
        & (MailMessage.attempt_count >= MOST_ATTEMPTS)
        & (MailMessage.due_at < now - MAIL_KEPT),
    )
    session.execute(
        update(MailMessage)
        .where(is_done, MailMessage.to_address != "")
        .values(to_address="", subject="", text="", headers={}, last_error="")
        .execution_options(synchronize_session=False)
    )


def delete_old_audit(session: Session, now: datetime) -> None:
    """Delete acts of staff that have had their time."""
    session.execute(delete(AuditEvent).where(AuditEvent.happened_at < now - AUDIT_KEPT))


def delete_old_page_counts(session: Session, now: datetime) -> None:
    """Delete counts of days long gone."""
    session.execute(delete(PageCount).where(PageCount.day < now.date() - PAGE_COUNTS_KEPT))
