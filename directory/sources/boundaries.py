"""The files of `seed_data/boundaries/`: lines in degrees, and the national map as paths."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BoundaryLine:
    """One line of a nation, of states or of counties; degrees."""

    kind: str
    lats: Floats
    lons: Floats


@dataclass(frozen=True, slots=True)
class BoundaryLines:
    """All lines, with the box around each (south, north, west, east) as one array."""

    lines: tuple[BoundaryLine, ...]
    boxes: Floats


@dataclass(frozen=True, slots=True)
class NationalMap:
    """Land and state borders as SVG paths in the projection of `directory.domain.albers`."""

    width: int
    height: int
    land: str
    borders: str


def read_boundary_lines(file: Path) -> BoundaryLines:
    """Read the delta-coded lines."""
    content = json.loads(gzip.decompress(file.read_bytes()))
    (scale_x, scale_y), (move_x, move_y) = content["scale"], content["translate"]
    lines = []
    for kind, *steps in content["lines"]:
        grid = np.cumsum(np.asarray(steps, dtype=float).reshape(-1, 2), axis=0)
        lines.append(
            BoundaryLine(
                content["kinds"][kind],
                lats=grid[:, 1] * scale_y + move_y,
                lons=grid[:, 0] * scale_x + move_x,
            )
        )
    boxes = np.array(
        [(line.lats.min(), line.lats.max(), line.lons.min(), line.lons.max()) for line in lines]
    )
    return BoundaryLines(tuple(lines), boxes)


def read_national_map(file: Path) -> NationalMap:
    """Read the map of the whole country."""
    return NationalMap(**json.loads(file.read_text("utf-8")))
