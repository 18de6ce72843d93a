"""Warnings about replies: how many they miss or raise for nothing, and what they show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.replies import measure, read_labelled_replies
from directory.config import PROJECT_FOLDER
from directory.domain.replies import RULES_BY_KEY, lint_reply
from directory.domain.replies.states import REPLY_TRANSITIONS

REPLIES = read_labelled_replies()


def test_the_labels_name_rules_that_there_are() -> None:
    assert {key for reply in REPLIES for key in reply.rules} < set(RULES_BY_KEY)
    assert len(REPLIES) >= 150
    assert {reply.language for reply in REPLIES} == {"en", "es"}


def test_replies_that_shaped_the_rules_are_read_right() -> None:
    measured = measure([reply for reply in REPLIES if not reply.is_held_out])
    assert measured.recall >= 0.95
    assert measured.false_alarm_share <= 0.03


def test_replies_that_the_rules_never_saw_are_mostly_read_right() -> None:
    measured = measure([reply for reply in REPLIES if reply.is_held_out])
    assert measured.recall >= 0.85
    assert measured.false_alarm_share <= 0.05


@pytest.mark.parametrize(
    ("text", "key", "phrase"),
    [
        ("At YOUR  last\nVisit all went well.", "confirms_patient", "YOUR  last\nVisit"),
        ("Lamento que su cicatrización sea lenta, su acné …", "health_data", "su acné"),
        ("Stop lying!", "insult", "lying"),
        ("Don’t you think you’ve exaggerated?", "speaks_of_author", "you"),
    ],
)
def test_a_warning_shows_the_phrase_as_it_was_written(text: str, key: str, phrase: str) -> None:
    found = {warning.rule.key: warning.phrase for warning in lint_reply(text)}
    assert found[key] == phrase


def test_the_documentation_has_the_life_of_a_reply() -> None:
    text = (PROJECT_FOLDER / "docs" / "replies.md").read_text(encoding="utf-8")
    documented = {
        cells[1]: (set(cells[3].split(", ")), cells[4])
        for line in text.splitlines()
        if len(cells := [cell.strip() for cell in line.split("|")]) == 6
    }
    for act, (before, after) in REPLY_TRANSITIONS.items():
        assert documented[act.value] == ({state.value for state in before}, after.value)


@given(st.text(max_size=300))
def test_whatever_is_written_each_phrase_is_part_of_it(text: str) -> None:
    warnings = lint_reply(text)
    assert all(warning.phrase in text for warning in warnings)
    keys = [warning.rule.key for warning in warnings]
    assert len(keys) == len(set(keys))
