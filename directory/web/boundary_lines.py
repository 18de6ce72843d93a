"""Boundaries as SVG paths for the maps; each process reads the files once, when first needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from directory.config import PROJECT_FOLDER
from directory.domain.geography import KM_PER_DEGREE, Point, miles_to_km
from directory.sources.boundaries import (
    BoundaryLine,
    BoundaryLines,
    Floats,
    NationalMap,
    read_boundary_lines,
    read_national_map,
)

FOLDER = PROJECT_FOLDER / "seed_data" / "boundaries"
COUNTIES_WITHIN_MILES = 100
"""On wider maps the lines of counties would hide what matters."""

MOST_PLACES = 100
"""Maps whose lines are remembered, some 10 kB each: people search around the same towns."""

LEAST_STEP = 0.6
"""Pixels between two points of a path; closer ones cannot be told apart."""


@dataclass(frozen=True, slots=True)
class MapLines:
    """The boundaries of one kind as one SVG path."""

    kind: str
    path: str


@cache
def _lines() -> BoundaryLines:
    return read_boundary_lines(FOLDER / "us_lines.json.gz")


@cache
def national_map() -> NationalMap:
    """Land and borders of the whole country."""
    return read_national_map(FOLDER / "us_national.json")


@lru_cache(MOST_PLACES)
def lines_around(centre: Point, miles: float, size: int) -> tuple[MapLines, ...]:
    """The boundaries on a square map of `size` pixels that reaches `miles` to each side."""
    reach = miles_to_km(miles) / KM_PER_DEGREE
    wide = reach / max(np.cos(np.radians(centre.lat)), 0.1)
    known = _lines()
    south, north, west, east = known.boxes.T
    touching = np.flatnonzero(
        (north >= centre.lat - reach)
        & (south <= centre.lat + reach)
        & (east >= centre.lon - wide)
        & (west <= centre.lon + wide)
    )
    paths: dict[str, list[str]] = {"counties": [], "states": [], "nation": []}
    for number in touching.tolist():
        line = known.lines[number]
        if line.kind != "counties" or miles <= COUNTIES_WITHIN_MILES:
            paths[line.kind] += _pieces(line, centre, size / 2 / reach, size)
    return tuple(MapLines(kind, "".join(parts)) for kind, parts in paths.items() if parts)


def _pieces(line: BoundaryLine, centre: Point, scale: float, size: int) -> Iterator[str]:
    """The pieces of a line that come near the map, each as a path."""
    x = size / 2 + (line.lons - centre.lon) * np.cos(np.radians(centre.lat)) * scale
    y = size / 2 - (line.lats - centre.lat) * scale
    is_near = (np.abs(x - size / 2) <= size) & (np.abs(y - size / 2) <= size)
    for piece in np.split(np.arange(len(x)), np.flatnonzero(np.diff(is_near)) + 1):
        if is_near[piece[0]] and len(piece) > 1:
            yield _path(x[piece], y[piece])


def _path(x: Floats, y: Floats) -> str:
    drawn = [f"M{x[0]:.1f} {y[0]:.1f}L"]
    last_x, last_y = x[0], y[0]
    last = len(x) - 1
    for number in range(1, len(x)):
        step = abs(x[number] - last_x) + abs(y[number] - last_y)
        if step >= LEAST_STEP or number == last:
            drawn.append(f"{x[number]:.1f} {y[number]:.1f} ")
            last_x, last_y = x[number], y[number]
    return "".join(drawn).rstrip()
