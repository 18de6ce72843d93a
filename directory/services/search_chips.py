"""What results are narrowed by, in words, each with the search without it."""

from __future__ import annotations

from collections.abc import Iterator

from directory.domain.geography import Place, describe_miles
from directory.domain.messages import N_
from directory.domain.quotations import with_phrases
from directory.domain.understanding import Reading, ReadingKind, Understood
from directory.domain.vocabulary import Vocabulary
from directory.services.search_request import ANY_DISTANCE, Chip, SearchRequest

ROMAN_SKIN_TYPES = ("", "I", "II", "III", "IV", "V", "VI")


def understood_chips(
    request: SearchRequest, understood: Understood, used: list[Reading]
) -> Iterator[Chip]:
    """What was read out of the typed words."""
    for reading in used:
        without = request.changed(text=understood.text_without(reading))
        yield Chip(_reading_label(reading), reading.kind.value, True, without)


def phrase_chips(request: SearchRequest, understood: Understood) -> Iterator[Chip]:
    """What stands in quotation marks."""
    for phrase in understood.phrases:
        others = (other for other in understood.phrases if other != phrase)
        without = request.changed(text=with_phrases(understood.text, others))
        yield Chip(N_("Exactly: %(phrase)s", phrase=phrase), "phrase", False, without)


def closing_chips(
    request: SearchRequest,
    used: list[Reading],
    asked: SearchRequest,
    place: Place | None,
    phrases: tuple[str, ...],
) -> Iterator[Chip]:
    """The radius and the free words, which stand last."""
    if place and asked.within_miles != ANY_DISTANCE:
        anywhere = request.changed(within_miles=ANY_DISTANCE)
        yield Chip(
            N_("Within %(within_miles)s", within_miles=describe_miles(asked.within_miles)),
            "within_miles",
            False,
            anywhere,
        )
    if asked.text:
        read_words = " ".join(reading.words for reading in used)
        without = request.changed(text=with_phrases(read_words, phrases))
        yield Chip(f"“{asked.text}”", "text", False, without)


def _reading_label(reading: Reading) -> str:
    match reading.kind:
        case ReadingKind.PLACE:
            return N_("Near %(name)s", name=reading.place.label if reading.place else reading.name)
        case ReadingKind.SKIN_TYPE:
            return N_("Skin type %(key)s", key=ROMAN_SKIN_TYPES[int(reading.key)])
        case ReadingKind.ACCEPTING:
            return N_("Accepting patients")
        case ReadingKind.MINIMUM_YEARS:
            return N_("%(key)s years or more", key=reading.key)
        case _:
            return reading.name


def chosen_chips(
    request: SearchRequest, place: Place | None, vocabulary: Vocabulary
) -> Iterator[Chip]:
    """What was chosen in a form."""

    def chip(field: str, label: str, empty: object = None) -> Chip:
        return Chip(label, field, False, request.changed(**{field: empty}))

    if concern := vocabulary.find_concern(request.concern or ""):
        yield chip("concern", concern.name)
    if treatment := vocabulary.find_treatment(request.treatment or ""):
        yield chip("treatment", treatment.name)
    if request.near.strip() and place:
        yield chip("near", N_("Near %(label)s", label=place.label), "")
    if request.skin_type:
        yield chip(
            "skin_type",
            N_("Skin type %(skin_type)s", skin_type=ROMAN_SKIN_TYPES[request.skin_type]),
        )
    for key in request.professions:
        if profession := vocabulary.find_profession(key):
            rest = tuple(other for other in request.professions if other != key)
            yield chip("professions", profession.name, rest)
    for key in request.languages:
        if language := vocabulary.find_language(key):
            rest = tuple(other for other in request.languages if other != key)
            yield chip("languages", N_("Speaks %(name)s", name=language.name), rest)
    if request.min_years:
        yield chip("min_years", N_("%(min_years)s years or more", min_years=request.min_years))
    if request.min_verified:
        yield chip(
            "min_verified",
            N_("%(min_verified)s verified outcomes or more", min_verified=request.min_verified),
        )
    if request.is_accepting:
        yield chip("is_accepting", N_("Accepting patients"), False)
