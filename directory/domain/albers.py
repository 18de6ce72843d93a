"""The projection of the national map: Albers' conic of the USA, Alaska and Hawaii set in.

The composition and its numbers are those of `geoAlbersUsa` in d3-geo, in which the boundaries of
`seed_data/boundaries/us_national.json` are drawn (scale 1300, on 975 × 610).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from directory.domain.geography import Point

SCALE = 1300.0
CENTRE_X = 487.5
CENTRE_Y = 305.0


@dataclass(frozen=True, slots=True)
class _Conic:
    """One conic with two true parallels, in degrees; `x` and `y` are where its centre is drawn."""

    meridian: float
    centre: Point
    parallels: tuple[float, float]
    scale: float
    x: float
    y: float

    def _on_cone(self, lat: float, lon: float) -> tuple[float, float]:
        first, second = (math.sin(math.radians(parallel)) for parallel in self.parallels)
        n = (first + second) / 2
        c = 1 + first * (2 * n - first)
        angle = n * math.radians(lon)
        radius = math.sqrt(c - 2 * n * math.sin(math.radians(lat))) / n
        return radius * math.sin(angle), math.sqrt(c) / n - radius * math.cos(angle)

    def project(self, point: Point) -> tuple[float, float]:
        x, y = self._on_cone(point.lat, point.lon - self.meridian)
        centre_x, centre_y = self._on_cone(self.centre.lat, self.centre.lon)
        return self.x + self.scale * (x - centre_x), self.y - self.scale * (y - centre_y)


_LOWER_48 = _Conic(-96, Point(38.7, -0.6), (29.5, 45.5), SCALE, CENTRE_X, CENTRE_Y)
_ALASKA = _Conic(
    -154,
    Point(58.5, -2),
    (55, 65),
    0.35 * SCALE,
    CENTRE_X - 0.307 * SCALE,
    CENTRE_Y + 0.201 * SCALE,
)
_HAWAII = _Conic(
    -157,
    Point(19.9, -3),
    (8, 18),
    SCALE,
    CENTRE_X - 0.205 * SCALE,
    CENTRE_Y + 0.212 * SCALE,
)


def project_to_usa(point: Point) -> tuple[float, float] | None:
    """Where a point lies on the national map, in pixels; None where the map shows nothing."""
    lat, lon = point
    if 24 <= lat <= 49.5 and -125 <= lon <= -66:
        return _LOWER_48.project(point)
    if 51 <= lat <= 71.5 and -172 <= lon <= -129:
        return _ALASKA.project(point)
    if 18.5 <= lat <= 22.5 and -161 <= lon <= -154:
        return _HAWAII.project(point)
    return None
