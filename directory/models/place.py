"""Tables of the gazetteer: regions, places with the names they go by, and ZIP code points.

They mirror the files in `seed_data/gazetteer/`; which place a text means is decided in
`directory.services.places`.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, JSONList


class PlaceRegionRow(Base):
    """A state, province or whole country; `words` are the folded ways of naming it after a city."""

    __tablename__ = "place_region"

    id: Mapped[str] = mapped_column(String(8), primary_key=True)
    short_name: Mapped[str] = mapped_column(String(100))
    country: Mapped[str] = mapped_column(String(2))
    words: Mapped[JSONList]


class PlaceRow(Base):
    """A city, town or village; the id is GeoNames' own and stays the same between versions."""

    __tablename__ = "place"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200))
    region_id: Mapped[str] = mapped_column(ForeignKey("place_region.id"), index=True)
    lat: Mapped[float] = mapped_column(index=True)
    lon: Mapped[float]
    population: Mapped[int]


class PlaceNameRow(Base):
    """One folded name of a place.

    `prominence` is the population for the name on the map, a fraction of it for other names, and 0
    for a name that means this place only when its region follows ("California, MD");
    `start` is the first two letters, to look for misspellings.
    """

    __tablename__ = "place_name"
    __table_args__ = (Index(None, "start", "prominence"),)

    folded: Mapped[str] = mapped_column(String(200), primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True, index=True)
    start: Mapped[str] = mapped_column(String(2))
    prominence: Mapped[int] = mapped_column(index=True)


class ZipPointRow(Base):
    """A point standing for a US ZIP code, with the post office's city and state where known."""

    __tablename__ = "zip_point"

    zip: Mapped[str] = mapped_column(String(5), primary_key=True)
    lat: Mapped[float]
    lon: Mapped[float]
    city: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(2))
