"""Towns that tell where a map is: the biggest around a point."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.geography import KM_PER_DEGREE, Point, miles_to_km
from directory.models.place import PlaceRow

MOST_LANDMARKS = 16


@dataclass(frozen=True, slots=True)
class Landmark:
    """A town by name and point."""

    name: str
    point: Point


def list_landmarks(session: Session, centre: Point, miles: float) -> tuple[Landmark, ...]:
    """The biggest towns in a square that reaches so many miles to each side, biggest first."""
    reach = miles_to_km(miles) / KM_PER_DEGREE
    wide = reach / max(math.cos(math.radians(centre.lat)), 0.1)
    rows = session.execute(
        select(PlaceRow.name, PlaceRow.lat, PlaceRow.lon)
        .where(
            PlaceRow.lat.between(centre.lat - reach, centre.lat + reach),
            PlaceRow.lon.between(centre.lon - wide, centre.lon + wide),
        )
        .order_by(PlaceRow.population.desc(), PlaceRow.id)
        .limit(MOST_LANDMARKS)
    )
    return tuple(Landmark(name, Point(lat, lon)) for name, lat, lon in rows)
