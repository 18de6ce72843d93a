"""Points on the Earth, the distances between them, places, and ZIP codes as people write them.

Which places exist is data (`seed_data/gazetteer/`), looked up by `directory.services.places`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from directory.domain.errors import InvalidValueError
from directory.domain.messages import N_, Message

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
KM_PER_MILE = 1.609344
KM_PER_DEGREE = EARTH_RADIUS_KM * math.pi / 180
"""Along a meridian, or along the equator."""

EXACT_BELOW = 10
ZIP_DIGITS = 5
ZIP_PLUS_FOUR_DIGITS = 9

Floats = NDArray[np.float64]


class Point(NamedTuple):
    """Latitude and longitude in degrees (WGS 84)."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Place:
    """A place a search can start from: a city or a ZIP code.

    `key` is stable ("city:5419384", "zip:80202"), so a search can be shared by its address.
    `is_approximate` says that the point stands for its surroundings, as every ZIP code's does.
    """

    key: str
    name: str
    region: str
    country: str
    point: Point
    population: int = 0
    is_approximate: bool = False

    @property
    def label(self) -> str:
        """As people write it: "Denver, CO", "Munich, Germany", "80202 Denver, CO"."""
        return f"{self.name}, {self.region or self.country}"


def check_point(lat: float, lon: float) -> Point:
    """The point, if it can be one.

    Raises InvalidValueError for numbers that are not finite or out of range, and for (0, 0), which
    in practice is a missing coordinate.
    """
    if not (math.isfinite(lat) and math.isfinite(lon)):
        raise InvalidValueError("Latitude and longitude must be numbers.", "point")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise InvalidValueError(
            f"({lat}, {lon}) is no point: latitude is -90 to 90, longitude -180 to 180.",
            "point",
        )
    if lat == 0 and lon == 0:
        raise InvalidValueError("(0, 0) stands for a missing coordinate.", "point")
    return Point(lat, lon)


@overload
def haversine_km(lat_1: float, lon_1: float, lat_2: float, lon_2: float) -> float: ...
@overload
def haversine_km(lat_1: float, lon_1: float, lat_2: Floats, lon_2: Floats) -> Floats: ...
def haversine_km(
    lat_1: float, lon_1: float, lat_2: float | Floats, lon_2: float | Floats
) -> float | Floats:
    """Great-circle distance in kilometres from one point to another, or to arrays of them.

    Degrees in; the result has the shape of `lat_2`. Formula: R. W. Sinnott, "Virtues of the
    Haversine", Sky and Telescope 68 (1984); good to 0.5 % on the real, flattened Earth.
    """
    phi_1, phi_2 = np.radians(lat_1), np.radians(lat_2)
    half_chord_squared = (
        np.sin((phi_2 - phi_1) / 2) ** 2
        + np.cos(phi_1) * np.cos(phi_2) * np.sin(np.radians(np.subtract(lon_2, lon_1)) / 2) ** 2
    )
    distance: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half_chord_squared, 0, 1)))
    return float(distance) if np.ndim(distance) == 0 else distance


def miles_to_km(miles: float) -> float:
    """Kilometres in so many international miles."""
    return miles * KM_PER_MILE


def km_to_miles(km: float) -> float:
    """International miles in so many kilometres."""
    return km / KM_PER_MILE


def describe_miles(miles: float) -> Message:
    """A way as both halves of the world read it: "50 miles (80 km)", "2.1 miles (3.4 km)".

    With a decimal below ten, where it is no whole number.
    """
    return N_(
        "%(miles)s miles (%(km)s\N{NO-BREAK SPACE}km)",
        miles=_short(miles),
        km=_short(miles_to_km(miles)),
    )


def _short(number: float) -> str:
    is_exact = number < EXACT_BELOW and number != round(number)
    return f"{number:.1f}" if is_exact else f"{number:,.0f}"


def normalise_zip(text: str) -> str | None:
    """The five digits of a US ZIP code, or None where the text holds none.

    Accepts ZIP and ZIP+4 with or without hyphen. Spreadsheets drop leading zeros: three and four
    digits, and seven and eight, get them back ("2116" is Boston's 02116). Anything else is damaged
    and not guessed at.
    """
    stripped = text.strip()
    if not re.fullmatch(r"[0-9]+(?:\s*-\s*[0-9]{4}|-)?", stripped):
        return None
    digits = re.sub(r"[^0-9]", "", stripped)
    if len(digits) in (3, 4, 5):
        five = digits.zfill(ZIP_DIGITS)
    elif len(digits) in (7, 8, 9):
        five = digits.zfill(ZIP_PLUS_FOUR_DIGITS)[:ZIP_DIGITS]
    else:
        return None
    return five if five != "00000" else None
