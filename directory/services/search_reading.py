"""From what was typed and chosen to a query: words become concern, place and filters.

Chosen values overrule what the words say; whatever was read out of words can be taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

import search_index
from directory.domain.geography import Place, miles_to_km
from directory.domain.phrases import PhraseMatcher
from directory.domain.same_words import FAMILIES_OF_WORDS
from directory.domain.stop_words import JOINING_WORDS
from directory.domain.understanding import Reading, ReadingKind, Understood
from directory.domain.vocabulary_entries import DeviceName
from directory.domain.wording import fold_phrase, singular
from directory.services.places import find_place
from directory.services.search_chips import (
    chosen_chips,
    closing_chips,
    phrase_chips,
    understood_chips,
)
from directory.services.search_request import ANY_DISTANCE, PER_PAGE, Chip, SearchRequest
from directory.services.understanding import understand_query


@dataclass(frozen=True, slots=True)
class SearchReading:
    """What a request means: `asked` has the read values filled in and only free words as text,
    no phrases.
    """

    request: SearchRequest
    asked: SearchRequest
    place: Place | None
    unknown_place: str
    device_name: DeviceName | None
    chips: tuple[Chip, ...]
    query: search_index.SearchQuery
    understood: Understood

    def changed(self, **changes: object) -> SearchRequest:
        """The request with values chosen, and the words that said otherwise cut out of its text."""
        text = self.understood.whole_text
        for reading in self.understood.readings:
            if _FIELD_OF_KIND[reading.kind] in changes:
                text = cut_words(text, reading.words)
        return self.request.changed(**{"text": text, **changes})


_FIELD_OF_KIND: dict[ReadingKind, str] = {
    ReadingKind.CONCERN: "concern",
    ReadingKind.TREATMENT: "treatment",
    ReadingKind.DEVICE_NAME: "treatment",
    ReadingKind.PROFESSION: "professions",
    ReadingKind.LANGUAGE: "languages",
    ReadingKind.PLACE: "near",
    ReadingKind.SKIN_TYPE: "skin_type",
    ReadingKind.MINIMUM_YEARS: "min_years",
    ReadingKind.ACCEPTING: "is_accepting",
}


def cut_words(text: str, words: str) -> str:
    """The text without the first occurrence of `words`."""
    return " ".join(text.replace(words, " ", 1).split()) if words else text


def read_request(
    session: Session,
    index: search_index.SearchIndex,
    matcher: PhraseMatcher,
    request: SearchRequest,
    today: date,
) -> SearchReading:
    """Work out what a request means. Understands any text; raises only what the index raises.

    A text that is exactly somebody's name is read as nothing else.
    """
    plain = (request.text,) if index.has_name(request.text) else ()
    understood = understand_query(session, matcher, request.text, plain)
    used, leftover = _choose_readings(understood, request)
    place, unknown_place = _find_place(session, request, understood, used)
    asked = _filled_in(request, understood, used, leftover)
    device = next((r for r in used if r.kind is ReadingKind.DEVICE_NAME), None)
    device_name = matcher.vocabulary.find_device_name(device.key) if device else None
    if _has_subject(asked, device_name):
        asked = asked.changed(text=_drop_joining(asked.text), page=asked.page)
    return SearchReading(
        request=request,
        asked=asked,
        place=place,
        unknown_place=unknown_place,
        device_name=device_name,
        chips=(
            *understood_chips(request, understood, used),
            *chosen_chips(request, place, matcher.vocabulary),
            *phrase_chips(request, understood),
            *closing_chips(request, used, asked, place, understood.phrases),
        ),
        query=_query(index, asked, place, device_name, phrases=understood.phrases, today=today),
        understood=understood,
    )


def _choose_readings(
    understood: Understood, request: SearchRequest
) -> tuple[list[Reading], list[Reading]]:
    """The readings that fill a field not chosen otherwise, and those whose field is taken.

    What has no room any more is searched as free words, unless a chosen value overrules it.
    """
    used: list[Reading] = []
    leftover: list[Reading] = []
    several = {ReadingKind.PROFESSION, ReadingKind.LANGUAGE}
    for reading in understood.readings:
        field = _FIELD_OF_KIND[reading.kind]
        if getattr(request, field):
            continue
        is_taken = any(_FIELD_OF_KIND[other.kind] == field for other in used)
        (leftover if is_taken and reading.kind not in several else used).append(reading)
    return used, leftover


def _find_place(
    session: Session, request: SearchRequest, understood: Understood, used: list[Reading]
) -> tuple[Place | None, str]:
    """The place chosen or read, and the words of one that nobody knows."""
    if request.near.strip():
        place = find_place(session, request.near)
        return place, "" if place else request.near.strip()
    place = next((r.place for r in used if r.kind is ReadingKind.PLACE), None)
    return place, "" if place else understood.unplaced


def _filled_in(
    request: SearchRequest,
    understood: Understood,
    used: list[Reading],
    leftover: list[Reading],
) -> SearchRequest:
    values: dict[str, object] = {}
    for reading in used:
        match reading.kind:
            case ReadingKind.DEVICE_NAME:
                pass  # it may stand for several treatments, see `_treatments`
            case ReadingKind.SKIN_TYPE | ReadingKind.MINIMUM_YEARS:
                values[_FIELD_OF_KIND[reading.kind]] = int(reading.key)
            case ReadingKind.PROFESSION | ReadingKind.LANGUAGE:
                field = _FIELD_OF_KIND[reading.kind]
                values[field] = (*values.get(field, ()), reading.key)  # type: ignore[misc]
            case ReadingKind.PLACE:
                values["near"] = reading.name
            case ReadingKind.ACCEPTING:
                values["is_accepting"] = True
            case _:
                values[_FIELD_OF_KIND[reading.kind]] = reading.key
    free_words = " ".join([understood.rest, *(reading.words for reading in leftover)]).strip()
    return request.changed(text=free_words, page=request.page, **values)


def _treatments(asked: SearchRequest, device_name: DeviceName | None) -> tuple[str, ...]:
    """The treatments asked for: the one named, or any that the device does."""
    if asked.treatment:
        return (asked.treatment,)
    return device_name.treatment_keys if device_name else ()


def _query(
    index: search_index.SearchIndex,
    asked: SearchRequest,
    place: Place | None,
    device_name: DeviceName | None,
    *,
    phrases: tuple[str, ...],
    today: date,
) -> search_index.SearchQuery:
    within = asked.within_miles
    treatments = _treatments(asked, device_name)
    is_split = _has_subject(asked, device_name)
    text, remarks = _split_words(index, asked.text) if is_split else (asked.text, "")
    return search_index.SearchQuery(
        snapshot_on=today,
        text=text,
        remarks=remarks,
        phrases=phrases,
        concern=asked.concern,
        treatments=treatments,
        skin_type=asked.skin_type,
        place=search_index.Place(place.point.lat, place.point.lon) if place else None,
        radius_km=miles_to_km(within) if place and within != ANY_DISTANCE else None,
        professions=asked.professions,
        languages=asked.languages,
        min_years=asked.min_years,
        min_verified_outcomes=asked.min_verified,
        accepting_patients=True if asked.is_accepting else None,
        sort=asked.sort,
        points_per_doubling=asked.distance_weight,
        page=asked.page,
        per_page=PER_PAGE,
    )


def _has_subject(asked: SearchRequest, device_name: DeviceName | None) -> bool:
    """Whether it is said what is to be treated, or by whom."""
    return bool(asked.concern or _treatments(asked, device_name) or asked.professions)


def _drop_joining(text: str) -> str:
    """Free words without those that say nothing beside a subject, such as "not getting better"."""
    return " ".join(word for word in text.split() if fold_phrase(word) not in JOINING_WORDS)


def _split_words(index: search_index.SearchIndex, text: str) -> tuple[str, str]:
    """The free words that have to be found, and those that only say more about the concern.

    Words of somebody's name, place or credentials have to be found; what describes skin or stands
    in biographies at most is how patients talk.
    """
    uses = index.word_uses(text)
    required = [
        word
        for word, use in uses.items()
        if use is search_index.WordUse.FACTS and singular(word) not in FAMILIES_OF_WORDS
    ]
    return " ".join(required), " ".join(word for word in uses if word not in required)
