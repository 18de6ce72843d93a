"""Disputes: a practitioner says that a review breaks a rule, and shows it.

A dispute is a flag of the practice with a document, so that it waits in the one queue, is decided
and appealed like any flag, and needs a second moderator to remove the review. Meanwhile the review
stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.messages import N_
from directory.domain.moderation import DecisionState
from directory.domain.receipts import DAYS_KEPT_AFTER_DECISION, ReceiptError
from directory.domain.tokens import hash_token
from directory.models import Account, Dispute, Flag, ModerationDecision, Review
from directory.services.flags import FlagText, raise_flag
from directory.services.private_files import (
    delete_stray_files,
    new_file_name,
    write_private_file,
)
from directory.services.status_links import StatusLinks
from directory.sources.receipt_files import ReceiptFile, read_receipt

DISPUTE_FOLDER = "disputes"
"""Beside the receipts; a folder of its own, because each knows only its own files."""


@dataclass(frozen=True, slots=True)
class DisputeText:
    """What a practitioner brings against a review, as typed, and the document, if any."""

    reason_code: str
    text: str
    document: IO[bytes] | None = None


@dataclass(frozen=True, slots=True)
class DisputeCase:
    """A dispute with its flag, and the decision that was carried out on it, if any."""

    dispute: Dispute
    flag: Flag
    decision: ModerationDecision | None


def open_dispute(
    session: Session,
    review: Review,
    account: Account,
    said: DisputeText,
    now: datetime,
    *,
    folder: Path,
    form_token: str,
    links: StatusLinks,
) -> Dispute:
    """Dispute a review, for a reason and in words, maybe with a document.

    A form sent twice is one dispute. Raises InvalidValueError for what is missing or was disputed
    already, ReceiptError for a document that cannot be taken.
    """
    file = _read(said.document)
    existing = list_disputes(session, [review.id]).get(review.id)
    if existing is not None and existing.flag.decision_id is None:
        if existing.flag.status_token_hash == _status_hash(form_token):
            return existing.dispute
        raise InvalidValueError(
            N_("You have disputed this review, and nobody has decided yet. You are told by mail.")
        )
    flag = FlagText(
        said.reason_code,
        said.text,
        account.email,
        is_from_practice=True,
        mail_language=account.mail_language,
    )
    status_token = raise_flag(session, review.id, flag, now, form_token=form_token, links=links)
    flag_id = session.scalars(
        select(Flag.id).where(Flag.status_token_hash == hash_token(status_token))
    ).one()
    known = session.scalar(select(Dispute).where(Dispute.flag_id == flag_id))
    if known is not None:
        return known
    dispute = Dispute(flag_id=flag_id, account_id=account.id, created_at=now)
    if file is not None:
        dispute.file_name = new_file_name(file.suffix)
        dispute.content_type = file.content_type
        dispute.size_bytes = len(file.content)
    session.add(dispute)
    session.flush()
    if file is not None and dispute.file_name is not None:
        write_private_file(folder, dispute.file_name, file.content)
    return dispute


def list_disputes(session: Session, review_ids: Sequence[int]) -> Mapping[int, DisputeCase]:
    """The latest dispute of each of these reviews, by review."""
    rows = session.execute(
        _select_cases().where(Flag.review_id.in_(review_ids)).order_by(Dispute.id)
    )
    return {flag.review_id: DisputeCase(dispute, flag, made) for dispute, flag, made in rows}


def list_disputes_of_flags(session: Session, flags: Sequence[Flag]) -> Mapping[int, Dispute]:
    """The disputes that these flags are, by flag, for whoever decides on them."""
    rows = session.scalars(select(Dispute).where(Dispute.flag_id.in_([one.id for one in flags])))
    return {dispute.flag_id: dispute for dispute in rows}


def get_dispute_file(session: Session, folder: Path, dispute_id: int) -> tuple[Dispute, Path]:
    """A dispute whose document is still kept, and where it lies. Raises NotFoundError."""
    dispute = session.get(Dispute, dispute_id)
    if dispute is None or dispute.file_name is None or dispute.deleted_at is not None:
        raise NotFoundError(N_("This document is not kept any more, or never was."))
    file = folder / dispute.file_name
    if not file.is_file():
        raise NotFoundError(N_("The file of this document is missing on this machine."))
    return dispute, file


def delete_dispute_documents(session: Session, folder: Path, now: datetime) -> int:
    """Delete the documents of disputes decided long enough ago, and files that no row knows."""
    decided_before = now - timedelta(days=DAYS_KEPT_AFTER_DECISION)
    due = session.scalars(
        select(Dispute)
        .join(Flag, Flag.id == Dispute.flag_id)
        .join(ModerationDecision, ModerationDecision.id == Flag.decision_id)
        .where(
            Dispute.file_name.is_not(None),
            Dispute.deleted_at.is_(None),
            ModerationDecision.state == DecisionState.MADE,
            ModerationDecision.effective_at < decided_before,
        )
        .order_by(Dispute.id)
    ).all()
    for dispute in due:
        if dispute.file_name is not None:
            (folder / dispute.file_name).unlink(missing_ok=True)
        dispute.deleted_at = now
    session.flush()
    kept = session.scalars(
        select(Dispute.file_name).where(
            Dispute.file_name.is_not(None), Dispute.deleted_at.is_(None)
        )
    )
    return len(due) + delete_stray_files(folder, {name for name in kept if name}, now)


def _select_cases() -> Select[Dispute, Flag, ModerationDecision | None]:
    return (
        select(Dispute, Flag, ModerationDecision)
        .join(Flag, Flag.id == Dispute.flag_id)
        .outerjoin(
            ModerationDecision,
            (ModerationDecision.id == Flag.decision_id)
            & (ModerationDecision.state == DecisionState.MADE),
        )
    )


def _status_hash(form_token: str) -> str:
    return hash_token(hash_token(f"flag of {form_token}"))


def _read(document: IO[bytes] | None) -> ReceiptFile | None:
    if document is None:
        return None
    try:
        return read_receipt(document)
    except ReceiptError as error:
        raise InvalidValueError(error.message, "document") from error
