"""Long arrays of numbers put in order with little memory: piece by piece, and in place.

NumPy's own ways make copies of eight bytes for each number, of which a large index has tens of
millions; here a copy is never longer than a piece.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_PIECE = 1 << 20
_MOST_SHARES = 32
"""Each share is one more pass over all numbers."""

Numbers = NDArray[np.uint32]


def look_up(table: Numbers, numbers: Numbers) -> None:
    """Put in the place of each number what the table has for it."""
    for piece in _pieces(len(numbers)):
        numbers[piece] = table[numbers[piece]]


def ends_of(numbers: Numbers, count: int) -> NDArray[np.int64]:
    """Of each number below `count`, where its occurrences end once all are in order."""
    counts = np.zeros(count, np.int64)
    for piece in _pieces(len(numbers)):
        counts += np.bincount(numbers[piece], minlength=count)
    return np.cumsum(counts)


def places_in_order(numbers: Numbers, ends: NDArray[np.int64]) -> Numbers:
    """Where each number stands, the smallest numbers first; those alike stay in order.

    One share of the numbers is sorted after the other.
    """
    share_count = min(max(1, -(-len(numbers) // _PIECE)), _MOST_SHARES)
    share_of = (np.maximum(ends - 1, 0) * share_count // max(1, len(numbers))).astype(np.uint8)
    shares = np.empty(len(numbers), np.uint8)
    for piece in _pieces(len(numbers)):
        shares[piece] = share_of[numbers[piece]]
    places = np.empty(len(numbers), np.uint32)
    done = 0
    for share in range(share_count):
        found = np.flatnonzero(shares == share)
        found |= numbers[found].astype(np.int64) << 32
        found.sort()
        places[done : done + len(found)] = found.astype(np.uint32)  # the lower half
        done += len(found)
    return places


def _pieces(length: int) -> Iterator[slice]:
    for start in range(0, length, _PIECE):
        yield slice(start, start + _PIECE)
