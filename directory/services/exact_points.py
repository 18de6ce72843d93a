"""Which points of locations are passed on to others: those of an address, never of its ZIP code."""

from __future__ import annotations

from directory.models import PointSource, PracticeLocation


def find_exact_point(location: PracticeLocation) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, where the point is that of the address."""
    if location.point_source != PointSource.ADDRESS:
        return None
    if location.latitude is None or location.longitude is None:
        return None
    return location.latitude, location.longitude
