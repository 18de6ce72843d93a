"""Outcome statistics: nothing is shown of few reports, and shares carry honest intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.outcomes import (
    SMALL_CELL,
    distribute_downtime,
    distribute_grades,
    share_interval,
)


def test_grades_are_counted_best_first_with_zeros() -> None:
    distribution = distribute_grades([5, 4, 4, 1] * 3)
    assert distribution.counts == ((5, 3), (4, 6), (3, 0), (2, 0), (1, 3))
    assert distribution.much_improved_share == pytest.approx(9 / 12)


@given(st.lists(st.integers(1, 5), max_size=40))
def test_a_share_is_given_only_of_enough_reports(grades: list[int]) -> None:
    distribution = distribute_grades(grades)
    assert sum(count for _, count in distribution.counts) == distribution.total == len(grades)
    assert (distribution.much_improved_share is None) == (len(grades) < SMALL_CELL)


@given(st.lists(st.integers(0, 60), max_size=60))
def test_every_downtime_lies_in_one_bin(days: list[int]) -> None:
    distribution = distribute_downtime(days)
    if len(days) < SMALL_CELL:
        assert distribution is None
        return
    assert distribution is not None
    assert sum(one.count for one in distribution.bins) == len(days) == distribution.total
    assert distribution.tenth_days <= distribution.median_days <= distribution.ninetieth_days


@given(st.lists(st.integers(0, 400), min_size=SMALL_CELL, max_size=60))
def test_the_middle_80_percent_are_those_of_numpy(days: list[int]) -> None:
    distribution = distribute_downtime(days)
    assert distribution is not None
    assert [
        distribution.tenth_days,
        distribution.median_days,
        distribution.ninetieth_days,
    ] == np.quantile(days, (0.1, 0.5, 0.9)).tolist()


def test_bins_are_labelled_as_people_read_them() -> None:
    distribution = distribute_downtime([3] * SMALL_CELL)
    assert distribution is not None
    assert [one.label for one in distribution.bins] == [
        "0–1",
        "2–3",
        "4–5",
        "6–7",
        "8–10",
        "11–14",
        "15+",
    ]


@given(st.integers(30, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_within_its_interval(count_of_total: tuple[int, int]) -> None:
    count, total = count_of_total
    low, high = share_interval(count, total)
    assert 0 <= low <= count / total <= high <= 1
    assert low < high


def test_no_event_among_thirty_does_not_mean_none_can_happen() -> None:
    low, high = share_interval(0, 30)
    assert low == 0
    assert 0.04 < high < 0.12
