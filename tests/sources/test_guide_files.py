"""The guide's files: ours are complete, plain and without promises; mistakes are told."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from directory.domain.checklist import Fact, Topic
from directory.domain.claims_of_quality import list_quality_notices
from directory.domain.errors import InvalidValueError
from directory.domain.guide import GuideArticle
from directory.domain.reading_grade import reading_grade
from directory.services.guide import (
    GuideFolder,
    check_against_vocabulary,
    list_grades,
    read_guide_folder,
)
from directory.sources.guide_files import list_languages, read_guide
from directory.sources.toml_entries import read_text, read_toml
from tests.fixtures.demo_world import read_shipped_vocabulary

PROJECT_FOLDER = Path(__file__).parents[2]
GUIDE_FOLDER = PROJECT_FOLDER / "seed_data" / "guide"
HIGHEST_GRADE = 9
FORBIDDEN = {"superlative", "guarantee", "equipment_praise"}


@pytest.fixture(scope="module", params=list_languages(GUIDE_FOLDER))
def folder(request: pytest.FixtureRequest) -> GuideFolder:
    return read_guide_folder(GUIDE_FOLDER, request.param)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the files that a test may spoil."""
    return Path(shutil.copytree(GUIDE_FOLDER, tmp_path / "guide"))


def list_all(folder: GuideFolder) -> list[GuideArticle]:
    return [*folder.guide.articles, *folder.guide.concern_notes.values()]


def test_the_guide_fits_the_vocabulary(folder: GuideFolder) -> None:
    check_against_vocabulary(folder, read_shipped_vocabulary())


def test_every_language_says_the_same_of_the_same_things(folder: GuideFolder) -> None:
    english = read_guide_folder(GUIDE_FOLDER, "en")
    assert [one.key for one in folder.guide.articles] == [one.key for one in english.guide.articles]
    assert folder.guide.concern_notes.keys() == english.guide.concern_notes.keys()
    for shown, original in zip(list_all(folder), list_all(english), strict=True):
        assert {one.key for one in shown.sources} == {one.key for one in original.sources}
        assert shown.figures == original.figures
    for family, original_family in zip(
        folder.healing.families, english.healing.families, strict=True
    ):
        assert family.treatment_keys == original_family.treatment_keys
        assert [(one.first_day, one.last_day) for one in family.phases] == [
            (one.first_day, one.last_day) for one in original_family.phases
        ]
    assert [(one.key, one.topic, one.fact) for one in folder.checklist.questions] == [
        (one.key, one.topic, one.fact) for one in english.checklist.questions
    ]


def test_every_text_is_plain_to_read() -> None:
    folder = read_guide_folder(GUIDE_FOLDER, "en")
    assert {
        one.name: one.grade for one in list_grades(folder.guide) if one.grade > HIGHEST_GRADE
    } == {}
    for family in folder.healing.families:
        words = [
            text
            for phase in family.phases
            for text in (phase.usual, phase.care, phase.sun, phase.seek_help)
        ]
        assert reading_grade("\n".join(words)) <= HIGHEST_GRADE


def test_the_grades_that_the_documentation_gives_are_those_computed() -> None:
    page = (PROJECT_FOLDER / "docs" / "guide.md").read_text("utf-8")
    told = dict(re.findall(r"^\| `([\w/]+)` \| \d+ \| ([\d.]+) \|$", page, re.MULTILINE))
    guide = read_guide(GUIDE_FOLDER, "en")
    assert told == {one.name: f"{one.grade:.1f}" for one in list_grades(guide)}


def test_no_text_promises_or_praises() -> None:
    folder = read_guide_folder(GUIDE_FOLDER, "en")
    found = {
        (article.key, notice.rule.code, notice.quote)
        for article in list_all(folder)
        for notice in list_quality_notices(article.plain_text)
        if notice.rule.code in FORBIDDEN
    }
    assert found == {("choosing", "equipment_praise", "the newest laser")}, "a clinic can buy it"


def test_every_source_is_cited_somewhere() -> None:
    known = read_toml(read_text(GUIDE_FOLDER / "sources.toml"), "sources.toml")
    cited = {
        source.key
        for article in list_all(read_guide_folder(GUIDE_FOLDER, "en"))
        for source in article.sources
    }
    assert cited == known.keys()


def test_links_within_the_site_lead_to_known_concerns_and_articles(folder: GuideFolder) -> None:
    vocabulary = read_shipped_vocabulary()
    for article in list_all(folder):
        for path in re.findall(r"\]\((/[^)]*)\)", article.body):
            kind, _, key = path.removeprefix("/").partition("/")
            if kind == "concerns":
                vocabulary.get_concern(key)
            elif kind == "guide" and key != "checklist":
                folder.guide.get_article(key)
            else:
                assert path in {"/methodology", "/healing", "/guide/checklist"}


def test_the_checklist_has_every_topic_and_uses_every_fact(folder: GuideFolder) -> None:
    topics = folder.checklist.list_topics({Fact.YEARS})
    assert [topic for topic, _ in topics] == list(Topic)
    assert {one.fact for one in folder.checklist.questions} - {None} == set(Fact)
    answered = [item.question.fact for _, items in topics for item in items if item.is_answered]
    assert answered == [Fact.YEARS]


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("en/resurfacing.md", "+++\ntitle", "---\ntitle", "must begin with a head"),
        ("en/resurfacing.md", "[^ross_1999]", "[^ross_2099]", "'ross_2099' is no source"),
        ("en/resurfacing.md", "position = 1", "place = 1", "place is not a field"),
        ("en/collagen.md", "summary =", "summary ", "not valid TOML"),
        ("sources.toml", "https://doi.org/10.1126", "doi.org/10.1126", "url must be https"),
        ("en/healing.toml", "first_day = 4", "first_day = 5", "must begin on day 4"),
        ("en/checklist.toml", 'topic = "person"', 'topic = "people"', "topic must be one of"),
        ("en/checklist.toml", 'fact = "years"', 'fact = "cases"', "two questions use this fact"),
    ],
)
def test_a_mistake_is_told(copy: Path, name: str, old: str, new: str, complaint: str) -> None:
    path = copy / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(InvalidValueError, match=re.escape(complaint)):
        read_guide_folder(copy, "en")


def test_what_only_one_of_guide_and_vocabulary_knows_is_told(copy: Path) -> None:
    (copy / "en/concerns/melasma.md").rename(copy / "en/concerns/unheard_of.md")
    with pytest.raises(InvalidValueError, match="is about no concern"):
        check_against_vocabulary(read_guide_folder(copy, "en"), read_shipped_vocabulary())


def test_the_clinician_who_reviewed_an_article_is_named_in_its_head(copy: Path) -> None:
    path = copy / "en/healing.md"
    head, _, text = path.read_text("utf-8").partition("reviewed_on")
    path.write_text(f'{head}reviewed_by = "Dr. Lind"\nreviewed_on{text}', "utf-8")
    guide = read_guide(copy, "en")
    assert guide.get_article("healing").reviewed_by == "Dr. Lind"
    assert guide.get_article("collagen").reviewed_by == ""


def test_a_language_that_is_not_written_gives_the_english_guide(copy: Path) -> None:
    assert read_guide_folder(copy, "xx").language == "en"
