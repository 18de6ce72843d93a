"""Which profiles the words of a search find, how well, and what hostile text does (nothing)."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search_index import SearchIndex, Tier, WordUse
from tests.search.documents import a_document, a_query, a_skill
from tests.search.engines import EVERY_ENGINE

ENGINES = EVERY_ENGINE
IndexOf = Callable[..., SearchIndex]


def _tiers(index: SearchIndex, text: str) -> dict[int, Tier]:
    return {hit.key: hit.tier for hit in index.search(a_query(text)).hits}


@pytest.mark.parametrize("text", ["Okafor M", "maria okafor", "OKAFOR, Maria", "Dr. Okafor Maria"])
def test_a_name_is_found_however_it_is_written(index_of: IndexOf, text: str) -> None:
    index = index_of(
        a_document(1, points=40, name="Maria Okafor"),
        a_document(2, points=90, name="Ada Okafor", biography="Maria and M taught me"),
    )
    first = index.search(a_query(text)).hits[0]
    assert (first.key, first.tier) == (1, Tier.EXACT_NAME)


def test_accents_do_not_matter_in_a_name(index_of: IndexOf) -> None:
    index = index_of(a_document(1, name="José Peña"), a_document(2, name="Jose Pena"))
    assert _tiers(index, "pena jose") == _tiers(index, "José Peña")
    assert set(_tiers(index, "José Peña").values()) == {Tier.EXACT_NAME}


def test_a_variant_of_the_name_counts_as_the_name(index_of: IndexOf) -> None:
    index = index_of(a_document(1, name="Li Wei", name_variants=("Lee Way",)))
    assert _tiers(index, "way lee") == {1: Tier.EXACT_NAME}


def test_namesakes_are_ordered_by_skill_and_not_by_their_texts(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, points=40, name="Maria Okafor", biography="okafor okafor maria"),
        a_document(2, points=60, name="Maria Okafor", biography="a long tale of other things"),
    )
    assert [hit.key for hit in index.search(a_query("maria okafor")).hits] == [2, 1]


def test_a_better_match_comes_before_better_skill_and_says_so(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, points=10, concern_words="acne scars", place_words="Boston"),
        a_document(2, points=50, concern_words="acne scars", biography="I was born in Boston."),
        a_document(3, points=90, concern_words="acne scars"),
        *(a_document(key, points=99, place_words="Denver") for key in range(10, 16)),
    )
    page = index.search(a_query("acne scars boston"))
    assert [(hit.key, hit.tier) for hit in page.hits] == [
        (1, Tier.EVERY_WORD_IN_FACTS),
        (2, Tier.EVERY_WORD),
        (3, Tier.MOST_WORDS),
    ]
    assert page.tier_counts == {
        Tier.EVERY_WORD_IN_FACTS: 1,
        Tier.EVERY_WORD: 1,
        Tier.MOST_WORDS: 1,
    }
    assert all(hit.tier.explanation for hit in page.hits)


def test_words_alone_never_reorder_a_search_for_a_concern(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, points=40, concerns=("acne",), biography="gentle gentle gentle"),
        a_document(
            2, points=60, concerns=("acne",), biography="gentle, and much else besides to say"
        ),
    )
    page = index.search(a_query("gentle", concern="acne"))
    assert [hit.key for hit in page.hits] == [2, 1]
    assert not page.ordered_by_words


def test_text_without_a_concern_is_ordered_by_how_well_it_matches(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, points=40, biography="gentle gentle gentle"),
        a_document(2, points=60, biography="gentle " + "and much else to say " * 20),
        a_document(3, points=50, biography="nothing of that"),
    )
    page = index.search(a_query("gentle"))
    assert [hit.key for hit in page.hits] == [1, 2]
    assert page.ordered_by_words
    assert page.hits[0].relevance > page.hits[1].relevance


def test_listing_more_facts_does_not_change_relevance(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, points=40, concern_words="melasma"),
        a_document(2, points=60, concern_words="melasma " + "and one more fact " * 50),
        a_document(3),
    )
    hits = index.search(a_query("melasma")).hits
    assert [hit.key for hit in hits] == [2, 1]
    assert hits[0].relevance == hits[1].relevance


@pytest.mark.parametrize("text", ["", "   ", "the best in", "***", '"', "\x00\x01", "()[]{}"])
def test_text_without_words_finds_everybody(index_of: IndexOf, text: str) -> None:
    page = index_of(a_document(1), a_document(2)).search(a_query(text))
    assert page.total == 2
    assert {hit.tier for hit in page.hits} == {Tier.EVERYONE}


def test_a_query_language_is_not_understood(index_of: IndexOf) -> None:
    index = index_of(a_document(1, biography="acne"), a_document(2, biography="not all acne"))
    assert index.search(a_query("NOT acne")).hits[0].key == 2
    assert index.search(a_query("acn*")).total == 0
    assert index.search(a_query("biography:acne")).unknown_words == ("biography",)


def test_an_unknown_word_is_named_and_the_others_still_find(index_of: IndexOf) -> None:
    page = index_of(a_document(1, biography="acne"), a_document(2)).search(a_query("acne xyzzy"))
    assert page.unknown_words == ("xyzzy",)
    assert [(hit.key, hit.tier) for hit in page.hits] == [(1, Tier.MOST_WORDS)]


def test_words_of_deleted_profiles_are_unknown(index_of: IndexOf) -> None:
    index = index_of(*(a_document(key, biography=f"word{key}") for key in range(1, 9)))
    index.apply([], [3])
    assert index.search(a_query("word3")).unknown_words == ("word3",)


def test_a_misspelt_word_is_corrected_to_the_most_frequent_near_one(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, concern_words="melasma"),
        a_document(2, concern_words="melasma rosacea"),
        a_document(3, name="Anna Melasmo"),
    )
    assert index.find_similar_word("melasna") == ("melasma", 1)
    assert index.find_similar_word("roscaea") == ("rosacea", 1)
    assert index.find_similar_word("xyzzyqwert") is None
    assert index.find_similar_word("") is None


def test_a_beginning_is_completed_to_the_most_frequent_word(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, name="Anna Melasmo"),
        a_document(2, concern_words="melasma"),
        a_document(3, concern_words="melasma"),
    )
    assert index.finish_word("Mela") == "melasma"
    assert index.finish_word("x") is None
    assert index.finish_word("") is None


def test_where_a_word_is_used_is_told(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, name="Maria Okafor", concern_words="acne scars", biography="gentle Maria")
    )
    assert index.word_uses("the Okafor scar gentle xyzzy M") == {
        "okafor": WordUse.FACTS,
        "scar": WordUse.FACTS,
        "gentle": WordUse.BIOGRAPHIES,
        "xyzzy": WordUse.NOWHERE,
        "m": WordUse.FACTS,
    }


def test_somebodys_exact_name_is_known_as_one(index_of: IndexOf) -> None:
    index = index_of(a_document(1, name="Dr. Whitney German"))
    assert index.has_name("german whitney")
    assert index.has_name("Dr W. German")
    assert not index.has_name("german")
    assert not index.has_name("speaks german")
    index.apply([], deletes=[1])
    assert not index.has_name("german whitney")


def test_names_are_listed_by_their_beginning_and_the_better_hand_first(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, 40, name="José Peña"),
        a_document(2, 60, name="Jose Penrose"),
        a_document(3, 90, name="Maria Okafor", concern_words="penal"),
    )
    assert index.list_names("jose pe", 5) == [2, 1]
    assert index.list_names("Dr. José PEÑA", 5) == [1]
    assert index.list_names("pe", 1) == [2]
    assert index.list_names("", 5) == []
    index.apply([], deletes=[2])
    assert index.list_names("pe", 5) == [1]


def test_remarks_order_and_hide_nobody(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, 90, concerns=("scars",)),
        a_document(2, 10, concerns=("scars",), biography="gentle"),
        a_document(3, 99, biography="gentle"),
    )
    page = index.search(a_query(concern="scars", remarks="gentle xyzzy"))
    assert [(hit.key, hit.tier) for hit in page.hits] == [
        (2, Tier.MOST_WORDS),
        (1, Tier.FEW_WORDS),
    ]
    assert page.unknown_words == ("xyzzy",)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300) | st.text(st.characters(codec=None), max_size=20))
def test_no_text_breaks_a_search(built: SearchIndex, text: str) -> None:
    page = built.search(a_query(text))
    assert len(page.hits) == min(page.total, page.per_page)
    built.word_uses(text)
    built.find_similar_word(text)
    built.finish_word(text)
    built.list_names(text, 5)
    built.has_name(text)


@pytest.mark.parametrize("text", ["scar " * 2_000, "x" * 10_000, "'" * 10_000, "é" * 10_000])
def test_very_long_text_is_answered(built: SearchIndex, text: str) -> None:
    assert built.search(a_query(text)).page == 1


@pytest.fixture
def built(index_of: IndexOf) -> SearchIndex:
    return index_of(
        a_document(1, name="Maria Okafor", concern_words="acne scars", skill={"": a_skill(50)}),
        a_document(2, name="José Peña", biography="gentle with scars"),
    )
