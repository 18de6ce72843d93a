"""Numbers as people read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.vocabulary_entries import Span
from directory.services.search_results import Part
from directory.web.formats import (
    comma_and,
    count_of,
    days,
    distance,
    duration,
    evidenced_years,
    four_digits,
    rounded_parts,
    signed,
    skin_types,
    span,
    whole,
)


@given(st.lists(st.floats(-60, 60), min_size=1, max_size=12))
def test_the_parts_shown_add_up_to_the_sum_shown(points: list[float]) -> None:
    parts = [Part(f"part {i}", "", value) for i, value in enumerate(points)]
    shown = rounded_parts(parts)
    assert sum(part.points for part in shown) == pytest.approx(sum(points), abs=0.0501)
    for part, rounded in zip(parts, shown, strict=True):
        assert abs(part.points - rounded.points) < 0.1 + 1e-9


@pytest.mark.parametrize(
    ("years", "words"),
    [(14.99, "14 years"), (1.0, "1 year"), (0.9, "under a year"), (25.2, "25 years")],
)
def test_years_are_never_rounded_up(years: float, words: str) -> None:
    assert evidenced_years(years) == words


def test_an_approximate_distance_says_so() -> None:
    assert distance(3.38, is_approximate=True) == "about 2.1 miles (3.4\N{NO-BREAK SPACE}km)"
    assert distance(160.9) == "100 miles (161\N{NO-BREAK SPACE}km)"


def test_points_carry_their_sign() -> None:
    assert [signed(points) for points in (3.14, -0.36, 0.04, -0.04)] == [
        "+3.1",
        "−0.4",
        "0.0",
        "0.0",
    ]


def test_halves_are_rounded_upwards() -> None:
    assert [whole(number) for number in (0.5, 1.5, 2.49, 1204.0)] == ["1", "2", "2", "1,204"]


def test_four_digits_count_and_powers_of_ten_are_written_out() -> None:
    values = (0.83262, 1.645, 10_000.0, 0.06, 5.0, 0.0)
    assert [four_digits(value) for value in values] == [
        *("0.8326", "1.645", "10,000", "0.06", "5", "0"),
    ]


def test_neighbouring_skin_types_are_joined() -> None:
    assert skin_types([1, 2, 3, 5]) == "I–III, V"
    assert skin_types([]) == ""


def test_ranges_and_counts_carry_their_noun() -> None:
    assert span(Span(3, 10), "day") == "3–10 days"
    assert span(Span(1, 1), "session") == "1 session"
    assert span(Span(0, 0), "day") == "no days"
    assert days(6.5) == "6.5 days"
    assert count_of(1204, "review") == "1,204 reviews"
    assert count_of(2, "city", "cities") == "2 cities"


def test_words_are_listed_as_in_a_sentence() -> None:
    assert comma_and(["a", "b", "c"]) == "a, b and c"
    assert comma_and(["a"]) == "a"
    assert comma_and([]) == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "under 2 minutes"),
        (119, "under 2 minutes"),
        (120, "2 minutes"),
        (58 * 60 + 31, "59 minutes"),
        (119 * 60, "119 minutes"),
        (2 * 3600, "2 hours"),
        (47.6 * 3600, "48 hours"),
        (2.5 * 86_400, "3 days"),
    ],
)
def test_a_duration_is_told_in_its_largest_unit(seconds: float, words: str) -> None:
    assert duration(seconds) == words
