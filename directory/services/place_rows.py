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

_name, _place, _region = (model.__table__.c for model in (PlaceNameRow, PlaceRow, PlaceRegionRow))

# Made once, of the tables' own columns: a search looks up several names, and putting a statement
# of the models together costs more than the answer.
_NAMED = select(
    _name.folded,
    _name.prominence,
    _place.id,
    _place.name,
    _place.lat,
    _place.lon,
    _place.population,
    _region.short_name,
    _region.country,
    _region.words,
).where(
    _name.folded.in_(bindparam("names", expanding=True)),
    _place.id == _name.place_id,
    _region.id == _place.region_id,
)


def select_places(session: Session, folded_names: Collection[str]) -> Iterable[Row[Any]]:
    """The places of these names, each with its region and the words for it."""
    if not folded_names:
        return ()
    return session.connection().execute(_NAMED, {"names": list(folded_names)})


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
