"""The little map beside the results: numbered pins around the place asked for, on distance rings
and the lines of counties and states.

Drawn on the server from coordinates alone: no map company learns where anybody searches.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directory.domain.geography import KM_PER_DEGREE, Place, Point, km_to_miles
from directory.services.landmarks import Landmark
from directory.services.search_results import ResultCard
from directory.web.boundary_lines import MapLines, lines_around

SIZE = 336
MARGIN = 18
PIN_SPACING = 25
RING_MILES = (2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 12_500)
NUDGE_STEPS = 60
LABEL_ANGLES = 16
LABEL_INSET = 24
LETTER_WIDTH = 6.5
LABEL_WORD_LETTERS = 7  # what follows the number of a ring in the longest of our languages
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True, slots=True)
class Pin:
    """One numbered practitioner on the map."""

    rank: int
    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Ring:
    """A circle of equal distance, with its label where no pin hides it."""

    miles: int
    radius: float
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Town:
    """The name of a town, where neither a pin nor another name is."""

    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class LocatorMap:
    """Pins, rings, boundaries and towns on a square of SIZE pixels, north up, the place in the
    middle.
    """

    place: Place
    pins: tuple[Pin, ...]
    rings: tuple[Ring, ...]
    lines: tuple[MapLines, ...]
    towns: tuple[Town, ...]
    size: int = SIZE


def make_locator_map(
    cards: Sequence[ResultCard], place: Place | None, landmarks: Sequence[Landmark] = ()
) -> LocatorMap | None:
    """Lay out the cards of one page around a place; None without a place or anybody to show.

    Of the landmarks, the weightiest first, those are named that find room.
    """
    located = [
        (card, *_offset_miles(place.point, card.latitude, card.longitude))
        for card in cards
        if place and card.latitude is not None and card.longitude is not None
    ]
    if place is None or not located:
        return None
    shown_miles = _ring_miles(max(math.hypot(east, north) for _, east, north in located))
    scale = (SIZE / 2 - MARGIN) / shown_miles[-1]
    taken: list[tuple[float, float]] = []
    pins = []
    for card, east, north in located:
        x, y = _free_spot(SIZE / 2 + east * scale, SIZE / 2 - north * scale, taken)
        taken.append((x, y))
        pins.append(Pin(card.rank, card.name, round(x, 1), round(y, 1)))
    rings = tuple(_ring(miles, miles * scale, taken) for miles in shown_miles)
    return LocatorMap(
        place,
        tuple(pins),
        rings,
        lines=lines_around(place.point, SIZE / 2 / scale, SIZE),
        towns=tuple(_name_towns(landmarks, place.point, scale, taken, rings)),
    )


def _name_towns(
    landmarks: Sequence[Landmark],
    centre: Point,
    scale: float,
    taken: Sequence[tuple[float, float]],
    rings: Sequence[Ring],
) -> Iterator[Town]:
    named = [(ring.label_x, ring.label_y, _label_half_width(ring)) for ring in rings]
    for landmark in landmarks:
        east, north = _offset_miles(centre, *landmark.point)
        x, y = SIZE / 2 + east * scale, SIZE / 2 - north * scale
        half = len(landmark.name) * LETTER_WIDTH / 2
        is_inside = half < x < SIZE - half and LABEL_INSET < y < SIZE - LABEL_INSET
        is_free = all(
            abs(x - other_x) > half + PIN_SPACING / 2 or abs(y - other_y) > PIN_SPACING
            for other_x, other_y in [*taken, (SIZE / 2, SIZE / 2)]
        ) and all(
            abs(x - other_x) > half + other_half or abs(y - other_y) > PIN_SPACING
            for other_x, other_y, other_half in named
        )
        if is_inside and is_free:
            named.append((x, y, half))
            yield Town(landmark.name, round(x, 1), round(y, 1))


def _label_half_width(ring: Ring) -> float:
    return (len(f"{ring.miles:,}") + LABEL_WORD_LETTERS) * LETTER_WIDTH / 2


def _offset_miles(centre: Point, latitude: float, longitude: float) -> tuple[float, float]:
    """How far east and north of the centre a point lies, on a plane that touches there."""
    around = (longitude - centre.lon + 180) % 360 - 180
    east_km = around * KM_PER_DEGREE * math.cos(math.radians(centre.lat))
    return km_to_miles(east_km), km_to_miles((latitude - centre.lat) * KM_PER_DEGREE)


def _ring_miles(farthest_miles: float) -> tuple[int, ...]:
    """The round distance that holds everybody, and the one within it."""
    outer = next(
        (i for i, miles in enumerate(RING_MILES) if miles >= farthest_miles), len(RING_MILES) - 1
    )
    return RING_MILES[max(outer - 1, 0) : outer + 1]


def _ring(miles: int, radius: float, pins: Sequence[tuple[float, float]]) -> Ring:
    """A ring whose label stands at the angle farthest from any pin."""
    spots = [
        (
            SIZE / 2 + (radius - LABEL_INSET) * math.cos(angle),
            SIZE / 2 + (radius - LABEL_INSET) * math.sin(angle),
        )
        for angle in (i * 2 * math.pi / LABEL_ANGLES for i in range(LABEL_ANGLES))
    ]
    x, y = max(spots, key=lambda spot: min(math.dist(spot, pin) for pin in pins))
    return Ring(miles, round(radius, 1), round(x, 1), round(y, 1))


def _free_spot(x: float, y: float, taken: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The nearest place on a spiral around (x, y) where a pin covers no other."""
    for step in range(NUDGE_STEPS):
        reach = PIN_SPACING / 2 * math.sqrt(step)
        spot = (
            _inside(x + reach * math.cos(step * GOLDEN_ANGLE)),
            _inside(y + reach * math.sin(step * GOLDEN_ANGLE)),
        )
        if all(math.dist(spot, other) >= PIN_SPACING for other in taken):
            return spot
    return _inside(x), _inside(y)


def _inside(coordinate: float) -> float:
    return min(max(coordinate, MARGIN), SIZE - MARGIN)
