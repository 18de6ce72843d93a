"""What stands in quotation marks is told from the rest, whichever marks were typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.quotations import (
    MOST_PHRASES,
    Quotations,
    read_quotations,
    with_phrases,
    without_marks,
)

TEXTS = st.text(st.sampled_from([*"ab1 ,.'\"“”„«»＂"]), max_size=40) | st.text(max_size=40)


@pytest.mark.parametrize(
    "text",
    [
        '"dark skin"',
        "“dark skin”",
        "”dark skin”",
        "„dark skin“",
        "„dark skin”",
        "«dark skin»",
        "« dark  skin »",
        "»dark skin«",
        '"dark skin”',
        '“dark skin"',
        "＂dark skin＂",
        '("dark skin")',
    ],
)
def test_any_pair_of_marks_makes_a_phrase(text: str) -> None:
    assert read_quotations(text).phrases == ("dark skin",)


@pytest.mark.parametrize(
    ("text", "phrases", "rest"),
    [
        ('acne "dark skin" near Denver', ("dark skin",), "acne near Denver"),
        ('"dark skin" "fractional co2"', ("dark skin", "fractional co2"), ""),
        ('"dark skin""fractional co2"', ("dark skin", "fractional co2"), ""),
        ('"melasma" denver', ("melasma",), "denver"),
        ('"dark skin" and "dark skin"', ("dark skin",), "and"),
        ('"" acne', (), "acne"),
        ('" , " acne', (), "acne"),
        ('acne "dark skin', (), 'acne "dark skin'),
        ('"dark skin" "acne', ("dark skin",), "acne"),
        ('a 5" scar', (), 'a 5" scar'),
        ('a 5" and a 6" scar', (), 'a 5" and a 6" scar'),
        ('5" scar "dark skin"', ("dark skin",), "5 scar"),
        ("crow's feet, 'dark skin'", (), "crow's feet, 'dark skin'"),
        ("», acne", (), "», acne"),
        ("«la “piel oscura” mía»", ("la piel oscura mía",), ""),
        ("", (), ""),
    ],
)
def test_phrases_are_told_from_the_rest(text: str, phrases: tuple[str, ...], rest: str) -> None:
    assert read_quotations(text) == Quotations(phrases, rest)


def test_only_so_many_phrases_are_read() -> None:
    text = " ".join(f'"phrase {number}"' for number in range(MOST_PHRASES + 2))
    quotations = read_quotations(text)
    assert len(quotations.phrases) == MOST_PHRASES
    assert quotations.rest == f"phrase {MOST_PHRASES} phrase {MOST_PHRASES + 1}"


@given(TEXTS)
def test_what_was_taken_apart_and_put_together_is_read_the_same(text: str) -> None:
    quotations = read_quotations(text)
    if quotations.phrases:
        assert read_quotations(with_phrases(quotations.rest, quotations.phrases)) == quotations


@given(TEXTS)
def test_without_its_marks_a_text_has_no_phrases(text: str) -> None:
    assert read_quotations(without_marks(text)).phrases == ()
