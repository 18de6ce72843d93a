"""The guide as it is read from its files, and whether it fits the vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from directory.domain.checklist import Checklist
from directory.domain.errors import InvalidValueError
from directory.domain.guide import Guide
from directory.domain.healing import HealingGuide
from directory.domain.reading_grade import reading_grade
from directory.domain.vocabulary import Vocabulary
from directory.sources.checklist_files import read_checklist
from directory.sources.guide_files import list_languages, read_guide
from directory.sources.healing_files import read_healing_guide

ENGLISH = "en"
"""The language that every guide is written in."""


@dataclass(frozen=True, slots=True)
class GuideFolder:
    """Everything that stands in the guide's folder, in one language."""

    language: str
    guide: Guide
    healing: HealingGuide
    checklist: Checklist


@dataclass(frozen=True, slots=True)
class ArticleGrade:
    """How long an article is and how many years of school it asks for (Flesch–Kincaid)."""

    name: str
    word_count: int
    grade: float


def read_guide_folder(folder: Path, language: str) -> GuideFolder:
    """The guide in a language, in English where it is not written in that one.

    Raises InvalidValueError naming what is wrong.
    """
    found = language if language in list_languages(folder) else ENGLISH
    return GuideFolder(
        language=found,
        guide=read_guide(folder, found),
        healing=read_healing_guide(folder / found),
        checklist=read_checklist(folder / found),
    )


def check_against_vocabulary(found: GuideFolder, vocabulary: Vocabulary) -> None:
    """Raises InvalidValueError for a concern or treatment that only one of the two knows."""
    for key in found.guide.concern_notes:
        if vocabulary.find_concern(key) is None:
            raise InvalidValueError(f"The guide's note concerns/{key}.md is about no concern.")
    described = {key for family in found.healing.families for key in family.treatment_keys}
    known = {treatment.key for treatment in vocabulary.treatments}
    if only_known := sorted(known - described):
        raise InvalidValueError(f"healing.toml has no family for {', '.join(only_known)}.")
    if only_described := sorted(described - known):
        raise InvalidValueError(f"healing.toml names {', '.join(only_described)}, no treatment.")


def list_grades(guide: Guide) -> list[ArticleGrade]:
    """The reading grade of every article, then of every note on a concern."""
    return [
        ArticleGrade(
            name=article.key,
            word_count=len(article.plain_text.split()),
            grade=reading_grade(article.plain_text),
        )
        for article in (*guide.articles, *guide.concern_notes.values())
    ]
