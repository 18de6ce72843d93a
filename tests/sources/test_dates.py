"""Days as registries write them: five styles, nothing guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.sources.dates import DATE_STYLES, read_date

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))


@given(DAYS, st.sampled_from(sorted(DATE_STYLES)))
def test_a_day_written_in_a_style_is_read_back(day: date, style: str) -> None:
    assert read_date(day.strftime(DATE_STYLES[style]), [style]) == day


@given(DAYS, st.sampled_from(sorted(DATE_STYLES)), st.sampled_from([" 0:00:00", " 9:28:06 AM"]))
def test_a_time_of_day_is_dropped(day: date, style: str, time: str) -> None:
    assert read_date(day.strftime(DATE_STYLES[style]) + time, [style]) == day


@pytest.mark.parametrize("text", ["", " ", "00000000", "00/00/0000", "0000-00-00"])
def test_what_stands_for_no_date(text: str) -> None:
    assert read_date(text, DATE_STYLES) is None


@pytest.mark.parametrize("text", ["Jan 5, 2024", "Jan. 05, 2024", "January 05, 2024"])
def test_months_in_words(text: str) -> None:
    assert read_date(text, ["May 13, 2024"]) == date(2024, 1, 5)


@pytest.mark.parametrize("text", ["13/05/2024", "2024", "20241301", "soon", "5/13"])
def test_what_is_no_date_is_not_guessed_at(text: str) -> None:
    with pytest.raises(ValueError, match="no date"):
        read_date(text, DATE_STYLES)


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        day = read_date(text, DATE_STYLES)
    except ValueError:
        return
    assert day is None or isinstance(day, date)
