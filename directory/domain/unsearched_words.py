"""Finds words that no search can follow: what a patient does not want, and what it may cost.

"No downtime", "not a nurse" and "under $1000" say much to a person. To look for their words would
find those who are not meant, or nobody; so they are set aside, and the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from directory.domain.phrases import PhraseMatch
from directory.domain.query_words import QueryWords
from directory.domain.same_words import FAMILIES_OF_WORDS
from directory.domain.stop_words import FUNCTION_WORDS, JOINING_WORDS
from directory.domain.wording import singular

_NEGATIONS_TEXT = """
    arent avoid doesnt dont except isnt kein keine keinen nicht no not ohne sans sem sin without
"""
_SKIPPED_TEXT = """
    gusta like necesita necesito need quiere quiero taking usar use using wanna want wants
"""
_NOT_NEGATED_TEXT = """
    duda embargo longer matter solo
"""
_PARTS_OF_THE_BODY_TEXT = """
    face nose eye mouth neck jaw chest back leg hand foot arm belly scalp skin ear lip
"""
_NEGATIONS = frozenset(_NEGATIONS_TEXT.split())
_SKIPPED = FUNCTION_WORDS.union(_SKIPPED_TEXT.split()) - _NEGATIONS
_NOT_NEGATED = JOINING_WORDS.union(_NOT_NEGATED_TEXT.split()) - _SKIPPED
_PARTS_OF_THE_BODY = frozenset(_PARTS_OF_THE_BODY_TEXT.split())

_AMOUNT = r"\d[\d.,]*k?"
_PRICE = re.compile(
    r"(?:\b(?:under|below|less than|up to|around|about|menos de|hasta|max|maximum)\s+)?"
    rf"(?:[$€£]\s?{_AMOUNT}\b|\b{_AMOUNT}\s?[$€£]"
    rf"|\b{_AMOUNT}\s?(?:dollars?|usd|bucks|euros?|pounds|d[oó]lares)\b)",
    re.IGNORECASE,
)


def find_unsearched(
    query: QueryWords, matches: Sequence[PhraseMatch], named: Collection[int]
) -> list[tuple[int, int]]:
    """Stretches (first, end) of free words that say what is not wanted, or a price.

    `matches` are the phrases of the vocabulary, of which a negation may be a part ("skin not
    smooth"); what is to be treated is never set aside if nothing else is. At `named` stand names.
    """
    found = [*_find_prices(query), *_find_negations(query, matches, named)]
    return sorted(stretch for stretch in found if query.is_free(*stretch))


def _find_prices(query: QueryWords) -> Iterator[tuple[int, int]]:
    for price in _PRICE.finditer(query.text):
        begins = [price.start() <= word.start < price.end() for word in query.words]
        if any(begins):
            first = begins.index(True)
            yield first, first + sum(begins)


def _find_negations(
    query: QueryWords, matches: Sequence[PhraseMatch], named: Collection[int]
) -> Iterator[tuple[int, int]]:
    concerns = [match for match in matches if match.kind == "concerns"]
    breaks = {*query.list_breaks(), len(query)}
    for position, word in enumerate(query.folded):
        is_part = any(match.first <= position < match.end for match in matches)
        if not matches or word not in _NEGATIONS or is_part or position in named:
            continue  # "Sin Lee" alone is a name
        first = position + 1
        while first not in breaks and query.folded[first] in _SKIPPED:
            first += 1
        if first in breaks or query.folded[first] in _NOT_NEGATED:
            continue
        match = next((match for match in matches if match.first == first), None)
        if match is not None:
            if concerns != [match]:
                yield position, match.end
        elif not (word == "no" and _is_part_of_the_body(query.folded[first])):  # "no rosto"
            yield position, _end_of_thing(query, first, breaks)


def _end_of_thing(query: QueryWords, first: int, breaks: Collection[int]) -> int:
    """The word there, with another one behind "of": "tiempo de recuperación"."""
    end = first + 1
    is_joined = end not in breaks and query.folded[end] in ("de", "of") and end + 1 not in breaks
    return end + 2 if is_joined and end + 1 < len(query) else end


def _is_part_of_the_body(folded: str) -> bool:
    families = FAMILIES_OF_WORDS.get(singular(folded), frozenset())
    return not _PARTS_OF_THE_BODY.isdisjoint(families)
