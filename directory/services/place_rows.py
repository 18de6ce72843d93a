"""Rows of places by their folded names; what a text means is decided in `places`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from directory.domain.geography import Place, Point
from directory.models.place import PlaceNameRow, PlaceRegionRow, PlaceRow

ONLY_WITH_REGION = 0
"""The prominence of a name that means its place only with a state or country behind it."""

# Made once: a search looks up several names, and putting the statement together costs most of it.
_NAMED = (
    select(
        PlaceNameRow.folded,
        PlaceNameRow.prominence,
        PlaceRow.id,
        PlaceRow.name,
        PlaceRow.lat,
        PlaceRow.lon,
        PlaceRow.population,
        PlaceRegionRow.short_name,
        PlaceRegionRow.country,
        PlaceRegionRow.words,
    )
    .join(PlaceRow, PlaceRow.id == PlaceNameRow.place_id)
    .join(PlaceRegionRow, PlaceRegionRow.id == PlaceRow.region_id)
    .where(PlaceNameRow.folded.in_(bindparam("names", expanding=True)))
)


def select_places(session: Session, folded_names: Collection[str]) -> Iterable[Row[Any]]:
    """The places of these names, each with its region and the words for it."""
    if not folded_names:
        return ()
    return session.execute(_NAMED, {"names": list(folded_names)})


def place_of(row: Row[Any]) -> Place:
    """The place of a row of `select_places`."""
    return Place(
        key=f"city:{row.id}",
        name=row.name,
        region=row.short_name,
        country=row.country,
        point=Point(row.lat, row.lon),
        population=row.population,
    )
