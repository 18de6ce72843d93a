"""The moderator's side of receipts: the file, what the report says, and the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Row, Select, select, update
from sqlalchemy.orm import Session, selectinload

from directory.domain.audit import Subject
from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.receipts import ReceiptDecision, ReceiptReason, deletion_day, get_reason
from directory.models import Practitioner, Receipt, Review
from directory.services.audit import record
from directory.services.verification_levels import accept_proof


@dataclass(frozen=True, slots=True)
class ReceiptCase:
    """What a moderator needs to decide on a receipt: the receipt and what the report says."""

    receipt: Receipt
    review: Review
    practitioner: Practitioner


def get_receipt_case(session: Session, receipt_id: int) -> ReceiptCase:
    """Give a receipt whose file is still kept, decided or not. Raises NotFoundError."""
    row = session.execute(
        _select_cases().where(Receipt.id == receipt_id, Receipt.deleted_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFoundError("This receipt is not kept any more, or never was.")
    return _make_case(row)


def get_receipt_file(session: Session, folder: Path, receipt_id: int) -> tuple[Receipt, Path]:
    """Give a receipt that is still kept, and where its file lies. Raises NotFoundError."""
    receipt = get_receipt_case(session, receipt_id).receipt
    file = folder / receipt.file_name
    if not file.is_file():
        raise NotFoundError("The file of this receipt is missing on this machine.")
    return receipt, file


def decide_receipt(
    session: Session, receipt_id: int, reason_code: str, account_id: int, now: datetime
) -> ReceiptReason:
    """Accept or refuse a receipt, as its reason says; telling the patient is `decision_notices`.

    An accepted one lifts the report to the level it then deserves. Raises InvalidValueError for an
    unknown reason and where another moderator was first, NotFoundError.
    """
    reason = get_reason(reason_code)
    case = get_receipt_case(session, receipt_id)
    decided = session.execute(
        update(Receipt)
        .where(Receipt.id == receipt_id, Receipt.decision.is_(None))
        .values(
            decision=reason.decision,
            reason_code=reason.code,
            decided_at=now,
            decided_by_account_id=account_id,
            delete_on=deletion_day(now.date()),
        )
        .returning(Receipt.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    session.refresh(case.receipt)
    if decided is None:
        raise InvalidValueError("This receipt was decided on already, and nothing was changed.")
    record(
        session,
        account_id,
        "decide",
        Subject("receipt", receipt_id),
        before={"decision": None},
        after={"decision": reason.decision.value},
        now=now,
        reason_code=reason.code,
    )
    if reason.decision is ReceiptDecision.ACCEPTED:
        accept_proof(session, case.review, now, account_id)
    return reason


def _make_case(row: Row[Receipt, Review, Practitioner]) -> ReceiptCase:
    receipt, review, practitioner = row
    return ReceiptCase(receipt, review, practitioner)


def _select_cases() -> Select[Receipt, Review, Practitioner]:
    return (
        select(Receipt, Review, Practitioner)
        .join(Review, Receipt.review_id == Review.id)
        .join(Practitioner, Review.practitioner_id == Practitioner.id)
        .options(selectinload(Review.outcome))
    )
