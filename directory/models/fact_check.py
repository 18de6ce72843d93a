"""Facts that were drawn to be checked, and facts that somebody reported as wrong."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.domain.fact_checks import CheckResult, Fact
from directory.models.base import Base, PrimaryKey


class FactCheck(Base):
    """One fact of a month's sample, as it was shown when it was drawn."""

    __tablename__ = "fact_check"
    __table_args__ = (UniqueConstraint("month", "number"),)

    id: Mapped[PrimaryKey]
    month: Mapped[date]
    number: Mapped[int]
    practitioner_id: Mapped[int] = mapped_column(ForeignKey("practitioner.id", ondelete="CASCADE"))
    fact: Mapped[Fact] = mapped_column(String(16))
    shown: Mapped[str] = mapped_column(String(500))
    result: Mapped[CheckResult | None] = mapped_column(String(16))
    checked_at: Mapped[datetime | None]
    checked_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class FactReport(Base):
    """Somebody says that a fact is wrong. Nothing is kept of who said so."""

    __tablename__ = "fact_report"
    __table_args__ = (Index(None, "settled_at", "reported_at"),)

    id: Mapped[PrimaryKey]
    practitioner_id: Mapped[int] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), index=True
    )
    fact: Mapped[Fact] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    reported_at: Mapped[datetime]
    result: Mapped[CheckResult | None] = mapped_column(String(16))
    settled_at: Mapped[datetime | None]
    settled_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
