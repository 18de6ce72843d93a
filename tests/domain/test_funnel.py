"""The funnel: limits by chance, and who lies beyond them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.funnel import FunnelPoint, funnel_limits, make_funnel

SHARES = st.floats(0.01, 0.99)


@given(SHARES, st.integers(1, 5000))
def test_limits_hold_the_middle_and_narrow_with_more_reports(middle: float, count: int) -> None:
    low, high = funnel_limits(middle, count)
    narrow_low, narrow_high = funnel_limits(middle, 4 * count)
    assert 0 <= low <= narrow_low <= middle <= narrow_high <= high <= 1


def test_the_limits_are_those_of_the_normal_approximation() -> None:
    assert funnel_limits(0.8, 100) == pytest.approx((0.7342, 0.8658), abs=1e-4)


def test_the_middle_is_the_share_of_all_together() -> None:
    funnel = make_funnel(FunnelPoint(100, 0.6), [FunnelPoint(300, 0.8)])
    assert funnel.middle == pytest.approx(0.75)
    assert funnel.is_own_beyond_chance
    assert not make_funnel(FunnelPoint(10, 0.7), [FunnelPoint(300, 0.8)]).is_own_beyond_chance
