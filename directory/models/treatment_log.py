"""Treatment logs without patients, their entries, and the documents of those drawn as sample."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.domain.treatment_log_rows import LogOperator
from directory.domain.treatment_logs import LogState
from directory.models.base import Base, JSONList, Key, PrimaryKey

_UNDECIDED = text("state IN ('drawn', 'sent')")


class TreatmentLogEntry(Base):
    """One treatment of a log. A drawn one has a document; the row outlives the file."""

    __tablename__ = "treatment_log_entry"
    __table_args__ = (UniqueConstraint("log_id", "number"),)

    id: Mapped[PrimaryKey]
    log_id: Mapped[int] = mapped_column(ForeignKey("treatment_log.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(6))
    month: Mapped[date]
    treatment_key: Mapped[Key]
    concern_key: Mapped[Key]
    operator: Mapped[LogOperator] = mapped_column(String(16))
    is_drawn: Mapped[bool] = mapped_column(default=False)
    file_name: Mapped[str | None] = mapped_column(String(80), unique=True)
    content_type: Mapped[str] = mapped_column(String(40), default="")
    uploaded_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    result_code: Mapped[str] = mapped_column(String(64), default="")


class TreatmentLog(Base):
    """One log of one practitioner; one at a time waits to be decided on.

    `seed` draws the sample again (`directory.domain.treatment_logs.draw_sample`).
    """

    __tablename__ = "treatment_log"
    __table_args__ = (
        Index(
            "uq_treatment_log_one_undecided",
            "practitioner_id",
            unique=True,
            sqlite_where=_UNDECIDED,
            postgresql_where=_UNDECIDED,
        ),
    )

    id: Mapped[PrimaryKey]
    practitioner_id: Mapped[int] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    state: Mapped[LogState] = mapped_column(String(16))
    seed: Mapped[str] = mapped_column(String(64))
    bad_rows: Mapped[JSONList]
    bad_row_count: Mapped[int] = mapped_column(default=0)
    uploaded_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    lapses_on: Mapped[date]
    proven_count: Mapped[int | None]
    cases_per_year: Mapped[float | None]

    entries: Mapped[list[TreatmentLogEntry]] = relationship(
        order_by=TreatmentLogEntry.id, cascade="all, delete-orphan"
    )

    @property
    def own_entries(self) -> list[TreatmentLogEntry]:
        """The treatments by the practitioner's own hand."""
        return [entry for entry in self.entries if entry.operator == LogOperator.SELF]

    @property
    def sample(self) -> list[TreatmentLogEntry]:
        """The entries that are to be proven."""
        return [entry for entry in self.entries if entry.is_drawn]
