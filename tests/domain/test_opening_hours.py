"""Opening hours: what people type, what is kept, and what they are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.errors import InvalidValueError
from directory.domain.opening_hours import format_day_hours, list_open_days, read_day_hours

TIMES = st.integers(0, 24 * 60).map(lambda minutes: f"{minutes // 60:02d}:{minutes % 60:02d}")


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", None),
        ("Closed", []),
        ("9-17", [["09:00", "17:00"]]),
        ("9:00–12:00, 14.30 – 18", [["09:00", "12:00"], ["14:30", "18:00"]]),
        ("9 am to 1:30 p.m.", [["09:00", "13:30"]]),
        ("12am-12pm", [["00:00", "12:00"]]),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, spans: list[list[str]] | None) -> None:
    assert read_day_hours(text) == spans


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("whenever", "cannot be read as hours"),
        ("9-25", "cannot be read"),
        ("13 pm-14", "cannot be read"),
        ("17-9", "ends before it begins"),
        ("14-18, 9-12", "the earliest first"),
        ("1-2,3-4,5-6,7-8,9-10", "at most 4"),
    ],
)
def test_what_cannot_be_read_is_answered_with_an_example(text: str, answer: str) -> None:
    with pytest.raises(InvalidValueError, match=answer):
        read_day_hours(text)


@given(st.lists(TIMES, min_size=2, max_size=8, unique=True).map(sorted))
def test_what_is_shown_can_be_typed_in_again(times: list[str]) -> None:
    spans = [times[i : i + 2] for i in range(0, len(times) - len(times) % 2, 2)]
    assert read_day_hours(format_day_hours(spans)) == spans


def test_days_come_in_the_order_of_the_week() -> None:
    hours = {"sun": [], "mon": [["09:00", "12:00"]]}
    assert list_open_days(hours) == [("Monday", "09:00–12:00"), ("Sunday", "closed")]
