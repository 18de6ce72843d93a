"""Half-years: every day lies in one, they sort by time, and they read plainly."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from directory.domain.half_years import half_year_of


def test_june_ends_the_first_half_and_july_starts_the_second() -> None:
    assert half_year_of(date(2026, 6, 30)).label == "Jan–Jun 2026"
    assert half_year_of(date(2026, 7, 1)).label == "Jul–Dec 2026"


@given(st.dates(), st.dates())
def test_half_years_sort_as_their_days_do(one: date, other: date) -> None:
    if one <= other:
        assert half_year_of(one) <= half_year_of(other)
