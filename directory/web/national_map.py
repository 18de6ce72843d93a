"""The map of the whole country with its people in clusters: beside results without a place, and on
the home page. Who lies outside of what the map shows stands in the list alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from directory.domain.albers import project_to_usa
from directory.domain.geography import Point
from directory.services.home import CityCount
from directory.services.search_results import ResultCard
from directory.sources.boundaries import NationalMap
from directory.web.boundary_lines import national_map

PIN_REACH = 44.0
"""Pixels of the 975 of the map within which numbers of a list share one pin."""

CITY_REACH = 34.0
SMALLEST_RADIUS = 9.0
RADIUS_BY_ROOT = 2.2


@dataclass(frozen=True, slots=True)
class CardPin:
    """One pin for the numbers that lie close together, the best first."""

    cards: tuple[ResultCard, ...]
    x: float
    y: float

    @property
    def ranks(self) -> tuple[str, ...]:
        """The numbers that the pin stands for, as they are written."""
        return tuple(str(card.rank) for card in self.cards)

    @property
    def label(self) -> str:
        """What stands on the pin: its number, or the best with how many more."""
        more = len(self.cards) - 1
        return f"{self.cards[0].rank}+{more}" if more else str(self.cards[0].rank)


@dataclass(frozen=True, slots=True)
class CityPin:
    """The people of cities that lie close together, under the name of the biggest."""

    city: CityCount
    count: int
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class ResultsMap:
    """The country with the pins of one page of results."""

    base: NationalMap
    pins: tuple[CardPin, ...]


@dataclass(frozen=True, slots=True)
class CitiesMap:
    """The country with its cities."""

    base: NationalMap
    pins: tuple[CityPin, ...]


def make_results_map(cards: Sequence[ResultCard]) -> ResultsMap | None:
    """Pins for the cards of one page; None where the map shows none of them."""
    located = [
        (card, spot)
        for card in cards
        if card.latitude is not None and card.longitude is not None
        if (spot := project_to_usa(Point(card.latitude, card.longitude)))
    ]
    groups = _group([spot for _, spot in located], PIN_REACH)
    pins = [
        CardPin(
            cards=tuple(located[number][0] for number in group),
            x=round(located[group[0]][1][0], 1),
            y=round(located[group[0]][1][1], 1),
        )
        for group in groups
    ]
    return ResultsMap(national_map(), tuple(pins)) if pins else None


def make_cities_map(cities: Sequence[CityCount]) -> CitiesMap | None:
    """Pins for cities, the biggest first; None where the map shows none of them."""
    located = [(city, spot) for city in cities if (spot := project_to_usa(city.point))]
    pins = []
    for group in _group([spot for _, spot in located], CITY_REACH):
        city, (x, y) = located[group[0]]
        count = sum(located[number][0].count for number in group)
        radius = SMALLEST_RADIUS + RADIUS_BY_ROOT * math.sqrt(count)
        pins.append(CityPin(city, count, round(x, 1), round(y, 1), round(radius, 1)))
    return CitiesMap(national_map(), tuple(pins)) if pins else None


def _group(spots: Sequence[tuple[float, float]], reach: float) -> list[list[int]]:
    """Positions of spots that lie within `reach` of the first of their group."""
    groups: list[list[int]] = []
    for number, spot in enumerate(spots):
        near = next((one for one in groups if math.dist(spots[one[0]], spot) < reach), None)
        if near is None:
            groups.append([number])
        else:
            near.append(number)
    return groups
