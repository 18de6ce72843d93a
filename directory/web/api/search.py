"""Searching by the API: the same parameters as the page, the same order, the same reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, url_for
from werkzeug.datastructures import MultiDict

from directory.database import db
from directory.domain.errors import InvalidValueError
from directory.domain.vocabulary import Vocabulary
from directory.services import search as search_service
from directory.services.search_request import SearchRequest
from directory.services.suggestions import list_suggestions
from directory.web import site
from directory.web.api.contract import Answer, answers, contract
from directory.web.api.cursors import Cursor, read_cursor, write_cursor
from directory.web.api.search_answers import (
    SearchAnswer,
    SearchParameters,
    SuggestionAnswer,
    SuggestionParameters,
    SuggestionsAnswer,
    make_search_answer,
)
from directory.web.search_urls import (
    MOST_TEXT,
    clean_text,
    read_search,
    write_search,
)

blueprint = Blueprint("search", __name__)

CURSOR = "cursor"


@blueprint.get("/search")
@contract.validate(resp=answers(SearchAnswer, 422, 503), tags=["search"], operation_id="search")
def results(query: SearchParameters) -> tuple[Answer, int, dict[str, str]]:
    """Find practitioners, ordered by skill, each with the reasons.

    Words are understood as on the search page: concern, place, profession and language are read
    out of them. Ten results come at a time; `next` goes on. Those who have nothing of what was
    asked for are not found; a way out of an empty list is to ask for less.
    """
    asked = _read(query, site.vocabulary())
    parameters = write_search(asked)
    cursor = Cursor(1, site.today())
    if query.cursor:
        cursor = read_cursor(query.cursor, parameters, site.today())
    found = search_service.search(
        db.session,
        site.search_index(),
        site.matcher(),
        replace(asked, page=cursor.place),
        cursor.begun_on,
    )
    following, headers = None, {}
    if cursor.place < found.page_count:
        following = write_cursor(replace(cursor, place=cursor.place + 1), parameters)
        values = MultiDict([*parameters, (CURSOR, following)])
        address = url_for(".results", **values.to_dict(flat=False))
        headers["Link"] = f'<{address}>; rel="next"'
    return make_search_answer(found, following, asked_page=cursor.place), 200, headers


@blueprint.get("/suggestions")
@contract.validate(resp=answers(SuggestionsAnswer, 503), tags=["search"], operation_id="suggest")
def suggestions(query: SuggestionParameters) -> Answer:
    """List what a beginning may become: concerns, treatments, professions, places and people."""
    text = clean_text(query.q, MOST_TEXT)
    found = list_suggestions(db.session, site.search_index(), site.matcher(), text)
    return SuggestionsAnswer(
        suggestions=[SuggestionAnswer.model_validate(suggestion) for suggestion in found]
    )


def _read(query: SearchParameters, vocabulary: Vocabulary) -> SearchRequest:
    """The request that the page makes of the same parameters. Raises InvalidValueError."""
    for parameter, find in (
        ("concern", vocabulary.find_concern),
        ("treatment", vocabulary.find_treatment),
        ("profession", vocabulary.find_profession),
        ("language", vocabulary.find_language),
    ):
        given = getattr(query, parameter)
        for key in given if isinstance(given, list) else [given]:
            if key and find(key) is None:
                address = url_for("api.vocabulary.vocabulary")
                raise InvalidValueError(
                    f"There is no {parameter} {key!r}. {address} lists the keys.", parameter
                )
    read = read_search(MultiDict(_list_values(query)), vocabulary)
    if read.notices:
        raise InvalidValueError(" ".join(read.notices))
    return read.request


def _list_values(query: SearchParameters) -> Iterator[tuple[str, str]]:
    """The parameters that differ from their defaults, as texts; the cursor is none of the page."""
    values = query.model_dump(mode="json", exclude_defaults=True, exclude={CURSOR})
    for name, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            yield name, str(one)
