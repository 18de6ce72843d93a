"""Counting requests: no window has more than its rule allows, and what is refused adds nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.rate_limits import RATE_RULES, RateRule, admit

RULE = RateRule("few", 3, timedelta(seconds=10))
NOON = 1_795_780_800.0


def ask(moments: Sequence[float]) -> list[int]:
    """What is left after each request at these moments."""
    counted: Sequence[int] = ()
    lefts = []
    for at in moments:
        counted, standing = admit(RULE, counted, at)
        lefts.append(standing.left)
    return lefts


@given(st.lists(st.floats(0, 60), max_size=60))
def test_no_window_has_more_than_allowed(offsets: list[float]) -> None:
    moments = sorted(NOON + offset for offset in offsets)
    admitted = [math.floor(at) for at, left in zip(moments, ask(moments), strict=True) if left >= 0]
    for at in admitted:
        assert sum(at <= other < at + RULE.window_seconds for other in admitted) <= RULE.count


@given(st.floats(0, 30), st.integers(1, 40))
def test_whoever_waits_as_told_is_admitted(start: float, count: int) -> None:
    counted: Sequence[int] = ()
    for number in range(count):
        at = NOON + start + number / 7
        counted, standing = admit(RULE, counted, at)
        assert 1 <= standing.reset_seconds <= RULE.window_seconds
        if standing.left < 0:
            assert admit(RULE, counted, at + standing.reset_seconds)[1].left >= 0


def test_what_is_refused_does_not_prolong_the_wait() -> None:
    refused = [NOON + number for number in range(3, 10)]
    assert ask([NOON] * 3 + refused + [NOON + 10]) == [2, 1, 0, *[-1] * 7, 2]


def test_a_clock_that_was_put_back_locks_nobody_out() -> None:
    assert ask([NOON + 3600] * 3 + [NOON]) == [2, 1, 0, 2]


@pytest.mark.parametrize("rule", RATE_RULES, ids=lambda rule: rule.name)
def test_windows_are_whole_seconds(rule: RateRule) -> None:
    assert timedelta(seconds=rule.window_seconds) == rule.window
