"""Decisions of moderators, who is looking at which case, and declared conflicts of interest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from directory.domain.moderation import CaseKind, DecisionState, Verdict
from directory.models.base import Base, PrimaryKey

IS_OPEN = text("state IN ('awaiting_second', 'held')")


class ModerationDecision(Base):
    """One decision on one case; of a case there is at most one that is not carried out yet."""

    __tablename__ = "moderation_decision"
    __table_args__ = (
        Index("ix_moderation_decision_state", "state", "effective_at"),
        Index("ix_moderation_decision_case", "kind", "subject_id"),
        Index(
            "uq_moderation_decision_open",
            "kind",
            "subject_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
    )

    id: Mapped[PrimaryKey]
    kind: Mapped[CaseKind] = mapped_column(String(16))
    subject_id: Mapped[int]
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), index=True)
    verdict: Mapped[Verdict] = mapped_column(String(16))
    reason_code: Mapped[str] = mapped_column(String(64))
    facts: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[DecisionState] = mapped_column(String(16))
    decided_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    second_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    waiting_since: Mapped[datetime]
    decided_at: Mapped[datetime]
    effective_at: Mapped[datetime]


class CaseLease(Base):
    """Who opened a case last, and until when it is theirs alone."""

    __tablename__ = "case_lease"

    case_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]


class DeclaredConflict(Base):
    """A practitioner on whom a moderator does not decide, because they declared so."""

    __tablename__ = "declared_conflict"
    __table_args__ = (UniqueConstraint("account_id", "practitioner_id"),)

    id: Mapped[PrimaryKey]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    practitioner_id: Mapped[int] = mapped_column(ForeignKey("practitioner.id"))
    declared_at: Mapped[datetime]
