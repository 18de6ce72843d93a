"""What a search may be going to be, while it is typed: concerns, treatments, people and places.

Only ever proposals: a search can always be sent as it was typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from directory.domain.messages import N_
from directory.domain.phrase_completion import Completion
from directory.domain.phrases import PhraseMatcher
from directory.domain.understanding import KIND_OF_ENTRIES, ReadingKind
from directory.domain.wording import fold_phrase, split_words
from directory.models import Practitioner
from directory.services.listed_people import describe_role
from directory.services.place_completions import list_place_completions
from search_index import SearchIndex

SUGGESTIONS = 8
LEAST_LETTERS = 2
LEAST_LETTERS_TO_COMPARE = 4
LEAST_LIKENESS = 78
MOST_WORDS_COMPLETED = 4
MOST_OF_KIND = {"phrase": 4, "person": 3, "place": 2}

PERSON = "person"
DETAIL_OF_KIND = {
    ReadingKind.CONCERN: N_("Concern"),
    ReadingKind.TREATMENT: N_("Treatment"),
    ReadingKind.DEVICE_NAME: N_("Brand of a device"),
    ReadingKind.PROFESSION: N_("Profession"),
    ReadingKind.LANGUAGE: N_("Language"),
    ReadingKind.PLACE: N_("Place"),
}


@dataclass(frozen=True, slots=True)
class SearchSuggestion:
    """A whole text to search for: what kind of thing its new part is, and a word more about it."""

    text: str
    kind: str
    detail: str


def list_suggestions(
    session: Session, index: SearchIndex, matcher: PhraseMatcher, text: str
) -> list[SearchSuggestion]:
    """At most SUGGESTIONS texts that this beginning may become, the likeliest first."""
    folded = fold_phrase(text)
    if len(folded) < LEAST_LETTERS:
        return []
    found = list(_iterate_whole(session, index, matcher, text, folded))
    if not found:
        last_words = _iterate_last_words(session, index, matcher, text)
        found = [*_iterate_described(matcher, folded), *last_words]
    if not found and len(folded) >= LEAST_LETTERS_TO_COMPARE:
        found = list(_iterate_similar(matcher, folded))
    distinct = {suggestion.text.casefold(): suggestion for suggestion in reversed(found)}
    return list(reversed(distinct.values()))[:SUGGESTIONS]


def _iterate_whole(
    session: Session, index: SearchIndex, matcher: PhraseMatcher, text: str, folded: str
) -> Iterator[SearchSuggestion]:
    """What the text as a whole is the beginning of."""
    phrases = matcher.completions.list_completions(folded)
    yield from map(_of_phrase, phrases[: MOST_OF_KIND["phrase"]])
    yield from _iterate_people(session, index, matcher, text)
    for label in _places(session, text):
        yield SearchSuggestion(label, ReadingKind.PLACE, DETAIL_OF_KIND[ReadingKind.PLACE])


def _iterate_last_words(
    session: Session, index: SearchIndex, matcher: PhraseMatcher, text: str
) -> Iterator[SearchSuggestion]:
    """The text with its last words completed, as many of them as possible together."""
    words = split_words(text)
    for first in range(max(1, len(words) - MOST_WORDS_COMPLETED), len(words)):
        before, beginning = text[: words[first].start], text[words[first].start :]
        folded = fold_phrase(beginning)
        if len(folded) < LEAST_LETTERS:
            return
        completed = [
            suggestion
            for suggestion in _iterate_whole(session, index, matcher, beginning, folded)
            if suggestion.kind != PERSON
        ]
        for suggestion in completed:
            is_place = suggestion.kind == ReadingKind.PLACE
            ending = suggestion.text if is_place else suggestion.text.lower()
            yield SearchSuggestion(f"{before}{ending}", suggestion.kind, suggestion.detail)
        if completed:
            return


def _iterate_described(matcher: PhraseMatcher, folded: str) -> Iterator[SearchSuggestion]:
    """What the text as a whole describes in other words."""
    words = folded.split()
    for match in matcher.list_matches(words):
        if (match.first, match.end) == (0, len(words)):
            yield _suggestion(match.kind, match.entry.name, folded)


def _iterate_similar(matcher: PhraseMatcher, folded: str) -> Iterator[SearchSuggestion]:
    """Phrases that are spelt like the text."""
    near = process.extract(
        folded,
        matcher.completions.list_folded(),
        scorer=fuzz.ratio,
        score_cutoff=LEAST_LIKENESS,
        limit=MOST_OF_KIND["phrase"],
    )
    for phrase, *_ in near:
        completion = matcher.completions.find(phrase)
        if completion:
            yield _of_phrase(completion)


def _of_phrase(completion: Completion) -> SearchSuggestion:
    return _suggestion(completion.kind, completion.entry.name, completion.phrase)


def _suggestion(kind: str, name: str, phrase: str) -> SearchSuggestion:
    """An entry by its name, with the phrase that led to it where that says something else."""
    reading_kind = KIND_OF_ENTRIES[kind]
    detail = DETAIL_OF_KIND[reading_kind]
    is_same = fold_phrase(phrase) == fold_phrase(name)
    return SearchSuggestion(name, reading_kind, detail if is_same else f"{detail}: {phrase}")


def _iterate_people(
    session: Session, index: SearchIndex, matcher: PhraseMatcher, text: str
) -> Iterator[SearchSuggestion]:
    keys = index.list_names(text, MOST_OF_KIND["person"])
    people = {
        one.id: one
        for one in session.scalars(
            select(Practitioner)
            .where(Practitioner.id.in_(keys))
            .options(selectinload(Practitioner.locations))
        )
    }
    for key in keys:
        if key in people:
            one = people[key]
            city = one.locations[0].city if one.locations else ""
            role = describe_role(one.profession_key, one.credential_codes, matcher.vocabulary)
            yield SearchSuggestion(one.full_name, PERSON, f"{role}, {city}" if city else role)


def _places(session: Session, text: str) -> list[str]:
    """Labels of places that begin like the text; what is only spelt like it is left out."""
    beginning = fold_phrase(text.partition(",")[0])
    labels = list_place_completions(session, text)
    return [label for label in labels if fold_phrase(label).startswith(beginning)][
        : MOST_OF_KIND["place"]
    ]
