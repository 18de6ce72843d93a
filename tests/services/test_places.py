"""Which place a text means, with the project's own gazetteer."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from directory.domain.geography import Point, haversine_km
from directory.services.places import (
    find_place,
    find_zip_point,
    list_place_candidates,
    zip_points,
)

CHICAGO = Point(41.85, -87.65)
BOSTON = Point(42.36, -71.06)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Denver", "Denver, CO"),
        ("denver co", "Denver, CO"),
        ("Denver, Colorado", "Denver, CO"),
        ("Denver, CO, USA", "Denver, CO"),
        ("denver pa", "Denver, PA"),
        ("St. Louis", "St. Louis, MO"),
        ("saint louis", "St. Louis, MO"),
        ("Ft Lauderdale", "Fort Lauderdale, FL"),
        ("Munich", "Munich, Germany"),
        ("München", "Munich, Germany"),
        ("muenchen", "Munich, Germany"),
        ("Paris", "Paris, France"),
        ("Paris TX", "Paris, TX"),
        ("paris, texas, united states", "Paris, TX"),
        ("New York", "New York City, NY"),
        ("new york, new york", "New York City, NY"),
        ("NYC", "New York City, NY"),
        ("Washington DC", "Washington, DC"),
        ("washington d.c.", "Washington, DC"),
        ("London", "London, UK"),
        ("London, Ontario", "London, ON"),
        ("portland maine", "Portland, ME"),
        ("Saint Charles", "Saint Charles, MO"),
        ("Bombay", "Mumbai, India"),
        ("Springfield", "Springfield, MO"),
    ],
)
def test_a_city_is_found_as_people_write_it(
    text: str, label: str, gazetteer_session: Session
) -> None:
    place = find_place(gazetteer_session, text)
    assert place is not None
    assert place.label == label
    assert not place.is_approximate


@pytest.mark.parametrize("text", ["80202", "80202-1234", " 80202 ", "802021234"])
def test_a_zip_code_is_found_in_every_length(text: str, gazetteer_session: Session) -> None:
    place = find_place(gazetteer_session, text)
    assert place is not None
    assert place.key == "zip:80202"
    assert place.label == "80202 Denver, CO"
    assert place.is_approximate


@pytest.mark.parametrize(
    "text", ["", " ", "%", "'; --", "\x00", "Denver Texas", "Dever", "x" * 5000]
)
def test_what_names_no_place_finds_none(text: str, gazetteer_session: Session) -> None:
    assert find_place(gazetteer_session, text) is None


def test_the_nearer_namesake_is_meant_when_a_point_is_given(gazetteer_session: Session) -> None:
    near_chicago = find_place(gazetteer_session, "Springfield", near=CHICAGO)
    near_boston = find_place(gazetteer_session, "Springfield", near=BOSTON)
    assert near_chicago is not None
    assert near_chicago.label == "Springfield, IL"
    assert near_boston is not None
    assert near_boston.label == "Springfield, MA"


def test_a_known_place_lists_its_namesakes_by_size(gazetteer_session: Session) -> None:
    labels = [place.label for place in list_place_candidates(gazetteer_session, "Denver", 3)]
    assert labels == ["Denver, CO", "Denver, PA", "Denver, NC"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Dever", "Denver, CO"),
        ("Los Angelos", "Los Angeles, CA"),
        ("los angelos ca", "Los Angeles, CA"),
        ("San Fransisco", "San Francisco, CA"),
        ("chicgo", "Chicago, IL"),
    ],
)
def test_a_misspelt_city_is_suggested(text: str, label: str, gazetteer_session: Session) -> None:
    assert list_place_candidates(gazetteer_session, text)[0].label == label


@pytest.mark.parametrize("text", ["", "%", "qqqqqqq", "a b c d e f g h i j k"])
def test_nothing_is_suggested_for_nonsense(text: str, gazetteer_session: Session) -> None:
    assert list_place_candidates(gazetteer_session, text) == []


def test_an_absent_zip_code_is_placed_at_its_nearest_neighbour_by_number(
    gazetteer_session: Session,
) -> None:
    known = zip_points(gazetteer_session)
    absent = next(f"802{end:02}" for end in range(100) if f"802{end:02}" not in known)
    place = find_zip_point(gazetteer_session, absent)
    assert place is not None
    assert place.key == f"zip:{absent}"
    assert place.is_approximate
    assert haversine_km(39.74, -104.98, *place.point) < 60


def test_a_zip_code_of_no_sorting_centre_is_not_placed(gazetteer_session: Session) -> None:
    assert find_zip_point(gazetteer_session, "00001") is None


def test_the_points_of_all_zip_codes_are_plausible(gazetteer_session: Session) -> None:
    points = zip_points(gazetteer_session)
    assert len(points) > 40_000
    assert haversine_km(39.7515, -104.9977, *points["80202"]) < 3
    assert all(lat != 0 and lon != 0 for lat, lon in points.values())
    assert all(-15 <= lat <= 72 for lat, _ in points.values())
