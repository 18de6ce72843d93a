"""Practitioners' public replies to reviews: every text that was sent, and what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from directory.domain.replies.states import ReplyState
from directory.models.base import Base, JSONList, PrimaryKey

IS_WAITING = text("state = 'waiting'")
IS_PUBLISHED = text("state = 'published'")


class ReviewReply(Base):
    """One sent text; `warnings` are dicts of rule and phrase, as they were shown before sending."""

    __tablename__ = "review_reply"
    __table_args__ = (
        Index(
            "uq_review_reply_waiting",
            "review_id",
            unique=True,
            sqlite_where=IS_WAITING,
            postgresql_where=IS_WAITING,
        ),
        Index(
            "uq_review_reply_published",
            "review_id",
            unique=True,
            sqlite_where=IS_PUBLISHED,
            postgresql_where=IS_PUBLISHED,
        ),
        Index(None, "state", "sent_at"),
    )

    id: Mapped[PrimaryKey]
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    state: Mapped[ReplyState] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    warnings: Mapped[JSONList]
    sent_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason_code: Mapped[str] = mapped_column(String(64), default="")
