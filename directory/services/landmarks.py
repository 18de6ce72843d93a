"""Towns that tell where a map is: the biggest around a point."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from directory.domain.geography import KM_PER_DEGREE, Point, miles_to_km
from directory.models.place import PlaceRow
from directory.services.gazetteer_memory import remember

MOST_LANDMARKS = 16


_place = PlaceRow.__table__.c

_BIGGEST = (
    select(_place.name, _place.lat, _place.lon)
    .where(
        _place.lat.between(bindparam("south"), bindparam("north")),
        _place.lon.between(bindparam("west"), bindparam("east")),
    )
    .order_by(_place.population.desc(), _place.id)
    .limit(MOST_LANDMARKS)
)


@dataclass(frozen=True, slots=True)
class Landmark:
    """A town by name and point."""

    name: str
    point: Point


def list_landmarks(session: Session, centre: Point, miles: float) -> tuple[Landmark, ...]:
    """The biggest towns in a square that reaches so many miles to each side, biggest first."""
    reach = miles_to_km(miles) / KM_PER_DEGREE
    wide = reach / max(math.cos(math.radians(centre.lat)), 0.1)
    square = {
        "south": centre.lat - reach,
        "north": centre.lat + reach,
        "west": centre.lon - wide,
        "east": centre.lon + wide,
    }
    return remember(session, ("landmarks", centre, miles), lambda: _read(session, square))


def _read(session: Session, square: dict[str, float]) -> tuple[Landmark, ...]:
    rows = session.connection().execute(_BIGGEST, square)
    return tuple(Landmark(name, Point(lat, lon)) for name, lat, lon in rows)
