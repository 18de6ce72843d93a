"""Visit codes as people type them: what is forgiven, and what never passes."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from directory.domain.visit_codes import (
    ALPHABET,
    CODE_LENGTH,
    LOOK_ALIKES,
    VALID_DAYS,
    CodeError,
    CodeProblem,
    CodeState,
    expiry_of,
    format_code,
    make_code,
    read_code,
    state_of,
)

DAY = date(2026, 11, 23)

codes = st.randoms(use_true_random=False).map(lambda source: make_code(source.randrange))
places = st.integers(0, CODE_LENGTH - 1)


def problem_of(text: str) -> CodeProblem:
    with pytest.raises(CodeError) as raised:
        read_code(text)
    return raised.value.problem


def test_the_alphabet_has_no_two_characters_that_look_alike() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 23
    assert not set(LOOK_ALIKES) & set(ALPHABET)
    assert set(LOOK_ALIKES.values()) <= set(ALPHABET)


@given(codes)
def test_a_code_is_read_as_it_was_made(code: str) -> None:
    assert read_code(code) == code
    assert len(code) == CODE_LENGTH


@given(codes, places, st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_caught(code: str, place: int, wrong: str) -> None:
    assume(wrong != code[place])
    assert problem_of(code[:place] + wrong + code[place + 1 :]) is CodeProblem.MISTYPED


@given(codes, places, places)
def test_every_swap_of_two_characters_is_caught(code: str, one: int, other: int) -> None:
    characters = list(code)
    characters[one], characters[other] = characters[other], characters[one]
    assume("".join(characters) != code)
    assert problem_of("".join(characters)) is CodeProblem.MISTYPED


def test_every_swap_of_neighbours_in_many_codes_is_caught() -> None:
    source = random.Random(23)
    for code in (make_code(source.randrange) for _ in range(500)):
        for i in range(CODE_LENGTH - 1):
            if code[i] != code[i + 1]:
                swapped = code[:i] + code[i + 1] + code[i] + code[i + 2 :]
                assert problem_of(swapped) is CodeProblem.MISTYPED


@given(codes, st.sampled_from(["-", " ", "", "–", " - ", "\u00a0", "."]))
def test_case_and_grouping_do_not_matter(code: str, separator: str) -> None:
    groups = format_code(code).split("-")
    assert read_code(f"  {separator.join(groups).lower()}\n") == code


@given(codes, st.data())
def test_look_alikes_are_read_as_what_they_are_taken_for(code: str, data: st.DataObject) -> None:
    typed = "".join(
        data.draw(st.sampled_from([c, *(k for k, v in LOOK_ALIKES.items() if v == c)]))
        for c in code
    )
    assert read_code(typed) == code
    assert read_code(typed.lower()) == code


def test_characters_of_other_widths_are_read() -> None:
    code = make_code(lambda _: 7)
    assert read_code("".join(chr(ord(c) + 0xFEE0) for c in code)) == code


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", CodeProblem.LENGTH),
        ("0123", CodeProblem.LENGTH),
        ("0" * 17, CodeProblem.LENGTH),
        ("0" * 100_000, CodeProblem.LENGTH),
        ("000000000000000!", CodeProblem.CHARACTER),
        ("00000000000000é0", CodeProblem.CHARACTER),
        ("\x00" * 16, CodeProblem.CHARACTER),
    ],
)
def test_what_is_no_code_is_told_apart(text: str, problem: CodeProblem) -> None:
    assert problem_of(text) is problem


@given(st.text(max_size=40))
def test_any_text_is_a_code_or_a_code_error(text: str) -> None:
    try:
        assert len(read_code(text)) == CODE_LENGTH
    except CodeError as error:
        assert error.field == "code"


@pytest.mark.parametrize("problem", list(CodeProblem))
def test_every_problem_offers_the_receipt(problem: CodeProblem) -> None:
    assert "upload a receipt" in CodeError(problem).message


def test_a_code_is_shown_in_groups() -> None:
    assert format_code("0123456789CFHJKM") == "0123-4567-89CF-HJKM"


def test_a_code_is_good_on_its_last_day_and_not_after() -> None:
    last = expiry_of(DAY)
    assert last == DAY + timedelta(days=VALID_DAYS)

    def on(today: date) -> CodeState:
        return state_of(is_redeemed=False, is_revoked=False, expires_on=last, today=today)

    assert on(last) is CodeState.OPEN
    assert on(last + timedelta(days=1)) is CodeState.EXPIRED


@given(st.booleans(), st.dates(), st.dates())
def test_what_was_redeemed_stays_redeemed(is_revoked: bool, expires_on: date, today: date) -> None:
    state = state_of(is_redeemed=True, is_revoked=is_revoked, expires_on=expires_on, today=today)
    assert state is CodeState.REDEEMED
