"""Finds the words of a query that name a place, taking care not to eat a person's name.

A place is read as a ZIP code, after "near" or "in", with its state or country, at the end, or as a
whole stretch between understood words. Whether a name exists on the map is asked of the caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from directory.domain.geography import Place
from directory.domain.place_names import fold_place_name
from directory.domain.query_words import QueryWords

FindPlace = Callable[[str], Place | None]

CERTAIN_PREPOSITIONS = frozenset({"near", "nearby", "around", "cerca"})
PREPOSITIONS = CERTAIN_PREPOSITIONS | {"in", "en", "at", "outside"}
PREPOSITION_TAILS = frozenset({"de", "to", "the", "of"})
LAST_WORDS = frozenset({"area"})
"""Words that say nothing by themselves and may end the name of a place: "Bay Area"."""
LONGEST_AREA_IN_WORDS = 4

ZIP_CODE = re.compile(r"[0-9]{5}")
ZIP_EXTENSION = re.compile(r"[0-9]{4}")
LONGEST_PLACE_IN_WORDS = 6
MOST_LOOKUPS = 24

POPULATION = 50_000
POPULATION_OF_TWO_WORDS = 20_000
POPULATION_IF_ALSO_A_NAME = 300_000
POPULATION_ELSEWHERE = 500_000
POPULATION_ELSEWHERE_AFTER_A_NAME = 1_000_000
_CITIES_THAT_ARE_NAMES = """
    allen anderson aurora austin beaumont bell bryan carmel carson cary chandler charlotte
    cleveland clinton clovis compton dallas davis dayton denton edmond elgin eugene everett
    florence franklin fremont garland gary gilbert graham grant hammond hampton harris hayward
    henderson hoover houston huntington hurst irving jackson jordan keller kent lancaster
    lawrence leon lincoln logan lowell lynn madison mansfield marion mason mckinney milton
    monroe moore nelson newton norman ogden orlando palmer paris parker perry porter preston
    quincy racine richardson rogers roswell roy russell salinas sandy santiago savannah shelton
    sparks spencer sterling stockton sydney taylor temple tracy troy tyler vallejo victoria
    warren washington wayne weston wheaton whittier wilson wylie york
"""
CITIES_THAT_ARE_NAMES = frozenset(_CITIES_THAT_ARE_NAMES.split())


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Words `first` up to, but without, `end` name the place; `unplaced` named none."""

    place: Place | None = None
    first: int = 0
    end: int = 0
    unplaced: str = ""


def find_place_words(
    query: QueryWords,
    find_place: FindPlace,
    named: frozenset[int] = frozenset(),
    described: frozenset[int] = frozenset(),
) -> PlaceWords:
    """The place the query names, its words taken; `named` are positions of persons' names, and
    at `described` stand words that are no place by themselves.

    Of several ways to read a place the surest comes first: ZIP code, after a preposition, by
    itself. At most MOST_LOOKUPS stretches of words are looked up.
    """
    lookup = _LimitedLookup(query, find_place)
    found = _read_zip_code(query, lookup)
    if found.place is None:
        found = _read_after_preposition(query, lookup, described)
    unplaced = found.unplaced
    if found.place is None:
        found = _read_by_itself(query, lookup, named, described)
    if found.place is None:
        return PlaceWords(unplaced=unplaced)
    query.take(found.first, found.end)
    return found


def find_area_words(query: QueryWords, find_place: FindPlace) -> PlaceWords:
    """The place whose name ends with a word that skin has, too, such as "Bay Area"; its words are
    taken, so that no description of skin is read out of them.
    """
    for end in (position + 1 for position, word in enumerate(query.folded) if word in LAST_WORDS):
        for first in range(max(0, end - LONGEST_AREA_IN_WORDS), end - 1):
            place = find_place(query.written(first, end)) if query.is_free(first, end) else None
            if place is not None:
                start = _include_preposition(query, first)
                query.take(start, end)
                return PlaceWords(place, start, end)
    return PlaceWords()


class _LimitedLookup:
    """Asks for the place of some words, a bounded number of times."""

    def __init__(self, query: QueryWords, find_place: FindPlace) -> None:
        self._query = query
        self._find_place = find_place
        self._left = MOST_LOOKUPS

    def __call__(self, first: int, end: int) -> Place | None:
        is_empty = all(
            self._query.is_function_word(position) and not self._query.is_written_as_code(position)
            for position in range(first, end)
        )
        if is_empty or self._left == 0:
            return None
        self._left -= 1
        return self._find_place(self._query.written(first, end))


def _read_zip_code(query: QueryWords, lookup: _LimitedLookup) -> PlaceWords:
    for position, word in enumerate(query.folded):
        if not (ZIP_CODE.fullmatch(word) and query.is_free(position, position + 1)):
            continue
        place = lookup(position, position + 1)
        if place is None:
            continue
        end = position + 1
        if end < len(query) and ZIP_EXTENSION.fullmatch(query.folded[end]):
            end += query.text[query.words[position].end] == "-"
        first = _include_city_before(query, lookup, position, place)
        return PlaceWords(place, _include_preposition(query, first), end)
    return PlaceWords()


