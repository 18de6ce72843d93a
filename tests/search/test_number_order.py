"""Long arrays are put in order as NumPy does it, with a fraction of the memory."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from search_index.arrays import number_order
from search_index.arrays.number_order import ends_of, look_up, places_in_order

SIZES = (0, 1, 63, 5_000)
DISTINCT = 300


def make_numbers(size: int) -> number_order.Numbers:
    """Numbers of which the small ones come often, as words do."""
    drawn = np.random.default_rng(size).exponential(DISTINCT / 8, size)
    return np.minimum(drawn, DISTINCT - 1).astype(np.uint32)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("piece", [64, 1 << 20])
def test_numbers_alike_stay_in_order(
    size: int, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(number_order, "_PIECE", piece)
    numbers = make_numbers(size)
    ends = ends_of(numbers, DISTINCT)
    assert ends.tolist() == np.cumsum(np.bincount(numbers, minlength=DISTINCT)).tolist()
    assert places_in_order(numbers, ends).tolist() == np.argsort(numbers, kind="stable").tolist()


def test_numbers_are_looked_up_in_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(number_order, "_PIECE", 64)
    numbers = make_numbers(1_000)
    table = np.arange(DISTINCT, dtype=np.uint32)[::-1].copy()
    wanted = table[numbers]
    look_up(table, numbers)
    assert numbers.tolist() == wanted.tolist()


def test_ordering_needs_less_than_eight_bytes_for_each_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(number_order, "_PIECE", 1 << 13)
    numbers = make_numbers(1 << 18)
    tracemalloc.start()
    try:
        look_up(np.arange(DISTINCT, dtype=np.uint32), numbers)
        places_in_order(numbers, ends_of(numbers, DISTINCT))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 8 * len(numbers)
