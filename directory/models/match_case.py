"""Records of a registry that may or may not be somebody's of the directory: a person decides."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, JSONList, JSONObject, PrimaryKey


class MatchDecision(StrEnum):
    """What a registrar made of an uncertain match."""

    OPEN = "open"
    SAME_PERSON = "same_person"
    NOBODY = "nobody"


class MatchCase(Base):
    """One record, whom it may belong to (best first, with what speaks for it), and the decision.

    `record` is the record as it was read, so that accepting it needs no file.
    """

    __tablename__ = "match_case"
    __table_args__ = (UniqueConstraint("source", "record_key"), Index(None, "decision", "id"))

    id: Mapped[PrimaryKey]
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    source: Mapped[str] = mapped_column(String(64))
    record_key: Mapped[str] = mapped_column(String(200))
    record: Mapped[JSONObject]
    candidates: Mapped[JSONList]
    read_on: Mapped[date]
    decision: Mapped[MatchDecision] = mapped_column(String(16), default=MatchDecision.OPEN)
    practitioner_id: Mapped[int | None] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE")
    )
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