def _read_after_preposition(
    query: QueryWords, lookup: _LimitedLookup, described: frozenset[int]
) -> PlaceWords:
    unplaced = ""
    for position, word in enumerate(query.folded):
        if word not in PREPOSITIONS or not query.is_free(position, position + 1):
            continue
        first = position + 1
        if first < len(query) and query.folded[first] in PREPOSITION_TAILS:
            first += 1
        last = _end_of_free_words(query, first)
        for end in range(last, first, -1):
            place = lookup(first, end)
            if place is not None:
                return PlaceWords(place, _include_preposition(query, first), end)
        if word in CERTAIN_PREPOSITIONS and not unplaced and first not in described:
            unplaced = " ".join(
                query.written(each, each + 1)
                for each in range(first, last)
                if query.is_name_like(each)
            )
    return PlaceWords(unplaced=unplaced)


def _read_by_itself(
    query: QueryWords, lookup: _LimitedLookup, named: frozenset[int], described: frozenset[int]
) -> PlaceWords:
    for run_first, run_end in reversed(list(query.iterate_free_runs())):
        for first, end in _iterate_stretches(query, run_first, run_end):
            if any(position in named for position in range(first, end)):
                continue
            if end == first + 1 and first in described:
                continue
            place = lookup(first, end)
            if place is not None and _is_meant(query, place, first, end, run_first):
                return PlaceWords(place, first, end)
    return PlaceWords()


def _iterate_stretches(query: QueryWords, first: int, end: int) -> Iterator[tuple[int, int]]:
    """Ends of a run of free words, longest first, with and without joining words behind."""
    ends = [end]
    while ends[-1] > first and query.is_function_word(ends[-1] - 1):
        ends.append(ends[-1] - 1)
    for stretch_end in dict.fromkeys((ends[0], ends[-1])):
        for start in range(max(first, stretch_end - LONGEST_PLACE_IN_WORDS), stretch_end):
            yield start, stretch_end


def _is_meant(query: QueryWords, place: Place, first: int, end: int, run_first: int) -> bool:
    """Whether words that could be a place are meant as one, seen from what stands around them."""
    name_words = fold_place_name(place.name).split(" ")
    words = fold_place_name(query.written(first, end)).split(" ")
    is_with_region = len(words) > len(name_words) and words[: len(name_words)] == name_words
    is_after_name = any(query.is_name_like(position) for position in range(run_first, first))
    if is_with_region or (query.is_after_comma(first) and not is_after_name):
        return True
    is_whole_query = first == 0 and end == len(query)
    is_before_name = any(query.is_name_like(position) for position in range(end, len(query)))
    is_name = " ".join(words) in CITIES_THAT_ARE_NAMES
    if is_after_name and (is_before_name or is_name):
        return False
    return place.population >= _smallest_population(
        place,
        len(words),
        is_whole_query=is_whole_query,
        is_after_name=is_after_name,
        is_name=is_name,
    )


def _smallest_population(
    place: Place, word_count: int, *, is_whole_query: bool, is_after_name: bool, is_name: bool
) -> int:
    """How many people a city needs to be meant by its bare name, from what speaks against it."""
    if place.country != "US":
        return POPULATION_ELSEWHERE_AFTER_A_NAME if is_after_name else POPULATION_ELSEWHERE
    if is_whole_query and is_name:
        return POPULATION_IF_ALSO_A_NAME
    if word_count >= (3 if is_whole_query else 2) and not is_after_name:
        return 0  # nobody is called King of Prussia
    if word_count == 2 and is_whole_query:
        return POPULATION_OF_TWO_WORDS  # Beverly Hills is a city, Glen Allen may be a person
    return POPULATION


def _end_of_free_words(query: QueryWords, first: int) -> int:
    end = first
    while end < len(query) and query.is_free(end, end + 1) and end - first < LONGEST_PLACE_IN_WORDS:
        end += 1
    return end


def _include_city_before(
    query: QueryWords, lookup: _LimitedLookup, position: int, zip_place: Place
) -> int:
    """Where the city before a ZIP code begins, if it lies in the same state."""
    earliest = position
    while earliest > 0 and position - earliest < LONGEST_PLACE_IN_WORDS:
        if not query.is_name_like(earliest - 1):
            break
        earliest -= 1
    for first in range(earliest, position):
        place = lookup(first, position)
        if place is not None and place.region == zip_place.region:
            return first
    return position


def _include_preposition(query: QueryWords, first: int) -> int:
    """Where "near", "close to" or "in" before the place begins; it goes when the place goes."""
    start = first
    if start > 0 and query.folded[start - 1] in PREPOSITION_TAILS:
        start -= 1
    if start > 0 and query.folded[start - 1] in PREPOSITIONS | {"close", "next"}:
        start -= 1
        return start if query.is_free(start, first) else first
    return first
