"""The maps: every pin can be seen and pressed, and stands in the right direction."""

from __future__ import annotations

import itertools
import math
from dataclasses import fields
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from directory.domain.geography import Place, Point
from directory.services.home import CityCount
from directory.services.landmarks import Landmark
from directory.services.search_results import ResultCard
from directory.web.locator_map import MARGIN, PIN_SPACING, SIZE, make_locator_map
from directory.web.national_map import make_cities_map, make_results_map

DENVER = Place("city:1", "Denver", "CO", "US", Point(39.7392, -104.9903))
SUVA = Place("city:2", "Suva", "", "FJ", Point(-18.14, 179.9))


def card(rank: int, latitude: float | None, longitude: float | None) -> ResultCard:
    values: dict[str, Any] = {field.name: None for field in fields(ResultCard)}
    values |= {"rank": rank, "name": f"Person {rank}", "details_verified_on": date(2026, 1, 1)}
    return ResultCard(**{**values, "latitude": latitude, "longitude": longitude})


@given(st.lists(st.tuples(st.floats(39, 41), st.floats(-106, -104)), min_size=1, max_size=10))
def test_no_pin_hides_another_or_leaves_the_map(points: list[tuple[float, float]]) -> None:
    locator = make_locator_map([card(i, *point) for i, point in enumerate(points, 1)], DENVER)
    assert locator is not None
    assert [pin.rank for pin in locator.pins] == list(range(1, len(points) + 1))
    for one, other in itertools.combinations(locator.pins, 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) >= PIN_SPACING - 0.2
    for pin in locator.pins:
        assert MARGIN <= pin.x <= SIZE - MARGIN
        assert MARGIN <= pin.y <= SIZE - MARGIN


def test_ten_people_at_one_address_are_spread_out() -> None:
    locator = make_locator_map([card(i, 39.75, -105.0) for i in range(1, 11)], DENVER)
    assert locator is not None
    assert len({(pin.x, pin.y) for pin in locator.pins}) == 10


def test_north_is_up_and_east_is_right() -> None:
    locator = make_locator_map([card(1, 40.0, -104.9903), card(2, 39.7392, -104.7)], DENVER)
    assert locator is not None
    north, east = locator.pins
    assert (north.x, north.y < SIZE / 2) == (SIZE / 2, True)
    assert (east.x > SIZE / 2, east.y) == (True, SIZE / 2)


def test_the_outer_ring_holds_everybody_and_is_a_round_distance() -> None:
    locator = make_locator_map([card(1, 40.0, -104.9903)], DENVER)
    assert locator is not None
    assert [ring.miles for ring in locator.rings] == [10, 25]


def test_across_the_date_line_the_near_way_is_taken() -> None:
    locator = make_locator_map([card(1, -18.14, -179.9)], SUVA)
    assert locator is not None
    assert locator.rings[-1].miles == 25
    assert locator.pins[0].x > SIZE / 2


def test_without_a_place_or_anybody_located_there_is_no_map() -> None:
    assert make_locator_map([card(1, 40.0, -105.0)], None) is None
    assert make_locator_map([card(1, None, None)], DENVER) is None
    assert make_locator_map([], DENVER) is None


def test_counties_are_drawn_near_by_and_states_from_afar() -> None:
    near = make_locator_map([card(1, 39.8, -105.0)], DENVER)
    far = make_locator_map([card(1, 44.0, -112.0)], DENVER)
    assert near is not None
    assert far is not None
    assert [line.kind for line in near.lines] == ["counties"]
    assert {line.kind for line in far.lines} == {"states", "nation"}
    assert all(len(line.path) < 20_000 for line in (*near.lines, *far.lines))


def test_elsewhere_in_the_world_there_are_rings_alone() -> None:
    locator = make_locator_map([card(1, -18.14, 179.8)], SUVA)
    assert locator is not None
    assert locator.lines == ()


def test_towns_are_named_where_there_is_room() -> None:
    towns = [
        Landmark("Denver", DENVER.point),
        Landmark("Boulder", Point(40.015, -105.2705)),
        Landmark("Beside Boulder", Point(40.016, -105.2705)),
        Landmark("Where a pin is", Point(40.05, -104.9903)),
        Landmark("Too far", Point(45.0, -105.0)),
    ]
    locator = make_locator_map([card(1, 40.05, -104.9903)], DENVER, towns)
    assert locator is not None
    assert [town.name for town in locator.towns] == ["Boulder"]


def test_on_the_map_of_the_country_numbers_that_are_close_share_a_pin() -> None:
    cards = [card(1, 39.74, -104.99), card(2, 40.71, -74.0), card(3, 40.0, -105.27)]
    found = make_results_map([*cards, card(4, 51.5, -0.1), card(5, None, None)])
    assert found is not None
    assert [pin.label for pin in found.pins] == ["1+1", "2"]
    assert make_results_map([card(1, 51.5, -0.1)]) is None


def test_close_cities_are_counted_under_the_biggest() -> None:
    denver = CityCount("Denver", "CO", Point(39.74, -104.99), 20)
    boulder = CityCount("Boulder", "CO", Point(40.01, -105.27), 3)
    boston = CityCount("Boston", "MA", Point(42.36, -71.06), 2)
    found = make_cities_map([denver, boulder, boston])
    assert found is not None
    assert [(pin.city.label, pin.count) for pin in found.pins] == [
        ("Denver, CO", 23),
        ("Boston, MA", 2),
    ]
    assert make_cities_map([]) is None


def test_no_town_is_named_where_the_distance_of_a_ring_is_written() -> None:
    locator = make_locator_map([card(1, 39.80, -104.9903)], DENVER)
    assert locator is not None
    ring = locator.rings[0]
    miles_per_pixel = locator.rings[-1].miles / locator.rings[-1].radius
    north = (SIZE / 2 - ring.label_y) * miles_per_pixel / 69.05
    east = (ring.label_x - 40 - SIZE / 2) * miles_per_pixel / 53.1
    beside = Point(DENVER.point.lat + north, DENVER.point.lon + east)
    towns = [Landmark("Lakewood", beside)]
    crowded = make_locator_map([card(1, 39.80, -104.9903)], DENVER, towns)
    assert crowded is not None
    assert crowded.towns == ()
