"""Claims: who says that a profile is about them, with what proof, and what became of it.

Like `listing`, this lies where nothing that ranks can reach it: a claim must not move anybody. An
import contract keeps the ranking and indexing services away from this module.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.domain.claim_proofs import CodeChannel
from directory.domain.claims import ClaimAct, ClaimActor, ClaimState
from directory.models.base import Base, PrimaryKey

_UNDECIDED = text("state IN ('open', 'submitted')")
_APPROVED = text("state = 'approved'")


class Claim(Base):
    """One account's claim to one profile."""

    __tablename__ = "claim"
    __table_args__ = (
        Index(
            "uq_claim_one_undecided_each",
            "practitioner_id",
            "account_id",
            unique=True,
            sqlite_where=_UNDECIDED,
            postgresql_where=_UNDECIDED,
        ),
        Index(
            "uq_claim_one_holder",
            "practitioner_id",
            unique=True,
            sqlite_where=_APPROVED,
            postgresql_where=_APPROVED,
        ),
        Index(None, "state", "submitted_at"),
    )

    id: Mapped[PrimaryKey]
    practitioner_id: Mapped[int] = mapped_column(ForeignKey("practitioner.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[ClaimState] = mapped_column(String(16), default=ClaimState.OPEN)
    is_dispute: Mapped[bool] = mapped_column(default=False)
    registry_number: Mapped[str] = mapped_column(String(60), default="")
    statement: Mapped[str] = mapped_column(Text, default="")
    code_channel: Mapped[CodeChannel | None] = mapped_column(String(16))
    code_target: Mapped[str] = mapped_column(String(500), default="")
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_sent_at: Mapped[datetime | None]
    code_sent_count: Mapped[int] = mapped_column(default=0)
    code_attempt_count: Mapped[int] = mapped_column(default=0)
    code_confirmed_at: Mapped[datetime | None]
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    contested_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason_code: Mapped[str] = mapped_column(String(64), default="")
    lapses_on: Mapped[date | None]

    documents: Mapped[list[ClaimDocument]] = relationship(
        order_by="ClaimDocument.id", cascade="all, delete-orphan"
    )
    events: Mapped[list[ClaimEvent]] = relationship(
        order_by="ClaimEvent.id", cascade="all, delete-orphan"
    )


class ClaimDocument(Base):
    """A document that a claimant uploaded; the row outlives the file."""

    __tablename__ = "claim_document"

    id: Mapped[PrimaryKey]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(80), unique=True)
    content_type: Mapped[str] = mapped_column(String(40))
    size_bytes: Mapped[int]
    uploaded_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class ClaimEvent(Base):
    """One act on a claim. The calendar and a decision on another claim act without an account."""

    __tablename__ = "claim_event"

    id: Mapped[PrimaryKey]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"), index=True)
    act: Mapped[ClaimAct] = mapped_column(String(16))
    actor: Mapped[ClaimActor] = mapped_column(String(16))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason_code: Mapped[str] = mapped_column(String(64), default="")
    state_before: Mapped[str] = mapped_column(String(16), default="")
    state_after: Mapped[ClaimState] = mapped_column(String(16))
    happened_at: Mapped[datetime]
