"""Points, distances, and ZIP codes as people and spreadsheets write them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.errors import InvalidValueError
from directory.domain.geography import (
    EARTH_RADIUS_KM,
    check_point,
    describe_miles,
    haversine_km,
    km_to_miles,
    miles_to_km,
    normalise_zip,
)

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)


def test_the_distance_from_denver_to_boston_is_known() -> None:
    assert haversine_km(39.7392, -104.9847, 42.3584, -71.0598) == pytest.approx(2845, abs=5)


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_a_distance_is_the_same_both_ways_and_at_most_half_round(
    lat_1: float, lon_1: float, lat_2: float, lon_2: float
) -> None:
    there = haversine_km(lat_1, lon_1, lat_2, lon_2)
    back = haversine_km(lat_2, lon_2, lat_1, lon_1)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= math.pi * EARTH_RADIUS_KM + 1e-6


def test_many_distances_at_once_are_the_same_as_one_by_one() -> None:
    lats, lons = np.array([40.0, 0.0, -33.9]), np.array([-105.0, 180.0, 151.2])
    together = haversine_km(39.7, -104.9, lats, lons)
    singly = [
        haversine_km(39.7, -104.9, float(a), float(b)) for a, b in zip(lats, lons, strict=True)
    ]
    assert together.tolist() == pytest.approx(singly)


def test_a_way_is_said_in_miles_and_kilometres() -> None:
    said = {
        miles: describe_miles(miles).replace("\N{NO-BREAK SPACE}", " ") for miles in (50, 2.1, 0)
    }
    assert said == {50: "50 miles (80 km)", 2.1: "2.1 miles (3.4 km)", 0: "0 miles (0 km)"}


def test_a_mile_is_a_mile_there_and_back() -> None:
    assert miles_to_km(25) == pytest.approx(40.2336)
    assert km_to_miles(miles_to_km(25)) == pytest.approx(25)


@pytest.mark.parametrize(("lat", "lon"), [(0, 0), (91, 0), (0, 181), (math.nan, 5), (5, math.inf)])
def test_a_missing_or_impossible_point_is_refused(lat: float, lon: float) -> None:
    with pytest.raises(InvalidValueError):
        check_point(lat, lon)


@pytest.mark.parametrize(
    ("written", "zip5"),
    [
        ("80202", "80202"),
        ("80202-1234", "80202"),
        ("802021234", "80202"),
        (" 80202 ", "80202"),
        ("80202-", "80202"),
        ("2116", "02116"),
        ("501", "00501"),
        ("21161234", "02116"),
        ("5011234", "00501"),
    ],
)
def test_a_zip_code_is_read_in_every_length_real_files_have(written: str, zip5: str) -> None:
    assert normalise_zip(written) == zip5


@pytest.mark.parametrize(
    "written", ["", "12", "123456", "8O2O2", "SW1A 1AA", "00000", "１２３４５"]
)
def test_what_is_no_zip_code_is_not_guessed_at(written: str) -> None:
    assert normalise_zip(written) is None
