"""Laser treatments that Medicare paid for: a floor under what a practitioner did, never a total."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, PrimaryKey


class MedicareVolume(Base):
    """Services of one code in one year, all places of service together."""

    __tablename__ = "medicare_volume"
    __table_args__ = (UniqueConstraint("practitioner_id", "year", "code"),)

    id: Mapped[PrimaryKey]
    practitioner_id: Mapped[int] = mapped_column(ForeignKey("practitioner.id", ondelete="CASCADE"))
    year: Mapped[int]
    code: Mapped[str] = mapped_column(String(8))
    service_count: Mapped[float]
