"""A patient's search, from request to a page of results that explains itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from directory.domain.geography import Place, describe_miles, km_to_miles
from directory.domain.messages import N_
from directory.domain.phrases import PhraseMatcher
from directory.domain.quotations import without_marks
from directory.domain.vocabulary import Vocabulary
from directory.domain.vocabulary_entries import Concern, DeviceName, Treatment
from directory.services.facets import list_facets
from directory.services.landmarks import Landmark, list_landmarks
from directory.services.places import list_place_candidates
from directory.services.result_cards import make_cards
from directory.services.search_finding import find_practitioners
from directory.services.search_reading import SearchReading, cut_words, read_request
from directory.services.search_request import (
    ANY_DISTANCE,
    WITHIN_MILES_CHOICES,
    SearchRequest,
    Suggestion,
)
from directory.services.search_results import ResultCard, SearchResults
from search_index import SearchIndex

PLACE_SUGGESTIONS = 5
LANDMARKS_WITHIN_MILES = 10.0

KEPT_LONGEST: tuple[str, ...] = (
    "is_accepting",
    "accepting",
    "min_verified",
    "min_years",
    "minimum_years",
    "languages",
    "language",
    "professions",
    "profession",
    "phrase",
    "text",
    "skin_type",
    "within_miles",
    "near",
    "place",
    "treatment",
    "device_name",
    "concern",
)
"""Kinds of chips in the order in which they are given up when one alone is not enough."""


def search(
    session: Session,
    index: SearchIndex,
    matcher: PhraseMatcher,
    request: SearchRequest,
    today: date,
) -> SearchResults:
    """Find, order and explain. Any text gives a page; raises only what the index raises."""
    vocabulary = matcher.vocabulary
    finding = find_practitioners(session, index, matcher, request, today)
    reading, page = finding.reading, finding.page
    device = reading.device_name
    asked = reading.asked
    cards = make_cards(session, vocabulary, page.hits, asked, today)
    return SearchResults(
        request=reading.request,
        heading=_heading(reading, vocabulary),
        cards=cards,
        total=page.total,
        page=page.page,
        page_count=page.pages,
        chips=reading.chips,
        facets=list_facets(reading, page, vocabulary),
        concern=vocabulary.find_concern(asked.concern or ""),
        skin_type=asked.skin_type,
        treatment=vocabulary.find_treatment(asked.treatment or ""),
        device_name=device,
        device_treatments=_device_treatments(device, vocabulary),
        device_concerns=_device_concerns(device, vocabulary),
        place=reading.place,
        landmarks=_landmarks(session, reading.place, cards),
        unknown_place=reading.unknown_place,
        place_suggestions=tuple(_place_suggestions(session, reading)),
        spelling=_suggestion(finding.spelling),
        written=_suggestion(finding.written),
        loosenings=()
        if page.total
        else tuple(_loosenings(session, index, matcher, reading, today)),
        free_words=asked.text,
        unknown_words=page.unknown_words,
        unknown_phrases=page.unknown_phrases,
        unquoted=_unquoted_request(reading),
        unsearched=reading.understood.unsearched,
        is_ordered_by_words=page.ordered_by_words,
        snapshot_on=today,
    )


def _heading(reading: SearchReading, vocabulary: Vocabulary) -> str:
    """What the page shows, in a few words: "Acne scars near Denver, CO"."""
    asked = reading.asked
    concern = vocabulary.find_concern(asked.concern or "")
    treatment = vocabulary.find_treatment(asked.treatment or "")
    professions = [vocabulary.get_profession(key).plural for key in asked.professions[:1]]
    if concern:
        what = concern.name
    elif reading.device_name:
        what = N_("Who does what %(name)s does", name=reading.device_name.name)
    elif treatment:
        what = treatment.name
    else:
        what = professions[0] if professions else N_("Laser practitioners")
    words = " ".join([asked.text, *reading.understood.phrases]).strip()
    if words:
        what = N_("%(what)s matching “%(text)s”", what=what, text=words[:60])
    if reading.place:
        what = N_("%(what)s near %(place)s", what=what, place=reading.place.label)
    return what


def _device_treatments(device: DeviceName | None, vocabulary: Vocabulary) -> tuple[Treatment, ...]:
    return tuple(vocabulary.get_treatment(key) for key in device.treatment_keys) if device else ()


def _device_concerns(device: DeviceName | None, vocabulary: Vocabulary) -> tuple[Concern, ...]:
    if device is None:
        return ()
    keys = vocabulary.list_concern_keys_of_device(device.key)
    return tuple(vocabulary.get_concern(key) for key in keys)


def _landmarks(
    session: Session, place: Place | None, cards: Sequence[ResultCard]
) -> tuple[Landmark, ...]:
    """Towns around the place, as far out as the farthest of the people shown."""
    ways = [card.distance_km for card in cards if card.distance_km is not None]
    if place is None or not ways:
        return ()
    return list_landmarks(session, place.point, max(km_to_miles(max(ways)), LANDMARKS_WITHIN_MILES))


def _place_suggestions(session: Session, reading: SearchReading) -> Iterator[Suggestion]:
    if reading.unknown_place:
        for place in list_place_candidates(session, reading.unknown_place, PLACE_SUGGESTIONS):
            text = cut_words(reading.understood.whole_text, reading.understood.unplaced)
            request = reading.request.changed(near=place.label, text=text)
            yield Suggestion(place.label, request)


def _suggestion(request: SearchRequest | None) -> Suggestion | None:
    """Other words for the search, as a link."""
    return Suggestion(request.text, request) if request else None


def _loosenings(
    session: Session,
    index: SearchIndex,
    matcher: PhraseMatcher,
    reading: SearchReading,
    today: date,
) -> Iterator[Suggestion]:
    """Ways out of an empty page: each filter dropped alone, or else as few together as needed."""

    def read(request: SearchRequest) -> SearchReading:
        return read_request(session, index, matcher, request, today)

    single = [
        Suggestion(label, request, found)
        for request, label in _looser_requests(reading)
        if (found := index.count(read(request).query))
    ]
    if single:
        yield from single
        return
    dropped: str = ""
    while droppable := sorted(reading.chips, key=lambda chip: KEPT_LONGEST.index(chip.kind)):
        label = N_("“%(label)s”", label=_unquoted(droppable[0].label))
        dropped = N_("%(before)s and %(last)s", before=dropped, last=label) if dropped else label
        reading = read(droppable[0].without)
        if found := index.count(reading.query):
            yield Suggestion(N_("Without %(dropped)s", dropped=dropped), reading.request, found)
            return


def _unquoted_request(reading: SearchReading) -> SearchRequest | None:
    """The same words without quotation marks, where any phrase was read."""
    if not reading.understood.phrases:
        return None
    return reading.request.changed(text=without_marks(reading.request.text))


def _looser_requests(reading: SearchReading) -> Iterator[tuple[SearchRequest, str]]:
    if unquoted := _unquoted_request(reading):
        yield unquoted, N_("The same words without quotation marks")
    within = reading.asked.within_miles
    if reading.place and within != ANY_DISTANCE:
        for miles in WITHIN_MILES_CHOICES:
            if miles > within:
                yield (
                    reading.request.changed(within_miles=miles),
                    N_("Within %(miles)s instead", miles=describe_miles(miles)),
                )
    for chip in reading.chips:
        yield chip.without, N_("Without “%(label)s”", label=_unquoted(chip.label))


def _unquoted(label: str) -> str:
    return label.strip("“”") if label.startswith("“") else label
