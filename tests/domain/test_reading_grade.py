"""The reading grade: syllables by spelling, and the formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.reading_grade import count_syllables, reading_grade

SYLLABLES = {
    1: "skin laser's the asked used lines goes does blue real cream years young judge clothes",
    2: "laser treated redness people table tables doses changes safely quiet science something",
    3: "collagen fractional area idea usual melanin period serious surfaces diseases",
    4: "experience rosacea",
    5: "dermatologist hyaluronic",
}


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_syllables_are_counted_by_spelling(count: int) -> None:
    assert {word: count_syllables(word) for word in SYLLABLES[count].split()} == dict.fromkeys(
        SYLLABLES[count].split(), count
    )


def test_nearly_all_words_of_one_syllable_are_seen_as_such() -> None:
    counts = [count_syllables(word) for word in SYLLABLES[1].split()]
    assert counts.count(1) >= len(counts) - 1


def test_the_grade_is_that_of_the_formula() -> None:
    text = "The skin heals fast. It takes a week."
    assert reading_grade(text) == pytest.approx(0.39 * 8 / 2 + 11.8 * 8 / 8 - 15.59)


def test_a_list_without_full_stops_is_no_single_sentence() -> None:
    assert reading_grade("a red flag\na second red flag") < reading_grade(
        "a red flag a second red flag"
    )


def test_a_text_without_words_has_no_grade() -> None:
    with pytest.raises(ValueError, match="no reading grade"):
        reading_grade("12–14 ...")


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz’'", min_size=1))
def test_every_word_has_a_syllable(word: str) -> None:
    assert count_syllables(word) >= 1
