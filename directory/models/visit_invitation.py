"""Days whose patients a practice named, and whether all of them were asked. No address is kept."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, PrimaryKey


class InvitationDay(Base):
    """One day of one practitioner, named once."""

    __tablename__ = "invitation_day"
    __table_args__ = (UniqueConstraint("practitioner_id", "day"),)

    id: Mapped[PrimaryKey]
    practitioner_id: Mapped[int] = mapped_column(ForeignKey("practitioner.id", ondelete="CASCADE"))
    day: Mapped[date]
    patient_count: Mapped[int]
    is_asked: Mapped[bool]
    named_at: Mapped[datetime]
