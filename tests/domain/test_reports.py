"""Rules that join the answers of a report, its pages as data, and text made safe to keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.plain_text import clean_text, has_invisible, has_markup
from directory.domain.report_choices import ADVERSE_EVENT_KINDS, GRADES
from directory.domain.report_steps import STEP_KEYS, STEPS, find_next, find_previous, get_step
from directory.domain.reports import check_visit_dates, worst_adverse_event
from directory.domain.screening import CHECK_WORDS, CHECKS, ReportText, screen

TODAY = date(2026, 11, 23)
LICENSED = date(2024, 5, 1)
PLAIN = ReportText("It healed well and fast.", "none", "none", True, True)


@pytest.mark.parametrize(
    ("first_on", "last_on", "field", "words"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), "first_session_on", "in the future"),
        (date(2026, 9, 1), date(2027, 1, 1), "last_session_on", "in the future"),
        (
            date(2024, 4, 30),
            date(2024, 9, 1),
            "first_session_on",
            "first licence on record",
        ),
        (date(2026, 9, 1), date(2026, 8, 1), "last_session_on", "before the first"),
        (date(2016, 9, 1), date(2016, 9, 1), "first_session_on", "last 5 years"),
        (date(1, 1, 1), date(1, 1, 1), "first_session_on", "last 5 years"),
    ],
)
def test_days_that_cannot_be_are_told_by_their_field(
    first_on: date, last_on: date, field: str, words: str
) -> None:
    with pytest.raises(InvalidValueError, match=words) as caught:
        check_visit_dates(first_on, last_on, LICENSED, TODAY)
    assert caught.value.field == field


def test_days_that_can_be_are_taken() -> None:
    check_visit_dates(LICENSED, TODAY, LICENSED, TODAY)
    check_visit_dates(date(2023, 1, 1), date(2023, 1, 1), None, TODAY)


def test_the_worst_of_what_happened_counts() -> None:
    transient = [key for key, kind in ADVERSE_EVENT_KINDS.items() if not kind.is_significant]
    assert worst_adverse_event([]) == "none"
    assert worst_adverse_event(transient) == "transient"
    assert worst_adverse_event([*transient, "scar"]) == "significant"


def test_grades_are_the_five_of_the_scale_best_first() -> None:
    assert list(GRADES) == ["5", "4", "3", "2", "1"]


def test_pages_follow_each_other_both_ways() -> None:
    assert len(set(STEP_KEYS)) == len(STEPS)
    assert find_previous(STEP_KEYS[0]) is None
    assert find_next(STEP_KEYS[-1]) is None
    for step in STEPS[1:]:
        previous = find_previous(step.key)
        assert previous is not None
        assert find_next(previous.key) is step
    with pytest.raises(NotFoundError):
        get_step("prices")


@given(st.text())
def test_cleaned_text_is_clean_and_stays_as_it_is(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert not has_invisible(clean)
    assert "\0" not in clean


def test_reversed_and_hidden_text_is_unmasked() -> None:
    assert clean_text("good\u202edab\u2066 \x00end\r\nnext") == "gooddab end\nnext"
    assert clean_text("👩\u200d⚕️ thanks") == "👩\u200d⚕️ thanks"


@pytest.mark.parametrize("text", ["<script>x", "a </b>", "< img src=x", "<!-- -->a<!doctype"])
def test_markup_is_noticed(text: str) -> None:
    assert has_markup(text)


@pytest.mark.parametrize("text", ["I <3 it", "pain < 5 and > 2", "5<6"])
def test_signs_that_are_no_markup_pass(text: str) -> None:
    assert not has_markup(text)


def test_every_check_has_words() -> None:
    assert set(CHECKS) == set(CHECK_WORDS)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "Look at www.example.org for more of it"}, "link"),
        ({"text": "Write to me: someone@example.org please"}, "contact_data"),
        ({"text": "Call me on +1 (303) 555-0100 any time"}, "contact_data"),
        ({"text": "Good."}, "too_short"),
        ({"text": "So good. " * 300}, "too_long"),
        ({"relation": "family"}, "insider"),
        ({"incentive": "discount"}, "incentive"),
        ({"is_operator_known": False}, "operator_unknown"),
        ({"has_proof": False}, "unproven"),
    ],
)
def test_each_check_strikes_alone(changes: dict[str, object], code: str) -> None:
    assert screen(replace(PLAIN, **changes)) == (code,)  # type: ignore[arg-type]


def test_a_plain_report_or_one_without_words_passes() -> None:
    assert screen(PLAIN) == ()
    assert screen(replace(PLAIN, text="")) == ()
    assert screen(replace(PLAIN, text="3 sessions over 12 weeks, 5 days off. Worth it.")) == ()
