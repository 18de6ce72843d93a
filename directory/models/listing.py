"""The commercial side: equipment, prices, offers, photos, the profile's claim, industry's payments.

None of it may move a rank. It lies in a table of its own with no relation from `Practitioner`,
and an import contract keeps the ranking and indexing services away from this module.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, JSONList, PrimaryKey


class Listing(Base):
    """The commercial side of one profile, shown at its foot: it does not count."""

    __tablename__ = "listing"

    practitioner_id: Mapped[int] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), primary_key=True
    )
    equipment: Mapped[JSONList]
    price_from_cents: Mapped[int | None]
    price_currency: Mapped[str] = mapped_column(String(3), default="USD")
    discount_percent: Mapped[int | None]
    photo_count: Mapped[int] = mapped_column(default=0)
    is_paid: Mapped[bool] = mapped_column(default=False)
    claimed_on: Mapped[date | None]


class IndustryPayment(Base):
    """What one company gave a practitioner in one year, by its nature (Open Payments)."""

    __tablename__ = "industry_payment"
    __table_args__ = (UniqueConstraint("practitioner_id", "year", "payer", "nature"),)

    id: Mapped[PrimaryKey]
    practitioner_id: Mapped[int] = mapped_column(ForeignKey("practitioner.id", ondelete="CASCADE"))
    year: Mapped[int]
    payer: Mapped[str] = mapped_column(String(200))
    nature: Mapped[str] = mapped_column(String(64))
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    payment_count: Mapped[int]
