"""Visit codes: single-use proof that somebody was treated, issued in numbered blocks.

Only the hash of a code is kept; how many were issued, redeemed and expired is public.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.models.base import Base, PrimaryKey


class VisitCodeBlock(Base):
    """A block of codes that one practitioner was issued together."""

    __tablename__ = "visit_code_block"
    __table_args__ = (UniqueConstraint("practitioner_id", "number"),)

    id: Mapped[PrimaryKey]
    practitioner_id: Mapped[int] = mapped_column(ForeignKey("practitioner.id"))
    number: Mapped[int]
    code_count: Mapped[int]
    issued_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    issued_at: Mapped[datetime]
    expires_on: Mapped[date]
    revoked_at: Mapped[datetime | None]

    codes: Mapped[list[VisitCode]] = relationship(
        back_populates="block", order_by="VisitCode.number", cascade="all, delete-orphan"
    )


class VisitCode(Base):
    """One code of a block. `review_id` is the report it proved."""

    __tablename__ = "visit_code"
    __table_args__ = (UniqueConstraint("block_id", "number"),)

    id: Mapped[PrimaryKey]
    block_id: Mapped[int] = mapped_column(ForeignKey("visit_code_block.id", ondelete="CASCADE"))
    number: Mapped[int]
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    redeemed_at: Mapped[datetime | None]
    review_id: Mapped[int | None] = mapped_column(ForeignKey("review.id"), unique=True)

    block: Mapped[VisitCodeBlock] = relationship(back_populates="codes")
