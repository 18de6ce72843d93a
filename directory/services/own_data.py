"""What is kept about one person: giving it to them, and erasing it.

Erasing leaves the bare row of a report and its acts, which name nobody; see `docs/privacy.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, inspect, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from directory.domain.errors import DomainError, NotFoundError
from directory.domain.messages import N_
from directory.domain.permissions import Role, is_staff
from directory.domain.reviews import Act, Actor, ReviewState
from directory.domain.tokens import hash_token
from directory.models import (
    Account,
    AccountSession,
    ApiKey,
    AuditEvent,
    Base,
    CredentialDocument,
    Dispute,
    FactCheck,
    FactReport,
    FollowUp,
    ImportRun,
    MailMessage,
    MailRefusal,
    MatchCase,
    ModerationDecision,
    Passkey,
    Practitioner,
    ProfileEdit,
    ProfileMerge,
    Receipt,
    Review,
    ReviewAssessment,
    ReviewDraft,
    ReviewEvent,
    ReviewReply,
    TextFingerprint,
    TreatmentLog,
    VisitCode,
    VisitCodeBlock,
    WordsCorrection,
)
from directory.models.claim import Claim, ClaimDocument, ClaimEvent
from directory.models.photo import ProfilePhoto
from directory.services import moderation_records, publication
from directory.services.profile_holding import take_profile

SECRETS = frozenset(
    {
        "code_hash",
        "confirm_token_hash",
        "credential_id",
        "external_id",
        "file_name",
        "mailbox_hash",
        "passkey_challenge",
        "password_hash",
        "public_key",
        "status_token_hash",
        "token_hash",
        "totp_last_step",
        "totp_pending_secret",
        "totp_secret",
    }
)
"""Columns that are left out of an export: whoever found the file could act with them."""

ACCOUNT_REFERENCES: tuple[InstrumentedAttribute[int | None], ...] = (
    ApiKey.account_id,
    AuditEvent.actor_account_id,
    Claim.decided_by_account_id,
    ClaimEvent.account_id,
    ImportRun.account_id,
    MatchCase.decided_by_id,
    CredentialDocument.account_id,
    CredentialDocument.decided_by_account_id,
    FactCheck.checked_by_account_id,
    FactReport.settled_by_account_id,
    Dispute.account_id,
    ProfileEdit.account_id,
    ProfilePhoto.account_id,
    ProfilePhoto.decided_by_account_id,
    ProfileEdit.decided_by_account_id,
    ProfileMerge.merged_by_account_id,
    ProfileMerge.undone_by_account_id,
    ModerationDecision.decided_by_account_id,
    ModerationDecision.second_account_id,
    Receipt.decided_by_account_id,
    Review.author_account_id,
    ReviewEvent.account_id,
    ReviewReply.account_id,
    ReviewReply.decided_by_account_id,
    TreatmentLog.account_id,
    TreatmentLog.decided_by_account_id,
    VisitCodeBlock.issued_by_account_id,
    WordsCorrection.decided_by_account_id,
)
"""What names an account and outlives it."""

Exported = dict[str, object]


class ErasureError(DomainError):
    """This person's data cannot be erased by themselves."""


@dataclass(frozen=True, slots=True)
class DataSubject:
    """Whose data it is: an account, and whether its mailbox is shown to be theirs.

    Reports and mails of an address belong only to who owns the mailbox.
    """

    account: Account
    owns_mailbox: bool

    @classmethod
    def of_account(cls, account: Account) -> DataSubject:
        """Who is signed in."""
        return cls(account, owns_mailbox=account.email_confirmed_at is not None)


def list_subject_reviews(session: Session, subject: DataSubject) -> Sequence[Review]:
    """The reports of a person, newest first."""
    return session.scalars(
        select(Review)
        .where(_is_by(subject))
        .options(selectinload(Review.outcome))
        .order_by(Review.reported_on.desc(), Review.id.desc())
    ).all()


def get_subject_review(session: Session, subject: DataSubject, review_id: int) -> Review:
    """One report of a person. Raises NotFoundError, also for anybody else's."""
    review = session.scalar(
        select(Review)
        .where(Review.id == review_id, _is_by(subject))
        .options(selectinload(Review.outcome))
    )
    if review is None:
        raise NotFoundError(N_("There is no report of yours here. It may have been erased."))
    return review


def export_data(session: Session, subject: DataSubject) -> Exported:
    """Everything kept about a person, by table, ready for JSON; no secrets.

    The texts of mails are left out, for they hold links that act in the person's name.
    """
    account = subject.account
    exported: Exported = {
        "account": _export_row(account),
        "passkeys": _export_rows(session, Passkey, Passkey.account_id == account.id),
        "sessions": _export_rows(session, AccountSession, AccountSession.account_id == account.id),
        "api_keys": _export_rows(session, ApiKey, ApiKey.account_id == account.id),
        "reports": [
            _export_report(session, review) for review in list_subject_reviews(session, subject)
        ],
        "visit_codes_issued": _export_rows(
            session, VisitCodeBlock, VisitCodeBlock.issued_by_account_id == account.id
        ),
        "acts_as_staff": _export_rows(
            session, AuditEvent, AuditEvent.actor_account_id == account.id
        ),
        "claims": [
            {
                **_export_row(claim),
                "documents": _export_rows(
                    session, ClaimDocument, ClaimDocument.claim_id == claim.id
                ),
            }
            for claim in session.scalars(
                select(Claim).where(Claim.account_id == account.id).order_by(Claim.id)
            )
        ],
        "profile_edits": _export_rows(session, ProfileEdit, ProfileEdit.account_id == account.id),
        "disputes": _export_rows(session, Dispute, Dispute.account_id == account.id),
        "replies": _export_rows(session, ReviewReply, ReviewReply.account_id == account.id),
        "moderation_acts": _export_rows(session, ReviewEvent, ReviewEvent.account_id == account.id),
    }
    if subject.owns_mailbox:
        refusal = session.get(MailRefusal, hash_token(account.email))
        exported["unfinished_reports"] = _export_rows(session, ReviewDraft, _is_draft_of(account))
        exported["mails"] = _export_rows(
            session, MailMessage, MailMessage.to_address == account.email, {"text", "headers"}
        )
        exported["flags"] = [
            _export_row(flag) for flag in moderation_records.list_flags_of(session, account.email)
        ]
        exported["wants_no_follow_ups_since"] = refusal.refused_at.isoformat() if refusal else None
    return exported


