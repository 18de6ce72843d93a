"""A search as a URL and back: nothing is lost, nothing breaks, only what was chosen is written."""

from __future__ import annotations

import pytest
from flask import Flask, url_for
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from directory.config import PROJECT_FOLDER
from directory.services.search_request import DEFAULT_WITHIN_MILES, SearchRequest
from directory.sources.vocabulary_files import read_vocabulary
from directory.web.search_urls import (
    MOST_MILES,
    MOST_PAGE,
    MOST_PLACE,
    MOST_TEXT,
    MOST_VERIFIED,
    MOST_YEARS,
    PARAMETERS,
    canonical_search_url,
    clean_text,
    read_search,
    search_url,
    write_search,
)
from search_index import Sort

VOCABULARY = read_vocabulary(PROJECT_FOLDER / "seed_data" / "vocabulary")


def keys(entries: tuple) -> st.SearchStrategy[str]:
    return st.sampled_from([entry.key for entry in entries])


def lines(most: int) -> st.SearchStrategy[str]:
    return st.text(max_size=most).map(lambda text: clean_text(text, most))


SEARCHES = st.builds(
    SearchRequest,
    text=lines(MOST_TEXT),
    concern=st.none() | keys(VOCABULARY.concerns),
    treatment=st.none() | keys(VOCABULARY.treatments),
    skin_type=st.none() | st.integers(1, 6),
    near=lines(MOST_PLACE),
    within_miles=st.integers(0, MOST_MILES),
    professions=st.lists(keys(VOCABULARY.professions), unique=True, max_size=5).map(tuple),
    languages=st.lists(keys(VOCABULARY.languages), unique=True, max_size=5).map(tuple),
    min_years=st.none() | st.integers(1, MOST_YEARS),
    min_verified=st.none() | st.integers(1, MOST_VERIFIED),
    is_accepting=st.booleans(),
    sort=st.sampled_from(Sort),
    distance_weight=st.integers(0, 1000).map(lambda hundredths: hundredths / 100),
    page=st.integers(1, MOST_PAGE),
)
GARBAGE = st.dictionaries(
    st.sampled_from([*PARAMETERS.values(), "utm_source"]),
    st.lists(st.text(max_size=40) | st.sampled_from(["-1", "1e9", "NaN", "٣", "0"]), max_size=3),
)


@given(SEARCHES)
def test_a_search_survives_its_url(request: SearchRequest) -> None:
    read = read_search(MultiDict(write_search(request)), VOCABULARY)
    assert read.request == request
    assert read.notices == ()


@given(GARBAGE)
@example({"page": ["9" * 5000]})
@example({"distance_weight": ["inf"], "years": ["9" * 5000], "q": ["\x00" * 10_000]})
def test_any_url_is_read_as_a_search_that_can_be_written(garbage: dict[str, list[str]]) -> None:
    read = read_search(MultiDict(garbage), VOCABULARY)
    again = read_search(MultiDict(write_search(read.request)), VOCABULARY)
    assert again.request == read.request
    assert again.notices == ()


def test_an_untouched_search_has_no_parameters() -> None:
    assert write_search(SearchRequest()) == []


def test_only_what_was_chosen_stands_in_the_url(app: Flask) -> None:
    request = SearchRequest(text="pitted scars", languages=("en", "es"), is_accepting=True)
    with app.test_request_context():
        assert search_url(request) == "/search?q=pitted+scars&language=en&language=es&accepting=1"


@pytest.mark.parametrize(
    "request_made",
    [
        SearchRequest(),
        SearchRequest(text="a&b=c#d ü“\"<!$'()*,/:;?@>+%", near="Denver, CO", page=3),
        SearchRequest(languages=("en", "es"), min_years=5, distance_weight=1.5),
    ],
)
@pytest.mark.parametrize("path", ["/search", "/search?shortlist=somebody,else"])
def test_an_address_is_what_url_for_would_write(
    app: Flask, path: str, request_made: SearchRequest
) -> None:
    values = MultiDict(write_search(request_made)).to_dict(flat=False)
    with app.test_request_context(path):
        assert search_url(request_made) == url_for("search.results", **values)
        assert canonical_search_url(request_made) == url_for(
            "search.results", shortlist=None, **values
        )


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("concern", "no_such_concern"),
        ("skin", "9"),
        ("skin", "three"),
        ("within", "-5"),
        ("years", "61"),
        ("verified", "many"),
        ("accepting", "perhaps"),
        ("sort", "price"),
        ("distance_weight", "nan"),
        ("distance_weight", "1e400"),
        ("page", "first"),
        ("profession", "wizard"),
    ],
)
def test_a_value_without_meaning_is_left_out_and_said(parameter: str, value: str) -> None:
    read = read_search(MultiDict({parameter: value}), VOCABULARY)
    assert read.request == SearchRequest()
    assert len(read.notices) == 1
    assert value in read.notices[0]
    assert parameter in read.notices[0]


def test_a_long_text_is_cut_and_said() -> None:
    read = read_search(MultiDict({"q": "scar " * 2000}), VOCABULARY)
    assert len(read.request.text) <= MOST_TEXT
    assert str(MOST_TEXT) in read.notices[0]


def test_control_characters_become_spaces() -> None:
    assert clean_text("acne\x00\tscars\u202e now ", 50) == "acne scars now"


def test_an_empty_distance_is_the_usual_one_and_nought_is_any() -> None:
    assert read_search(MultiDict({"within": ""}), VOCABULARY).request.within_miles == (
        DEFAULT_WITHIN_MILES
    )
    assert read_search(MultiDict({"within": "0"}), VOCABULARY).request.within_miles == 0
