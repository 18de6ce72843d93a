"""Receipts: keeping what a patient uploads, and deleting it in time.

Files lie in a folder that only the site's own account can read, under random names. How a moderator
decides stands in `receipt_cases`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from directory.domain.messages import N_
from directory.domain.receipts import DAYS_KEPT_UNSENT, MOST_RECEIPTS, ReceiptError
from directory.domain.reviews import LIVE_STATES
from directory.models import Receipt, Review
from directory.services.private_files import (
    delete_stray_files,
    new_file_name,
    write_private_file,
)
from directory.sources.receipt_files import ReceiptFile, read_receipt


def keep_draft_receipt(
    session: Session, folder: Path, draft_id: int, stream: IO[bytes], now: datetime
) -> Receipt:
    """Keep the receipt of a report that is still written, in place of an earlier one.

    Raises ReceiptError for a file that cannot be taken; an earlier one then stays.
    """
    file = read_receipt(stream)
    drop_draft_receipt(session, draft_id, now)
    return _keep(session, folder, file, Receipt(draft_id=draft_id), now)


def find_draft_receipt(session: Session, draft_id: int) -> Receipt | None:
    """Find the receipt that was uploaded for a report that is still written."""
    return session.scalar(
        select(Receipt).where(Receipt.draft_id == draft_id).order_by(Receipt.id.desc()).limit(1)
    )


def drop_draft_receipt(session: Session, draft_id: int, now: datetime) -> None:
    """Part a draft from its receipt, if it has one; the file is due for deletion at once."""
    session.execute(
        update(Receipt)
        .where(Receipt.draft_id == draft_id)
        .values(draft_id=None, delete_on=now.date())
    )


def hand_over_receipt(session: Session, draft_id: int, review_id: int) -> Receipt | None:
    """Give the receipt of a draft, if it has one, to the report that the draft became."""
    receipt = find_draft_receipt(session, draft_id)
    if receipt is not None:
        receipt.draft_id, receipt.review_id = None, review_id
        session.flush()
    return receipt


def keep_receipt(
    session: Session, folder: Path, review_id: int, stream: IO[bytes], now: datetime
) -> Receipt:
    """Keep a receipt of a report that was sent already. Raises ReceiptError."""
    kept = session.scalar(
        select(func.count()).select_from(Receipt).where(Receipt.review_id == review_id)
    )
    if (kept or 0) >= MOST_RECEIPTS:
        raise ReceiptError(
            N_(
                "This report has %(most_receipts)s receipts, the most there can be.",
                most_receipts=MOST_RECEIPTS,
            )
        )
    return _keep(session, folder, read_receipt(stream), Receipt(review_id=review_id), now)


def _keep(
    session: Session, folder: Path, file: ReceiptFile, receipt: Receipt, now: datetime
) -> Receipt:
    receipt.file_name = new_file_name(file.suffix)
    receipt.content_type = file.content_type
    receipt.size_bytes = len(file.content)
    receipt.uploaded_at = now
    session.add(receipt)
    session.flush()
    write_private_file(folder, receipt.file_name, file.content)
    return receipt


def delete_due_receipts(session: Session, folder: Path, now: datetime) -> int:
    """Delete the files whose time has come and give how many that were; their rows stay.

    Due are those decided long enough ago, replaced, never sent, or of a report that was taken back.
    A kill in between repeats the work: a file that is gone already is no trouble.
    """
    never_sent = and_(
        Receipt.review_id.is_(None),
        or_(
            Receipt.draft_id.is_(None), Receipt.uploaded_at < now - timedelta(days=DAYS_KEPT_UNSENT)
        ),
    )
    taken_back = and_(Receipt.decision.is_(None), Review.state.not_in(LIVE_STATES))
    due = session.scalars(
        select(Receipt)
        .outerjoin(Review, Receipt.review_id == Review.id)
        .where(
            Receipt.deleted_at.is_(None),
            or_(Receipt.delete_on <= now.date(), never_sent, taken_back),
        )
        .order_by(Receipt.id)
    ).all()
    for receipt in due:
        (folder / receipt.file_name).unlink(missing_ok=True)
        receipt.deleted_at = now
    session.flush()
    known = set(session.scalars(select(Receipt.file_name).where(Receipt.deleted_at.is_(None))))
    return len(due) + delete_stray_files(folder, known, now)
