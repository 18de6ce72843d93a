"""How spellings are brought to one form."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.wording import fold, fold_phrase, singular, split_words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Crow’s Feet", "crows feet"),
        ("crow's feet", "crows feet"),
        ("CAFÉ-AU-LAIT", "cafe au lait"),
        ("München", "munchen"),
        ("Straße", "strasse"),
        ("Washington, D.C.", "washington dc"),
        ("Er:YAG", "er yag"),
        ("Clear + Brilliant", "clear brilliant"),
        ("  rosácea\t", "rosacea"),
    ],
)
def test_case_accents_apostrophes_and_marks_make_no_difference(written: str, folded: str) -> None:
    assert fold_phrase(written) == folded


@pytest.mark.parametrize(
    ("many", "one"),
    [("scars", "scar"), ("blotches", "blotch"), ("allergies", "allergy"), ("arrugas", "arruga")],
)
def test_a_plural_and_its_singular_are_the_same(many: str, one: str) -> None:
    assert singular(many) == singular(one)


def test_words_that_only_look_like_plurals_are_left_alone() -> None:
    assert [singular(word) for word in ("lupus", "loss", "iris", "gas")] == [
        "lupus",
        "loss",
        "iris",
        "gas",
    ]


@given(st.text())
def test_words_lie_in_the_text_in_order_and_apart(text: str) -> None:
    words = split_words(text)
    assert all(0 <= word.start < word.end <= len(text) for word in words)
    assert all(left.end <= right.start for left, right in pairwise(words))


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
