"""Which passwords are refused, and with which words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.passwords import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    WeakPasswordError,
    check_password,
)
from directory.sources.common_passwords import read_common_passwords

COMMON = read_common_passwords()
OWN_WORDS = ("marisol.okafor@example.org", "Marisol Okafor")


def refusal(password: str) -> str:
    with pytest.raises(WeakPasswordError) as error:
        check_password(password, COMMON, OWN_WORDS)
    assert error.value.field == "password"
    return error.value.message


def test_the_list_is_a_few_ten_thousand_passwords() -> None:
    assert len(COMMON) > 40_000
    assert {"password", "qwertyuiop", "123456"} <= COMMON


@pytest.mark.parametrize("password", ["", "x", "ninechars"])
def test_a_short_password_is_refused(password: str) -> None:
    assert "at least 10 characters" in refusal(password)


def test_an_endless_password_is_refused() -> None:
    assert "at most" in refusal("ab cd ef " * 30)


@pytest.mark.parametrize(
    "password",
    ["1q2w3e4r5t", "Password123!", "P@ssw0rd2026", "!!football!!", "dragondragon", "QWERTYUIOP"],
)
def test_a_common_password_is_refused_in_every_disguise(password: str) -> None:
    assert "tried first" in refusal(password)


@pytest.mark.parametrize(
    "password",
    ["aaaaaaaaaaaa", "xyzxyzxyzxyz", "asdfghjkl0123456", "abcdefghijklmn", "fedcba654321"],
)
def test_a_pattern_is_refused(password: str) -> None:
    assert refusal(password)


@pytest.mark.parametrize(
    "password", ["marisolokafor", "Okafor-Marisol", "marisol.okafor@example.org", "Okafor20261123"]
)
def test_a_password_of_the_persons_own_words_is_refused(password: str) -> None:
    assert "your name, your e-mail address" in refusal(password)


@pytest.mark.parametrize("password", ["SkilledHand2026", "skilled-hand-1!", "laser.practitioner"])
def test_a_password_of_the_sites_own_words_is_refused(password: str) -> None:
    assert "what this site is about" in refusal(password)


@pytest.mark.parametrize(
    "password", ["copper lantern drifts", "okafor walks to copper hill", "тёплый вечер в мае"]
)
def test_a_good_password_is_taken(password: str) -> None:
    check_password(password, COMMON, OWN_WORDS)


@given(st.text(max_size=LONGEST_PASSWORD + 50))
def test_any_text_is_taken_or_refused_with_a_sentence(password: str) -> None:
    try:
        check_password(password, COMMON, OWN_WORDS)
    except WeakPasswordError as error:
        assert error.message.endswith((".", "remember."))
    else:
        assert SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD
