"""A search as a URL and back. Only what differs from the default is written; any URL is read.

Values without meaning are left out with a plain notice; nothing here raises for what a URL holds.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import g, url_for
from werkzeug.datastructures import MultiDict

from directory.domain.messages import N_
from directory.domain.vocabulary import Vocabulary
from directory.domain.vocabulary_entries import SKIN_TYPES
from directory.services.search_request import (
    ANY_DISTANCE,
    DEFAULT_DISTANCE_WEIGHT,
    DEFAULT_WITHIN_MILES,
    SearchRequest,
)
from directory.web.people_lists import PLAIN_IN_QUERY, carried_parameters
from search_index import Sort
from search_index.ranking_rule import MOST_POINTS_PER_DOUBLING

PARAMETERS: dict[str, str] = {
    "text": "q",
    "concern": "concern",
    "treatment": "treatment",
    "skin_type": "skin",
    "near": "near",
    "within_miles": "within",
    "professions": "profession",
    "languages": "language",
    "min_years": "years",
    "min_verified": "verified",
    "is_accepting": "accepting",
    "sort": "sort",
    "distance_weight": "distance_weight",
    "is_as_written": "as_written",
    "page": "page",
}
"""Each field of a SearchRequest and the URL parameter that carries it, in the URL's order."""

MOST_TEXT = 300
MOST_PLACE = 100
MOST_CHOICES = 20
MOST_MILES = 12_500
MOST_YEARS = 60
MOST_VERIFIED = 10_000
MOST_PAGE = 100_000
WEIGHT_DECIMALS = 2
YES = "1"


@dataclass(frozen=True, slots=True)
class ReadSearch:
    """A search read from a URL, and what in the URL could not be used, in words."""

    request: SearchRequest
    notices: tuple[str, ...]


def clean_text(text: str, most: int) -> str:
    """One line of at most `most` characters without control characters or doubled spaces."""
    plain = "".join(
        " " if unicodedata.category(letter).startswith("C") else letter
        for letter in text[: most * 4]
    )
    return " ".join(plain.split())[:most].strip()


def read_search(arguments: MultiDict[str, str], vocabulary: Vocabulary) -> ReadSearch:
    """Read the parameters of a URL; whatever makes no sense becomes its default and a notice."""
    reader = _Reader(arguments)
    request = SearchRequest(
        text=reader.text("text", MOST_TEXT, N_("the search")),
        concern=reader.key("concern", vocabulary.find_concern),
        treatment=reader.key("treatment", vocabulary.find_treatment),
        skin_type=reader.number("skin_type", SKIN_TYPES.start, SKIN_TYPES.stop - 1),
        near=reader.text("near", MOST_PLACE, N_("the place")),
        within_miles=_or(
            reader.number("within_miles", ANY_DISTANCE, MOST_MILES), DEFAULT_WITHIN_MILES
        ),
        professions=reader.keys("professions", vocabulary.find_profession),
        languages=reader.keys("languages", vocabulary.find_language),
        min_years=reader.number("min_years", 1, MOST_YEARS),
        min_verified=reader.number("min_verified", 1, MOST_VERIFIED),
        is_accepting=reader.is_yes("is_accepting"),
        sort=reader.sort(),
        distance_weight=reader.weight(),
        is_as_written=reader.is_yes("is_as_written"),
        page=reader.page(),
    )
    return ReadSearch(request, tuple(reader.notices))


_DEFAULTS = {field: getattr(SearchRequest(), field) for field in PARAMETERS}


def write_search(request: SearchRequest) -> list[tuple[str, str]]:
    """The parameters of a search, in a fixed order, without those that have their default."""
    return [
        (parameter, text)
        for field, parameter in PARAMETERS.items()
        if (value := getattr(request, field)) != _DEFAULTS[field]
        for text in _texts(value)
    ]


def search_url(request: SearchRequest) -> str:
    """The shareable address of a search."""
    return _address([*write_search(request), *carried_parameters()])


def canonical_search_url(request: SearchRequest) -> str:
    """The address of a search without the shortlist that other addresses carry along."""
    return _address(write_search(request))


def _address(parameters: list[tuple[str, str]]) -> str:
    """What `url_for` would write; a page has dozens of these, and the path is the same in all."""
    if "search_path" not in g:
        g.search_path = url_for("search.results", shortlist=None)
    path: str = g.search_path
    return f"{path}?{urlencode(parameters, safe=PLAIN_IN_QUERY)}" if parameters else path


def kept_parameters(request: SearchRequest, fields: Iterable[str]) -> list[tuple[str, str]]:
    """What a form that sets only `fields` has to carry along so that the rest stays chosen."""
    set_here = {PARAMETERS[field] for field in (*fields, "page")}
    return [(name, value) for name, value in write_search(request) if name not in set_here]


def unset_value(field: str) -> str:
    """What a form sends for a filter that should not narrow anything."""
    return str(ANY_DISTANCE) if field == "within_miles" else ""


def _texts(value: object) -> list[str]:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    if value is True:
        return [YES]
    return [f"{value:g}" if isinstance(value, float) else str(value)]


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


class _Reader:
    """Reads one URL's parameters and collects the notices."""

    def __init__(self, arguments: MultiDict[str, str]) -> None:
        self._arguments = arguments
        self.notices: list[str] = []

    def _given(self, field: str) -> str:
        return self._arguments.get(PARAMETERS[field], "").strip()

    def _leave_out(self, field: str, value: str) -> None:
        shown = clean_text(value, 40)
        self.notices.append(
            N_(
                "“%(shown)s” is no value for “%(name)s” in the address of this page; it was left "
                "out.",
                shown=shown,
                name=PARAMETERS[field],
            )
        )

    def text(self, field: str, most: int, what: str) -> str:
        given = self._given(field)
        if len(given) > most:
            self.notices.append(
                N_(
                    "Only the first %(most)s characters of %(what)s were used.",
                    most=most,
                    what=what,
                )
            )
        return clean_text(given, most)

    def key(self, field: str, find: Callable[[str], object | None]) -> str | None:
        given = self._given(field)
        if not given:
            return None
        if find(given) is None:
            self._leave_out(field, given)
            return None
        return given

    def keys(self, field: str, find: Callable[[str], object | None]) -> tuple[str, ...]:
        known: list[str] = []
        for given in self._arguments.getlist(PARAMETERS[field])[:MOST_CHOICES]:
            if find(given) is None:
                self._leave_out(field, given)
            elif given not in known:
                known.append(given)
        return tuple(known)

    def number(self, field: str, least: int, most: int) -> int | None:
        given = self._given(field)
        if not given:
            return None
        if not (given.isascii() and given.isdigit() and len(given) <= len(str(most))):
            self._leave_out(field, given)
            return None
        number = int(given)
        if not least <= number <= most:
            self._leave_out(field, given)
            return None
        return number

    def is_yes(self, field: str) -> bool:
        given = self._given(field)
        if given and given != YES:
            self._leave_out(field, given)
        return given == YES

    def sort(self) -> Sort:
        given = self._given("sort")
        if given and given not in list(Sort):
            self._leave_out("sort", given)
            return Sort.SKILL
        return Sort(given or Sort.SKILL)

    def weight(self) -> float:
        given = self._given("distance_weight")
        if not given:
            return DEFAULT_DISTANCE_WEIGHT
        try:
            weight = float(given)
        except ValueError:
            weight = math.nan
        if not 0 <= weight <= MOST_POINTS_PER_DOUBLING:
            self._leave_out("distance_weight", given)
            return DEFAULT_DISTANCE_WEIGHT
        return round(weight, WEIGHT_DECIMALS)

    def page(self) -> int:
        """The page asked for; a number beyond every list means its last page."""
        given = self._given("page")
        if not given:
            return 1
        if not (given.isascii() and given.isdigit()):
            self._leave_out("page", given)
            return 1
        return min(max(int(given[: len(str(MOST_PAGE)) + 1]), 1), MOST_PAGE)
