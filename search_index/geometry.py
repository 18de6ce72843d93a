"""Distances on the Earth, taken as a sphere, by the chord between unit vectors.

The chord keeps its precision for short ways, where the angle between the vectors loses it.
"""

import math
from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG

Floats = NDArray[np.float64]
Point = tuple[float, float, float]


def unit_vector(latitude: float, longitude: float) -> Point:
    """The point, in degrees, on a sphere of radius 1."""
    phi, lam = math.radians(latitude), math.radians(longitude)
    return (math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi))


def squared_chords(vectors: Floats, point: Point) -> Floats:
    """Squared straight distances from the columns of `vectors` (3 × L) to a point."""
    squares: Floats = (vectors[0] - point[0]) ** 2
    squares += (vectors[1] - point[1]) ** 2
    squares += (vectors[2] - point[2]) ** 2
    return squares


def km_of(squared: Floats) -> Floats:
    """The way along the Earth for a squared chord; NaN stays NaN."""
    half = np.minimum(np.sqrt(squared) / 2, 1.0)
    km: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(half)
    return km


def squared_chord_of(km: float) -> float:
    """The squared chord of a way along the Earth, at most half round it."""
    return float((2 * math.sin(min(km / EARTH_RADIUS_KM, math.pi) / 2)) ** 2)


def nearest_chords(
    vectors: Floats, starts: NDArray[np.int64], rows: NDArray[np.int64], point: Point
) -> Floats:
    """Squared chords from some rows, ascending, to a point: of each the nearest location's.

    The locations of row n are the columns of `vectors` from `starts[n]` to the next row's start.
    """
    is_all = len(rows) == len(starts)
    if vectors.shape[1] == len(starts):  # one location each, as most indexes have
        return squared_chords(vectors if is_all else vectors.take(rows, axis=1), point)
    if is_all:
        nearest: Floats = np.minimum.reduceat(squared_chords(vectors, point), starts)
        return nearest
    if not len(rows):
        return np.empty(0)
    firsts = starts[rows]
    ends = np.append(starts, vectors.shape[1])[rows + 1]
    counts = ends - firsts
    offsets = np.cumsum(counts) - counts
    places = np.arange(counts.sum()) + np.repeat(firsts - offsets, counts)
    nearest = np.minimum.reduceat(squared_chords(vectors[:, places], point), offsets)
    return nearest


def by_height(vectors: Floats) -> NDArray[np.int32]:
    """The locations from the southernmost to the northernmost, those that are nowhere last."""
    return np.argsort(vectors[2], kind="stable").astype(np.int32)


def rows_within(
    vectors: Floats,
    heights_order: NDArray[np.int32],
    location_rows: NDArray[np.int32],
    point: Point,
    squared: float,
) -> tuple[NDArray[np.int64], Floats]:
    """The rows with a location at most that squared chord away, ascending, and the chord to the
    nearest. Looks only at the belt of latitude that far to the north and south.
    """
    reach = math.sqrt(squared) * (1 + 1e-9)

    def height(place: int) -> float:
        return float(vectors[2, heights_order[place]])

    places = range(len(heights_order))
    first, last = (bisect_left(places, point[2] + by, key=height) for by in (-reach, reach))
    belt = heights_order[first:last]
    chords = squared_chords(vectors.take(belt, axis=1), point)
    near = (chords <= squared).nonzero()[0]
    rows, chords = location_rows[belt[near]].astype(np.int64), chords[near]
    order = np.lexsort((chords, rows))
    rows, chords = rows[order], chords[order]
    is_nearest = np.ones(len(rows), np.bool_)
    np.not_equal(rows[1:], rows[:-1], out=is_nearest[1:])
    return rows[is_nearest], chords[is_nearest]
