"""Phrases: words that have to stand together, in their order and as written, on every engine."""

from collections.abc import Callable

import pytest

from search_index import SearchIndex, SearchPage, Tier
from tests.search.documents import a_document, a_query
from tests.search.engines import EVERY_ENGINE

ENGINES = EVERY_ENGINE
IndexOf = Callable[..., SearchIndex]


def _keys(page: SearchPage) -> list[int]:
    return [hit.key for hit in page.hits]


def test_the_words_of_a_phrase_stand_together_in_their_order(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, biography="Much experience with dark skin."),
        a_document(2, biography="Skin that is dark after the sun."),
        a_document(3, biography="Dark, sensitive skin."),
        a_document(4, biography="Skin: dark"),
    )
    assert _keys(index.search(a_query(phrases=("dark skin",)))) == [1]
    assert index.count(a_query(phrases=("dark skin",))) == 1


@pytest.mark.parametrize("phrase", ["Dark, SKIN", "dárk-skin", " dark\tskin. ", "Dr. dark Skin"])
def test_case_accents_signs_and_titles_do_not_matter(index_of: IndexOf, phrase: str) -> None:
    index = index_of(a_document(1, biography="with Dark Skin"), a_document(2))
    assert _keys(index.search(a_query(phrases=(phrase,)))) == [1]


def test_words_are_taken_as_written(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, biography="acne scars"), a_document(2, concern_words="acne scar")
    )
    assert _keys(index.search(a_query(phrases=("acne scars",)))) == [1]
    assert _keys(index.search(a_query(phrases=("scar",)))) == [2]


def test_joining_words_count_in_a_phrase(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, biography="skin of color"), a_document(2, biography="skin color")
    )
    assert _keys(index.search(a_query(phrases=("skin of color",)))) == [1]


def test_a_phrase_does_not_go_from_one_passage_to_the_next(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, name="Ada Dark", name_variants=("Skin Lee",)),
        a_document(2, concern_words="very dark\nskin tone", treatment_words="laser"),
        a_document(3, concern_words="dark", treatment_words="skin"),
        a_document(4, credential_words="dark", biography="skin"),
        a_document(5, biography="very dark"),
        a_document(6, name="Skin Lee"),
    )
    assert index.search(a_query(phrases=("dark skin",))).total == 0


def test_a_name_in_its_order_is_a_phrase(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, name="Dr. Siobhán O’Brien Hale"), a_document(2, name="Hale Brien")
    )
    for name in ("siobhan obrien", "O'Brien Hale", "Siobhan O Brien", "Dr. Siobhan O'Brien Hale"):
        assert _keys(index.search(a_query(phrases=(name,)))) == [1]


def test_facts_come_before_biographies_and_the_better_hand_first(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, 20, treatment_words="fractional CO2 laser"),
        a_document(2, 70, biography="fractional CO2"),
        a_document(3, 80, biography="fractional CO2 and fractional CO2 again"),
        a_document(4, 90, biography="CO2"),
    )
    page = index.search(a_query(phrases=("fractional co2",)))
    assert [(hit.key, hit.tier) for hit in page.hits] == [
        (1, Tier.EVERY_WORD_IN_FACTS),
        (3, Tier.EVERY_WORD),
        (2, Tier.EVERY_WORD),
    ]
    assert page.tier_counts == {Tier.EVERY_WORD_IN_FACTS: 1, Tier.EVERY_WORD: 2}
    assert not page.ordered_by_words
    assert all(hit.relevance is None for hit in page.hits)


def test_every_phrase_is_needed_beside_words_and_filters(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, biography="dark skin, fractional co2", concern_words="scars"),
        a_document(2, biography="dark skin", concern_words="scars"),
        a_document(3, biography="fractional co2", concern_words="scars"),
        a_document(4, concern_words="scars\ndark skin\nfractional co2", languages=("es",)),
        a_document(5, biography="dark skin, fractional co2"),
    )
    phrases = ("dark skin", "fractional co2")
    page = index.search(a_query("scars", phrases=phrases))
    assert [(hit.key, hit.tier) for hit in page.hits] == [
        (4, Tier.EVERY_WORD_IN_FACTS),
        (1, Tier.EVERY_WORD),
    ]
    assert {one.value: one.count for one in page.facets["languages"]}["es"] == 1
    assert _keys(index.search(a_query(phrases=phrases, languages=("es",)))) == [4]
    assert sorted(_keys(index.search(a_query(phrases=phrases)))) == [1, 4, 5]


def test_a_phrase_that_nobody_has_is_named(index_of: IndexOf) -> None:
    index = index_of(a_document(1, biography="dark skin"), a_document(2, biography="skin dark"))
    page = index.search(a_query(phrases=("dark skin", "Blue Skin")))
    assert page.total == 0
    assert page.unknown_phrases == ("blue skin",)
    assert index.search(a_query(phrases=("dark skin",))).unknown_phrases == ()
    index.apply([], deletes=[1])
    assert index.search(a_query(phrases=("dark skin",))).unknown_phrases == ("dark skin",)


@pytest.mark.parametrize("phrase", ["", "  ", "“”", "***", "\x00", "Dr."])
def test_a_phrase_without_words_asks_for_nothing(index_of: IndexOf, phrase: str) -> None:
    page = index_of(a_document(1), a_document(2)).search(a_query(phrases=(phrase,)))
    assert page.total == 2
    assert page.unknown_phrases == ()


def test_a_phrase_is_found_anywhere_in_a_very_long_biography(index_of: IndexOf) -> None:
    words = " ".join(f"word{number % 90} skin" for number in range(12_000))
    index = index_of(
        a_document(1, biography=f"{words} dark skin"), a_document(2, biography=f"{words} dark")
    )
    assert _keys(index.search(a_query(phrases=("dark skin",)))) == [1]


def test_changed_profiles_are_found_by_their_new_phrases(index_of: IndexOf) -> None:
    index = index_of(*(a_document(key, biography="gentle light") for key in range(1, 6)))
    index.apply([a_document(3, biography="light, gentle"), a_document(9, biography="gentle light")])
    assert sorted(_keys(index.search(a_query(phrases=("gentle light",))))) == [1, 2, 4, 5, 9]
    assert _keys(index.search(a_query(phrases=("light gentle",)))) == [3]
