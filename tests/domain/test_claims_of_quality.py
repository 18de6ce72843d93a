"""The linter of profile texts, held to sentences that were labelled by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.claims_of_quality import QUALITY_RULES, list_quality_notices

LABELLED: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("quality_claims.toml").read_text("utf-8")
)
LEAST_RECALL = 0.8
MOST_FALSE_ALARMS = 0.05


@pytest.mark.parametrize(
    ("rule", "text"),
    [(rule, text) for rule, texts in LABELLED["breaking"].items() for text in texts],
)
def test_what_breaks_a_rule_is_noticed_with_that_rule(rule: str, text: str) -> None:
    assert rule in {notice.rule.code for notice in list_quality_notices(text)}


@pytest.mark.parametrize("text", LABELLED["innocent"]["texts"])
def test_what_is_innocent_passes(text: str) -> None:
    assert [notice.quote for notice in list_quality_notices(text)] == []


def test_recall_and_false_alarms_on_sentences_the_rules_were_not_made_for() -> None:
    missed = [text for text in LABELLED["unseen"]["breaking"] if not list_quality_notices(text)]
    alarms = [text for text in LABELLED["unseen"]["innocent"] if list_quality_notices(text)]
    recall = 1 - len(missed) / len(LABELLED["unseen"]["breaking"])
    assert recall >= LEAST_RECALL, missed
    assert len(alarms) / len(LABELLED["unseen"]["innocent"]) <= MOST_FALSE_ALARMS, alarms


@pytest.mark.parametrize(
    "text",
    [
        "The *best* dermatologist in Denver",
        "Free\nconsultation",
        "ＦＲＥＥ consultation",
        "Don’t miss out",
    ],
)
def test_dressing_a_phrase_up_hides_nothing(text: str) -> None:
    assert list_quality_notices(text)


def test_the_notice_quotes_the_words_and_says_why() -> None:
    [notice] = list_quality_notices("I trained in Boston. Book now!")
    assert notice.quote == "Book now"
    assert notice.rule.why == "A treatment of the skin is decided without hurry."


def test_every_rule_has_words_and_phrases_and_a_code_of_its_own() -> None:
    assert len({rule.code for rule in QUALITY_RULES}) == len(QUALITY_RULES)
    assert all(rule.title and rule.why and rule.phrases for rule in QUALITY_RULES)


@given(st.text(max_size=400))
def test_any_text_gets_an_answer(text: str) -> None:
    assert len(list_quality_notices(text)) <= len(QUALITY_RULES)


def test_a_very_long_text_is_read_quickly_enough_to_end() -> None:
    assert list_quality_notices("a " * 10_000 + "the the the " * 700) == ()
