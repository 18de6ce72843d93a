"""The projection of the national map, beside the numbers that d3-geo publishes in its own tests."""

from __future__ import annotations

import pytest

from directory.domain.albers import CENTRE_X, CENTRE_Y, SCALE, project_to_usa
from directory.domain.geography import Point

D3_SCALE, D3_X, D3_Y = 1070.0, 480.0, 250.0


@pytest.mark.parametrize(
    ("lat", "lon", "x", "y"),
    [
        (37.7749, -122.4194, 107.4, 214.1),
        (40.7142, -74.0064, 794.6, 176.5),
        (36.1540, -95.9928, 488.8, 298.0),
        (61.2181, -149.9003, 171.2, 446.9),
        (21.3069, -157.8583, 298.5, 451.0),
    ],
    ids=["San Francisco", "New York", "Tulsa", "Anchorage", "Honolulu"],
)
def test_cities_lie_where_d3_puts_them(lat: float, lon: float, x: float, y: float) -> None:
    spot = project_to_usa(Point(lat, lon))
    assert spot is not None
    factor = SCALE / D3_SCALE
    assert spot[0] == pytest.approx(CENTRE_X + (x - D3_X) * factor, abs=0.15)
    assert spot[1] == pytest.approx(CENTRE_Y + (y - D3_Y) * factor, abs=0.15)


@pytest.mark.parametrize(
    ("lat", "lon"), [(51.5, -0.1), (18.2, -66.5), (19.4, -99.1)], ids=["London", "Ponce", "Mexico"]
)
def test_what_lies_elsewhere_is_not_on_it(lat: float, lon: float) -> None:
    assert project_to_usa(Point(lat, lon)) is None
