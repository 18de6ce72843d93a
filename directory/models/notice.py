"""What an authority has decided about a practitioner, as its own list says it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, PrimaryKey


class PractitionerNotice(Base):
    """One decision or note of an authority; `grade` is one of `domain.licences.NoticeGrade`.

    `reference` is what the source calls it. `words` are of the source or ours for its code.
    `ended_on` is the day that the source gives for its end, `gone_on` when its whole list was first
    read without it.
    """

    __tablename__ = "practitioner_notice"
    __table_args__ = (UniqueConstraint("practitioner_id", "source", "reference"),)

    id: Mapped[PrimaryKey]
    practitioner_id: Mapped[int] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), index=True
    )
    source: Mapped[str] = mapped_column(String(64))
    reference: Mapped[str] = mapped_column(String(120))
    grade: Mapped[str] = mapped_column(String(32))
    words: Mapped[str] = mapped_column(String(300))
    decided_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    gone_on: Mapped[date | None]
    listed_on: Mapped[date]
