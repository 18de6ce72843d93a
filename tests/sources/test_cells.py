"""Cells of published tables: blanks, masks, control characters and dates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.sources.cells import clean_cell, parse_us_date


@pytest.mark.parametrize(
    "text", ["", "  ", "<UNAVAIL>", "=========", "--", ".", "N/A", "***", "\0", "\u200b"]
)
def test_what_was_taken_out_is_absent(text: str) -> None:
    assert clean_cell(text) == ""


@pytest.mark.parametrize("text", ["A=B", "<3", "O'NEIL", "X", "NA", "ST. JOHN-DOE"])
def test_what_only_resembles_a_mask_stays(text: str) -> None:
    assert clean_cell(text) == text


@given(st.text())
def test_a_clean_cell_is_one_line_without_control_characters(text: str) -> None:
    cleaned = clean_cell(text)
    assert cleaned.isprintable() or not any(ord(letter) < 32 for letter in cleaned)
    assert cleaned == clean_cell(cleaned)


def test_a_date_is_month_day_year() -> None:
    assert parse_us_date(" 05/23/2005 ") == date(2005, 5, 23)
    assert parse_us_date("") is None


@pytest.mark.parametrize("text", ["2005-05-23", "23/05/2005", "02/30/2005", "soon"])
def test_another_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_us_date(text)
