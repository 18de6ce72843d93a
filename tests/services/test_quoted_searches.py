"""What is typed in quotation marks is looked for as written, shown, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from directory.services.search_results import SearchResults
from directory.services.skill import fit_and_score
from tests.factories import load_some_places, load_the_vocabulary, make_practitioner
from tests.fixtures.databases import connect_to
from tests.fixtures.searches import Find


@pytest.fixture(scope="module")
def engine(module_database_url: str, today: date, now: datetime) -> Iterator[Engine]:
    """A directory of four people, stored once."""
    with connect_to(module_database_url) as engine:
        with Session(engine) as session:
            load_the_vocabulary(session)
            load_some_places(session)
            for slug, biography in (
                ("together", "Much work with dark skin, and with fractional CO2."),
                ("apart", "Skin that went dark; CO2 and fractional erbium."),
                ("half", "Piel oscura: I treat dark skin."),
                ("silent", ""),
            ):
                one = make_practitioner(session, name=f"{slug.title()} Okafor", slug=slug)
                one.biography = biography
            fit_and_score(session, today, now)
            session.commit()
        yield engine


def _slugs(results: SearchResults) -> set[str]:
    return {card.slug for card in results.cards}


@pytest.mark.parametrize("text", ['"dark skin"', "“Dark Skin”", "«dark skin»", '("dark skin")'])
def test_quoted_words_are_found_where_they_stand_together(find: Find, text: str) -> None:
    assert _slugs(find(text)) == {"together", "half"}


def test_several_phrases_and_free_words_are_all_needed(find: Find) -> None:
    assert _slugs(find('"dark skin" "fractional co2"')) == {"together"}
    assert _slugs(find('half "dark skin"')) == {"half"}
    assert _slugs(find('"piel oscura"')) == {"half"}


def test_the_vocabulary_takes_nothing_out_of_quotation_marks(find: Find) -> None:
    assert find("acne scars").concern is not None
    quoted = find('"acne scars" near Denver')
    assert quoted.concern is None
    assert quoted.place is not None
    assert [chip.kind for chip in quoted.chips] == ["place", "phrase", "within_miles"]


def test_an_unclosed_mark_and_an_empty_pair_are_read_as_nothing(find: Find) -> None:
    assert find('"acne scars').concern == find("acne scars").concern
    assert find('"" acne scars').concern == find("acne scars").concern


def test_each_phrase_is_a_chip_that_can_be_removed(find: Find) -> None:
    results = find('Okafor "dark skin" "fractional co2"')
    without = {chip.label: chip.without.text for chip in results.chips}
    assert without == {
        "Exactly: dark skin": 'Okafor "fractional co2"',
        "Exactly: fractional co2": 'Okafor "dark skin"',
        "“Okafor”": '"dark skin" "fractional co2"',
    }
    assert results.heading == "Laser practitioners matching “Okafor dark skin fractional co2”"


def test_what_was_understood_beside_a_phrase_is_removed_without_it(find: Find) -> None:
    results = find('acne scars "dark skin" near Denver')
    without = {chip.kind: chip.without.text for chip in results.chips}
    assert without["concern"] == 'near Denver "dark skin"'
    assert without["place"] == 'acne scars "dark skin"'
    nurses = next(facet for facet in results.facets if facet.field == "professions")
    assert all('"dark skin"' in choice.request.text for choice in nurses.choices)


def test_a_misspelt_word_beside_a_phrase_is_put_right_and_the_phrase_stays(find: Find) -> None:
    results = find('okaffor "dark skin"')
    assert results.request.text == 'okafor "dark skin"'
    assert _slugs(results) == {"together", "half"}


def test_misspelt_words_of_a_phrase_stay_as_they_are_written(find: Find) -> None:
    results = find('"melasna"')
    assert results.total == 0
    assert results.unknown_phrases == ("melasna",)
    assert results.written is None


def test_a_phrase_nobody_has_is_said_and_the_words_without_marks_are_offered(find: Find) -> None:
    results = find('"scars of acne" near Denver')
    assert results.total == 0
    assert results.unknown_phrases == ("scars of acne",)
    offered = results.loosenings[0]
    assert offered.label == "The same words without quotation marks"
    assert offered.request.text == "scars of acne near Denver"
    assert find(offered.request.text).total == offered.count


def test_the_same_search_without_marks_is_offered_where_somebody_has_the_phrase(find: Find) -> None:
    results = find('"dark skin" near Denver')
    assert results.unknown_phrases == ()
    assert results.unquoted is not None
    assert results.unquoted.text == "dark skin near Denver"
    assert find("dark skin").unquoted is None


def test_a_page_of_a_phrase_leads_to_the_next_one(find: Find) -> None:
    results = find('"dark skin"', page=5)
    assert results.page == results.page_count == 1
    assert results.request.text == '"dark skin"'
