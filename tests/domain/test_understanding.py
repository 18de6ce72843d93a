"""Reading a query: what holds for any text, and how a reading is taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.geography import Place, Point
from directory.domain.phrases import PhraseMatcher
from directory.domain.place_names import fold_place_name
from directory.domain.query_words import MOST_WORDS
from directory.domain.understanding import ReadingKind, Understood, understand
from directory.domain.wording import fold_phrase, split_words
from directory.sources.vocabulary_files import read_vocabulary

MATCHER = PhraseMatcher(read_vocabulary(Path(__file__).parents[2] / "seed_data" / "vocabulary"))
PLACES = {
    "denver": Place("city:1", "Denver", "CO", "US", Point(39.7, -105.0), 729_019),
    "denver co": Place("city:1", "Denver", "CO", "US", Point(39.7, -105.0), 729_019),
    "lopez": Place("city:2", "López", "Philippines", "PH", Point(13.9, 122.3), 95_167),
    "rose": Place("city:3", "Rose", "NY", "US", Point(43.2, -76.9), 2_369),
    "80202": Place("zip:80202", "80202 Denver", "CO", "US", Point(39.8, -105.0)),
}
WORDS_OF_QUERIES = [
    *("melasma", "acne", "scars", "crow's", "feet", "fraxel", "nurse", "spanish", "speaking"),
    *("near", "in", "denver", "co", "80202", "dr", "rose", "lopez", "okafor", "type", "iv", "10+"),
    *("years", "experience", "skin", "laser", "the", "for", ",", '"', "*", "(", "é"),
]
QUERIES = st.one_of(
    st.text(max_size=300), st.lists(st.sampled_from(WORDS_OF_QUERIES), max_size=12).map(" ".join)
)


def find_place(text: str) -> Place | None:
    return PLACES.get(fold_place_name(text))


def read(text: str, **options: tuple[str, ...]) -> Understood:
    return understand(text, MATCHER, find_place, **options)


@given(QUERIES)
def test_any_text_is_read_and_always_the_same_way(text: str) -> None:
    assert read(text) == read(text)


@given(QUERIES)
def test_readings_are_parts_of_the_text_in_order_and_apart(text: str) -> None:
    understood = read(text)
    end = 0
    for reading in understood.readings:
        assert reading.start >= end
        end = reading.start + len(reading.words)
        assert understood.text[reading.start : end] == reading.words


@given(QUERIES)
def test_no_word_is_both_understood_and_left_over(text: str) -> None:
    understood = read(text)
    left = understood.text
    for reading in reversed(understood.readings):
        left = left[: reading.start] + " " + left[reading.start + len(reading.words) :]
    words_left = [word.folded for word in split_words(left)]
    for word in split_words(understood.rest):
        assert word.folded in words_left
        words_left.remove(word.folded)


@given(QUERIES)
def test_only_one_place_is_read(text: str) -> None:
    kinds = [reading.kind for reading in read(text).readings]
    assert kinds.count(ReadingKind.PLACE) <= 1


@given(QUERIES)
def test_taking_a_reading_back_cuts_its_words_and_nothing_else(text: str) -> None:
    understood = read(text)
    for reading in understood.readings:
        before = [word.folded for word in split_words(understood.whole_text)]
        cut = [word.folded for word in split_words(reading.words)]
        after = [word.folded for word in split_words(understood.text_without(reading))]
        assert sorted(after + cut) == sorted(before)


@given(QUERIES, st.sampled_from(["melasma", "acne scars", "denver", "10+ years"]))
def test_a_phrase_asked_to_stay_plain_is_never_read(text: str, phrase: str) -> None:
    understood = read(text, plain=(phrase,))
    assert all(fold_phrase(reading.words) != fold_phrase(phrase) for reading in understood.readings)


def test_a_plain_phrase_goes_to_the_free_words() -> None:
    understood = read("acne scars denver", plain=("Denver",))
    assert understood.place is None
    assert understood.concern_keys == ("acne_scars",)
    assert understood.rest == "denver"


@pytest.mark.parametrize(
    "text", ['"acne scars"', '"Denver"', '"10+ years"', '"melasma', '"near Denver" acne "scars"']
)
def test_what_is_quoted_is_read_as_nothing_else(text: str) -> None:
    understood = read(text)
    assert understood.place is None
    assert understood.minimum_years is None
    assert understood.concern_keys == read(understood.text).concern_keys


def test_a_reading_is_taken_back_without_what_is_quoted() -> None:
    understood = read('melasma "dark skin" Okafor')
    assert understood.phrases == ("dark skin",)
    assert understood.rest == "Okafor"
    [reading] = understood.readings
    assert understood.text_without(reading) == 'Okafor "dark skin"'


def test_a_very_long_text_is_cut_and_read() -> None:
    understood = read("melasma okafor " * 1000)
    assert understood.concern_keys == ("melasma",)
    assert 0 < len(understood.rest.split()) <= MOST_WORDS


def test_control_characters_and_lone_surrogates_count_as_spaces() -> None:
    assert read("acne\x00scars\ud800\r\ndenver").concern_keys == ("acne_scars",)


def test_the_longest_phrase_is_read_first() -> None:
    assert read("acne scars").concern_keys == ("acne_scars",)
    assert read("acne").concern_keys == ("active_acne",)


def test_a_stop_word_is_kept_where_a_phrase_needs_it() -> None:
    assert read("holes in my cheeks").concern_keys == ("acne_scars",)
    assert read("laser genesis").device_name_keys == ("laser_genesis",)


def test_the_preposition_goes_with_the_place() -> None:
    (reading,) = read("near Denver").readings
    assert reading.words == "near Denver"
    assert read("okafor near Denver").text_without(
        reading=read("okafor near Denver").readings[0]
    ) == ("okafor")


@pytest.mark.parametrize(
    ("text", "concern"),
    [
        ("veins that show all around my nose", "facial_telangiectasia"),
        ("my cheeks are full of tiny craters", "acne_scars"),
        ("brown patches since I had my baby", "melasma"),
        ("skin under my neck is sagging", "laxity"),
        ("tattoo I want gone", "tattoo"),
    ],
)
def test_a_description_in_other_words_and_order_is_read(text: str, concern: str) -> None:
    assert read(text).concern_keys == (concern,)


@pytest.mark.parametrize(
    "text", ["Rose Brown", "Dr White spotty", "Maria Marks", "brown, patches", "nose and veins"]
)
def test_a_name_and_things_apart_are_no_description(text: str) -> None:
    understood = read(text)
    assert len(understood.readings) <= 1
    assert not {"melasma", "vitiligo", "facial_telangiectasia"} & set(understood.concern_keys)


@given(QUERIES)
def test_a_comma_or_an_and_keeps_what_stands_before_it(text: str) -> None:
    before = read("freckles").concern_keys
    assert read(f"freckles, {text}").concern_keys[:1] == before
    assert read(f"freckles and {text}").concern_keys[:1] == before


def test_a_repeated_concern_is_read_once() -> None:
    assert read("melasma or chloasma").concern_keys == ("melasma",)


@pytest.mark.parametrize("text", ["Maria Lopez", "Dr Rose", "Rose", "dr denver"])
def test_a_persons_name_is_not_eaten_by_a_small_place_or_after_a_title(text: str) -> None:
    understood = read(text)
    assert understood.place is None
    assert understood.rest


@pytest.mark.parametrize("text", ["dark skin", "type 2 diabetes", "blood type ab", "skin type 9"])
def test_a_skin_type_is_read_only_where_it_is_named(text: str) -> None:
    assert read(text).skin_type is None


@pytest.mark.parametrize(
    "text", ["10 years younger", "scars for 10 years", "0+ years", "99+ years"]
)
def test_years_are_read_only_as_experience(text: str) -> None:
    assert read(text).minimum_years is None


@pytest.mark.parametrize(
    "text",
    [
        "10+ years",
        "10 + years experience",
        "at least 10 yrs",
        "over 10 years",
        "10 years of practice",
    ],
)
def test_the_ways_of_asking_for_ten_years(text: str) -> None:
    assert read(text).minimum_years == 10


def test_the_map_is_asked_a_bounded_number_of_times() -> None:
    asked: list[str] = []

    def find_nothing(text: str) -> Place | None:
        asked.append(text)
        return None

    understand("near a b c d e f g h i j in k l m n o p " * 20, MATCHER, find_nothing)
    assert 0 < len(asked) <= 24
