"""Questions for a consultation, and which of them a profile can answer beforehand.

The questions come from files; how an answer reads is the pages' affair.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from directory.domain.vocabulary_entries import KEY, check_that


class Topic(StrEnum):
    """What questions are about; the order is that of the page."""

    PERSON = "person"
    EXPERIENCE = "experience"
    YOUR_SKIN = "your_skin"
    HEALING = "healing"
    AGREEMENT = "agreement"
    TELL_THEM = "tell_them"


class Fact(StrEnum):
    """Something a profile may know that answers a question, or part of it."""

    OPERATOR = "operator"
    CREDENTIALS = "credentials"
    YEARS = "years"
    CASES = "cases"
    OUTCOMES = "outcomes"
    SKIN_TYPES = "skin_types"
    DOWNTIME = "downtime"
    ADVERSE_EVENTS = "adverse_events"


@dataclass(frozen=True, slots=True)
class Question:
    """One question, why to ask it or what a good answer has, and the fact that answers it."""

    key: str
    topic: Topic
    text: str
    why: str
    fact: Fact | None

    def __post_init__(self) -> None:
        where = f"checklist.{self.key}"
        check_that(bool(KEY.fullmatch(self.key)), where, f"{self.key!r} is not a key")
        check_that(bool(self.text and self.why), where, "text and why must not be empty")


@dataclass(frozen=True, slots=True)
class Item:
    """A question, and whether the profile answers it."""

    question: Question
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """All questions in the file's order. Each fact answers one question only."""

    questions: tuple[Question, ...]

    def __post_init__(self) -> None:
        facts = [question.fact for question in self.questions if question.fact]
        for fact in facts:
            check_that(facts.count(fact) == 1, f"checklist.{fact}", "two questions use this fact")

    def list_topics(self, known: Collection[Fact]) -> list[tuple[Topic, list[Item]]]:
        """The questions by topic, each with whether one of the `known` facts answers it."""
        return [
            (topic, items)
            for topic in Topic
            if (
                items := [
                    Item(question, question.fact in known)
                    for question in self.questions
                    if question.topic is topic
                ]
            )
        ]
