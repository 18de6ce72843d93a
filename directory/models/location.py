"""Where practitioners work: address, phone and a point on the map with how it was found."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, JSONObject, PrimaryKey


class PointSource(StrEnum):
    """How a location got its point; distances from anything but ADDRESS are approximate."""

    ADDRESS = "address"
    ZIP = "zip"
    CITY = "city"
    NONE = "none"


class PracticeLocation(Base):
    """One place where a practitioner sees patients.

    `website` is the host alone, without a path; `source` the registry that lists the place, if any;
    `hours` has spans of "HH:MM" for each weekday of which something is known.
    """

    __tablename__ = "practice_location"

    id: Mapped[PrimaryKey]
    practitioner_id: Mapped[int] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    clinic_name: Mapped[str] = mapped_column(String(200), default="")
    street: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    region: Mapped[str] = mapped_column(String(60), default="")
    postal_code: Mapped[str] = mapped_column(String(20), default="", index=True)
    country: Mapped[str] = mapped_column(String(2), default="US")
    phone: Mapped[str] = mapped_column(String(40), default="")
    website: Mapped[str] = mapped_column(String(253), default="")
    hours: Mapped[JSONObject]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    point_source: Mapped[PointSource] = mapped_column(String(16), default=PointSource.NONE)
    source: Mapped[str] = mapped_column(String(64), default="")