def can_erase(subject: DataSubject) -> bool:
    """Whether a person may erase everything by themselves."""
    return not is_staff(Role(subject.account.role))


def erase_data(session: Session, subject: DataSubject, now: datetime) -> None:
    """Erase everything about a person; what stays names nobody.

    Raises ErasureError for staff, whose decisions must stay accountable.
    """
    if not can_erase(subject):
        raise ErasureError(
            N_(
                "Decisions of staff stay under their names. Whoever runs this site can close your "
                "account."
            )
        )
    account = subject.account
    for review in list_subject_reviews(session, subject):
        _erase_report(session, review, now)
    if subject.owns_mailbox:
        session.execute(delete(ReviewDraft).where(_is_draft_of(account)))
        moderation_records.erase_flags_of(session, account.email)
        session.execute(delete(MailMessage).where(MailMessage.to_address == account.email))
    if account.practitioner_id is not None:
        take_profile(session, account.practitioner_id, now)
    for reference in ACCOUNT_REFERENCES:
        session.execute(
            update(reference.class_).where(reference == account.id).values({reference: None})
        )
    session.execute(delete(Account).where(Account.id == account.id))


def _is_by(subject: DataSubject) -> ColumnElement[bool]:
    account = subject.account
    is_own = Review.author_account_id == account.id
    return or_(is_own, Review.author_email == account.email) if subject.owns_mailbox else is_own


def _is_draft_of(account: Account) -> ColumnElement[bool]:
    """Whether a report that is still written has come to this address."""
    typed: ColumnElement[str] = ReviewDraft.answers[("email", "email", 0)].as_string()
    return func.lower(func.trim(typed)) == account.email


def _erase_report(session: Session, review: Review, now: datetime) -> None:
    """Leave of a report the practitioner, the day and its acts: not what it told, nor who did."""
    publication.act_on(session, review, Act.ERASE, Actor.AUTHOR, now)
    session.execute(update(VisitCode).where(_belongs(VisitCode, review)).values(review_id=None))
    session.execute(
        update(Receipt)
        .where(_belongs(Receipt, review))
        .values(review_id=None, delete_on=now.date())
    )
    for table in (
        FollowUp,
        ReviewAssessment,
        ReviewDraft,
        ReviewReply,
        TextFingerprint,
        WordsCorrection,
    ):
        session.execute(delete(table).where(_belongs(table, review)))
    moderation_records.erase_words_about(session, review.id)
    review.outcome = None
    review.external_id = f"erased-{review.id}"
    review.reviewer_key = ""
    review.verification_level = 0
    review.is_invited = False
    review.rating = None
    review.text = review.language = ""
    review.words_corrected_at = None
    review.relation = review.incentive = "none"
    review.published_at = review.submitted_at = review.email_confirmed_at = None
    review.author_account_id = review.author_email = None
    review.status_token_hash = review.confirm_token_hash = None
    session.flush()


def _belongs(
    table: type[
        FollowUp
        | Receipt
        | ReviewAssessment
        | ReviewDraft
        | ReviewEvent
        | ReviewReply
        | TextFingerprint
        | VisitCode
        | WordsCorrection
    ],
    review: Review,
) -> ColumnElement[bool]:
    return table.review_id == review.id


def _export_report(session: Session, review: Review) -> Exported:
    practitioner = session.get_one(Practitioner, review.practitioner_id)
    return {
        **_export_row(review),
        "practitioner": practitioner.full_name,
        "state": ReviewState(review.state).value,
        "outcome": _export_row(review.outcome) if review.outcome else None,
        "follow_ups": _export_rows(session, FollowUp, _belongs(FollowUp, review)),
        "receipts": _export_rows(session, Receipt, _belongs(Receipt, review)),
        "assessments": _export_rows(session, ReviewAssessment, _belongs(ReviewAssessment, review)),
        "words_corrections": _export_rows(
            session,
            WordsCorrection,
            _belongs(WordsCorrection, review),
            {"decided_by_account_id"},
        ),
        "visit_codes": _export_rows(session, VisitCode, _belongs(VisitCode, review)),
        "appeals": [
            _export_row(appeal) for appeal in moderation_records.list_appeals_of(session, review.id)
        ],
        "history": _export_rows(
            session, ReviewEvent, _belongs(ReviewEvent, review), {"account_id"}
        ),
    }


def _export_rows(
    session: Session,
    table: type[Base],
    condition: ColumnElement[bool],
    left_out: set[str] | None = None,
) -> list[Exported]:
    """The rows in the order in which they were written."""
    rows = session.scalars(select(table).where(condition).order_by(*inspect(table).primary_key))
    return [_export_row(row, left_out) for row in rows]


def _export_row(row: Base, left_out: set[str] | None = None) -> Exported:
    names = [column.key for column in inspect(type(row)).column_attrs]
    return {
        name: _as_json(getattr(row, name))
        for name in names
        if name not in SECRETS | (left_out or set())
    }


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
