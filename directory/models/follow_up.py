"""Follow-ups of reports: when patients are asked again, and what they answered."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.domain.follow_ups import FollowUpKind
from directory.models.base import Base, JSONObject, PrimaryKey


class FollowUp(Base):
    """One follow-up of one report. `answers` are those given last, empty before."""

    __tablename__ = "follow_up"
    __table_args__ = (UniqueConstraint("review_id", "kind"), Index(None, "mailed_at", "due_on"))

    id: Mapped[PrimaryKey]
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    kind: Mapped[FollowUpKind] = mapped_column(String(16))
    due_on: Mapped[date]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    mailed_at: Mapped[datetime | None]
    answers: Mapped[JSONObject]
    answered_at: Mapped[datetime | None]


class MailRefusal(Base):
    """An address that wants no follow-ups, known by its SHA-256 only; outlives what it was for."""

    __tablename__ = "mail_refusal"

    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    refused_at: Mapped[datetime]
