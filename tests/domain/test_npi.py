"""National Provider Identifiers: the check digit, and sentences for what fails it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.errors import InvalidValueError
from directory.domain.npi import get_npi, is_valid_npi

STEMS = st.text("0123456789", min_size=9, max_size=9)


def test_the_published_example_is_valid() -> None:
    assert is_valid_npi("1234567893")


@given(STEMS)
def test_exactly_one_check_digit_fits_nine_digits(stem: str) -> None:
    assert sum(is_valid_npi(f"{stem}{digit}") for digit in range(10)) == 1


@given(STEMS, st.integers(0, 9), st.integers(1, 9))
def test_one_mistyped_digit_is_found(stem: str, position: int, change: int) -> None:
    npi = next(npi for digit in range(10) if is_valid_npi(npi := f"{stem}{digit}"))
    wrong = str((int(npi[position]) + change) % 10)
    assert not is_valid_npi(npi[:position] + wrong + npi[position + 1 :])


@given(st.text(max_size=14))
def test_only_ten_ascii_digits_are_valid(text: str) -> None:
    if is_valid_npi(text):
        assert len(text) == 10 and set(text) <= set("0123456789")


def test_digits_of_other_scripts_are_no_npi() -> None:
    assert not is_valid_npi("١٢٣٤٥٦٧٨٩٣")


def test_blanks_around_an_npi_do_not_matter() -> None:
    assert get_npi(" 1234567893\n") == "1234567893"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("1234567890", "check digit"), ("123456789", "ten digits"), ("", "ten digits")],
)
def test_what_is_no_npi_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidValueError, match=reason) as refusal:
        get_npi(text)
    assert refusal.value.field == "npi"
