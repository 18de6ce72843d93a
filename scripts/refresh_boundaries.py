"""Makes the files of `seed_data/boundaries/` again from the npm package `us-atlas`.

Usage: python -m scripts.refresh_boundaries US_ATLAS_FOLDER (the unpacked package; `make boundaries`
fetches it first). The product itself needs neither the package nor this script.
"""

from __future__ import annotations

import gzip
import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "seed_data" / "boundaries"
KINDS = ("nation", "states", "counties")
"""Kinds of lines, the weightiest first: a line that bounds a state is no county's only."""

LARGEST_DEVIATION = 1.0
"""Pixels by which the national map may differ from the original."""

SMALLEST_ISLAND = 12.0
"""Square pixels below which the national map leaves an island out."""

Points = list[tuple[float, float]]


def decode_arcs(topology: dict[str, Any]) -> list[list[tuple[int, int]]]:
    """The lines of a topology as whole numbers on its grid, each point absolute."""
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x, y))
        arcs.append(points)
    return arcs


def list_arc_numbers(part: int | list[Any] | dict[str, Any]) -> Iterator[int]:
    """Every line that a geometry refers to, whichever way round."""
    if isinstance(part, int):
        yield part if part >= 0 else ~part
    elif isinstance(part, list):
        for one in part:
            yield from list_arc_numbers(one)
    else:
        for geometry in part.get("geometries", ()):
            yield from list_arc_numbers(geometry)
        yield from list_arc_numbers(part.get("arcs", []))


def write_lines(topology: dict[str, Any]) -> None:
    """All lines with their kind, delta-coded on the grid of the topology."""
    kind_of: dict[int, str] = {}
    for kind in KINDS:
        for number in list_arc_numbers(topology["objects"][kind]):
            kind_of.setdefault(number, kind)
    lines = [
        [KINDS.index(kind_of[number]), *(value for step in arc for value in step)]
        for number, arc in enumerate(topology["arcs"])
        if number in kind_of
    ]
    content = {
        "kinds": KINDS,
        "scale": topology["transform"]["scale"],
        "translate": topology["transform"]["translate"],
        "lines": lines,
    }
    packed = gzip.compress(json.dumps(content, separators=(",", ":")).encode(), 9, mtime=0)
    (FOLDER / "us_lines.json.gz").write_bytes(packed)


def simplify(points: Points) -> Points:
    """Fewer points by Douglas and Peucker (1973), no farther off than LARGEST_DEVIATION."""
    if len(points) < 3:
        return points
    (x1, y1), (x2, y2) = points[0], points[-1]
    length = math.hypot(x2 - x1, y2 - y1)
    off = [
        abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
        if length
        else math.hypot(x - x1, y - y1)
        for x, y in points[1:-1]
    ]
    farthest = max(range(len(off)), key=off.__getitem__) + 1
    if off[farthest - 1] <= LARGEST_DEVIATION:
        return [points[0], points[-1]]
    return simplify(points[: farthest + 1])[:-1] + simplify(points[farthest:])


def path_of(points: Iterable[tuple[float, float]], *, is_closed: bool) -> str:
    """An SVG path in whole pixels, relative after its start."""
    whole = [(round(x), round(y)) for x, y in points]
    steps = [
        (x - before_x, y - before_y)
        for (before_x, before_y), (x, y) in pairwise(whole)
        if (x, y) != (before_x, before_y)
    ]
    if not steps:
        return ""
    drawn = "".join(f"{dx}{' ' if dy >= 0 else ''}{dy} " for dx, dy in steps).rstrip()
    return f"M{whole[0][0]} {whole[0][1]}l{drawn}{'z' if is_closed else ''}"


def area_of(ring: Sequence[tuple[float, float]]) -> float:
    """The area of a closed ring by the shoelace formula."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def write_national_map(topology: dict[str, Any]) -> None:
    """Land and borders of the projected atlas as two SVG paths."""
    scale_x, scale_y = topology["transform"]["scale"]
    move_x, move_y = topology["transform"]["translate"]
    arcs = [
        simplify([(x * scale_x + move_x, y * scale_y + move_y) for x, y in arc])
        for arc in decode_arcs(topology)
    ]
    outline = set(list_arc_numbers(topology["objects"]["nation"]))
    land = []
    for polygon in topology["objects"]["nation"]["geometries"][0]["arcs"]:
        for ring_numbers in polygon:
            ring: Points = []
            for number in ring_numbers:
                part = arcs[number] if number >= 0 else arcs[~number][::-1]
                ring += part[1:] if ring else part
            if area_of(ring) >= SMALLEST_ISLAND:
                land.append(path_of(ring, is_closed=True))
    inner = set(list_arc_numbers(topology["objects"]["states"])) - outline
    borders = [path_of(arcs[number], is_closed=False) for number in sorted(inner)]
    content = {"width": 975, "height": 610, "land": "".join(land), "borders": "".join(borders)}
    (FOLDER / "us_national.json").write_text(json.dumps(content, indent=1) + "\n", "utf-8")


def main() -> None:
    """Write both files."""
    folder = Path(sys.argv[1])
    write_lines(json.loads((folder / "counties-10m.json").read_text("utf-8")))
    write_national_map(json.loads((folder / "states-albers-10m.json").read_text("utf-8")))
    for file in sorted(FOLDER.glob("us_*")):
        print(f"{file.name}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
