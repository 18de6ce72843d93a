"""Receipts: proof of treatment that a patient uploads, seen by the moderator on the case only.

The files lie in DATA_DIR, outside the web root, under names that say nothing.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.domain.receipts import ReceiptDecision
from directory.models.base import Base, PrimaryKey


class Receipt(Base):
    """One uploaded receipt, of a draft until the report is sent; the row outlives the file."""

    __tablename__ = "receipt"

    id: Mapped[PrimaryKey]
    review_id: Mapped[int | None] = mapped_column(
        ForeignKey("review.id", ondelete="SET NULL"), index=True
    )
    draft_id: Mapped[int | None] = mapped_column(
        ForeignKey("review_draft.id", ondelete="SET NULL"), index=True
    )
    file_name: Mapped[str] = mapped_column(String(80), unique=True)
    content_type: Mapped[str] = mapped_column(String(40))
    size_bytes: Mapped[int]
    uploaded_at: Mapped[datetime]
    decision: Mapped[ReceiptDecision | None] = mapped_column(String(16))
    reason_code: Mapped[str] = mapped_column(String(64), default="")
    decided_at: Mapped[datetime | None]
    decided_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    delete_on: Mapped[date | None]
    deleted_at: Mapped[datetime | None]
