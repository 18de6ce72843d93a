"""Flags: what somebody objects to in a published review. No account is needed to raise one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, PrimaryKey


class Flag(Base):
    """One objection. `decision_id` is the decision taken on it, undone ones excepted."""

    __tablename__ = "flag"

    id: Mapped[PrimaryKey]
    receipt_number: Mapped[str] = mapped_column(String(16), unique=True)
    status_token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), index=True)
    reason_code: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    mail_language: Mapped[str] = mapped_column(String(8), default="en", server_default="en")
    is_from_practice: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    decision_id: Mapped[int | None] = mapped_column(
        ForeignKey("moderation_decision.id"), index=True
    )
