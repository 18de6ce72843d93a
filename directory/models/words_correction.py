"""Corrected words of reports, which wait for a moderator while the earlier words stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from directory.domain.report_words import WordsDecision
from directory.models.base import Base, PrimaryKey


class WordsCorrection(Base):
    """Words that an author wants in place of a report's; undecided until somebody has read them."""

    __tablename__ = "words_correction"

    id: Mapped[PrimaryKey]
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime]
    decision: Mapped[WordsDecision | None] = mapped_column(String(16))
    reason_code: Mapped[str] = mapped_column(String(64), default="")
    decided_at: Mapped[datetime | None]
    decided_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
