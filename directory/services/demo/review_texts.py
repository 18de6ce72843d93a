"""The words of the fictional reviews, made to agree with what their structured report says."""

from __future__ import annotations

from typing import Any

import numpy as np

from directory.models import AdverseEvent
from directory.services.demo.files import DemoFiles, Table
from directory.services.demo.people import Person
from directory.services.demo.reports import Report
from directory.services.demo.sentences import days_in_words, fill, pick, sessions_in_words

OPENING_CHANCE = 0.75
COURSE_CHANCE = 0.55
HAND_CHANCE = 0.55
HEALING_CHANCE = 0.60
CLOSING_CHANCE = 0.40
ADVERSE_CHANCE = 0.85
SHORT_CHANCE = 0.14
RESULT_FIRST_CHANCE = 0.18
SECOND_RESULT_CHANCE = 0.30
OWN_GROUP_CHANCE = 0.70
GOOD_FROM = 4
LONGEST_TOLD_BREAK_DAYS = 60


class ReviewWriter:
    """Writes the text of one review at a time; every call draws from the generator given."""

    def __init__(self, rng: np.random.Generator, files: DemoFiles) -> None:
        self._rng = rng
        self._files = files

    def write(self, report: Report, person: Person) -> str:
        """The words of one review; empty for those who only tick boxes."""
        reporting = self._files.world.reporting
        if report.wording:
            return self._write_bought(report, person)
        if self._rng.random() >= reporting.text_share:
            return ""
        if "es" in person.languages and self._rng.random() < reporting.spanish_share:
            return self._write_spanish(report, person)
        return self._write_english(report, person)

    def _write_bought(self, report: Report, person: Person) -> str:
        blanks = {
            "name": person.address,
            "city": person.city.name,
            "concern": report.concern.name.lower(),
        }
        return fill(self._rng, report.wording, blanks)

    def _write_english(self, report: Report, person: Person) -> str:
        bank = self._files.reviews
        treatment_key = report.treatment.key if report.treatment else ""
        blanks = {
            "name": person.address,
            "concern": pick(
                self._rng, bank["concerns"].get(report.concern.key, [report.concern.name.lower()])
            ),
            "treatment": pick(self._rng, bank["treatments"].get(treatment_key, ["laser"])),
            "sessions": sessions_in_words(report.session_count),
            "work": days_in_words(report.work_days),
            "redness": days_in_words(report.redness_days),
        }
        results = self._choose_results(bank["results"], report)
        if self._rng.random() < SHORT_CHANCE:
            course = pick(self._rng, _course_bank(bank["courses"], report))
            return self._join([course, results[0]], blanks)
        story = [
            *self._maybe(OPENING_CHANCE, bank["openings"][_opening_kind(report.severity)]),
            *self._maybe(COURSE_CHANCE, _course_bank(bank["courses"], report)),
            *self._maybe(HAND_CHANCE, bank["hands"][self._hand_kind(report)]),
            *self._healing(bank["healing"], report),
            *self._adverse(bank["adverse"], report),
        ]
        if self._rng.random() < RESULT_FIRST_CHANCE:
            sentences = [*results, *story]
        else:
            sentences = [*story, *results]
        return self._join([*sentences, *self._closing(bank, report)], blanks)

    def _write_spanish(self, report: Report, person: Person) -> str:
        bank = self._files.reviews_spanish
        words = bank["numbers"]
        blanks = {
            "name": person.address,
            "concern": pick(
                self._rng,
                bank["concerns"].get(report.concern.key)
                or bank["concerns"].get(str(report.concern.group), bank["concerns"]["generic"]),
            ),
            "sessions": _count_in_spanish(report.session_count, "session", words),
            "work": _count_in_spanish(report.work_days, "day", words),
        }
        is_told = 0 < report.work_days < LONGEST_TOLD_BREAK_DAYS
        sentences = [
            *self._maybe(OPENING_CHANCE, bank["openings"]["generic"]),
            *self._maybe(COURSE_CHANCE, bank["courses"]["generic"]),
            *(self._maybe(HEALING_CHANCE, bank["healing"]["generic"]) if is_told else []),
            pick(self._rng, bank["results"][str(report.gais)]),
            *self._maybe(CLOSING_CHANCE, bank["closings"][_closing_kind(report)]),
        ]
        return self._join(sentences, blanks)

    def _maybe(self, chance: float, bank: list[str]) -> list[str]:
        return [pick(self._rng, bank)] if self._rng.random() < chance else []

    def _choose_results(self, results: Table, report: Report) -> list[str]:
        """One or two sentences on the result, of the concern, its group, or of any concern."""
        grade = str(report.gais)
        own = results.get(report.concern.key) or results.get(str(report.concern.group))
        general = results["generic"][grade]
        first = own[grade] if own and self._rng.random() < OWN_GROUP_CHANCE else general
        sentences = [pick(self._rng, first)]
        if self._rng.random() < SECOND_RESULT_CHANCE and first is not general:
            sentences.append(pick(self._rng, general))
        return sentences

    def _hand_kind(self, report: Report) -> str:
        if report.gais >= GOOD_FROM:
            return "good" if self._rng.random() < 0.9 else "mixed"
        if report.gais == 1 or report.adverse_event is AdverseEvent.SIGNIFICANT:
            return "poor" if self._rng.random() < 0.8 else "mixed"
        return pick(self._rng, ("good", "mixed", "mixed", "poor"))

    def _healing(self, healing: Table, report: Report) -> list[str]:
        if self._rng.random() >= HEALING_CHANCE:
            return []
        if report.work_days == 0:
            return [pick(self._rng, healing["no_break"])]
        if self._rng.random() < 0.5 and report.redness_days > 1:
            return [pick(self._rng, healing["redness"])]
        return [pick(self._rng, healing["work"])]

    def _adverse(self, adverse: Table, report: Report) -> list[str]:
        if report.adverse_event is AdverseEvent.NONE:
            return []
        kinds: dict[str, Any] = adverse[str(report.adverse_event)]
        return self._maybe(ADVERSE_CHANCE, kinds.get(str(report.concern.group), kinds["generic"]))

    def _closing(self, bank: Table, report: Report) -> list[str]:
        return self._maybe(CLOSING_CHANCE, bank["closings"][_closing_kind(report)])

    def _join(self, sentences: list[str], blanks: dict[str, str]) -> str:
        return " ".join(fill(self._rng, sentence, blanks) for sentence in sentences)


def _opening_kind(severity: int) -> str:
    return {1: "mild", 4: "severe"}.get(severity, "moderate")


def _course_bank(courses: Table, report: Report) -> list[str]:
    sentences: list[str] = courses["single" if report.session_count == 1 else "several"]
    return sentences


def _closing_kind(report: Report) -> str:
    if report.is_worth_it is None or report.gais == GOOD_FROM - 1:
        return "unsure"
    return "worth" if report.is_worth_it else "not_worth"


def _count_in_spanish(count: int, noun: str, words: Table) -> str:
    """ "una sesión", "tres días"."""
    single, plural = words[noun]
    if count == 1:
        return str(single)
    number = words["words"][count] if count < len(words["words"]) else count
    return f"{number} {plural}"
