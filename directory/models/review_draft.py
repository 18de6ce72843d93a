"""Reports that are still being written: answers so far, kept for whoever holds the secret link."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, JSONObject, PrimaryKey


class ReviewDraft(Base):
    """One unfinished report. `answers` are as typed, by step; `review_id` once it was sent.

    `imported_review_id` is the review on another site that its author says to have written.
    """

    __tablename__ = "review_draft"

    id: Mapped[PrimaryKey]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    practitioner_id: Mapped[int] = mapped_column(ForeignKey("practitioner.id", ondelete="CASCADE"))
    answers: Mapped[JSONObject]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    review_id: Mapped[int | None] = mapped_column(ForeignKey("review.id", ondelete="SET NULL"))
    imported_review_id: Mapped[int | None] = mapped_column(
        ForeignKey("review.id", ondelete="SET NULL")
    )
