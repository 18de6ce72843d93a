"""The filters beside the results: what was counted, in words, and the search each leads to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from directory.domain.geography import describe_miles, km_to_miles
from directory.domain.messages import N_
from directory.domain.vocabulary import Vocabulary
from directory.services.search_chips import ROMAN_SKIN_TYPES
from directory.services.search_reading import SearchReading
from directory.services.search_request import ANY_DISTANCE, Choice, Facet
from search_index import FacetCount, SearchPage

_LISTED_CHOICES = 12


def list_facets(
    reading: SearchReading, page: SearchPage, vocabulary: Vocabulary
) -> tuple[Facet, ...]:
    """The filters that can change something here, in the order of the page."""
    facets = [
        _single(
            reading,
            page,
            "radius_km",
            "within_miles",
            N_("Distance"),
            words=lambda km: describe_miles(round(km_to_miles(float(km)))),
            parse=lambda km: round(km_to_miles(float(km))),
            empty=ANY_DISTANCE,
        ),
        _single(
            reading,
            page,
            "concern",
            "concern",
            N_("Concern"),
            words=_name_of(vocabulary.find_concern),
            parse=str,
        ),
        _several(
            reading, page, "professions", N_("Profession"), _name_of(vocabulary.find_profession)
        ),
        _single(
            reading,
            page,
            "min_years",
            "min_years",
            N_("Evidenced experience"),
            words=lambda years: N_("%(years)s years or more", years=round(float(years))),
            parse=lambda years: int(float(years)),
        ),
        _single(
            reading,
            page,
            "min_verified_outcomes",
            "min_verified",
            N_("Verified outcomes"),
            words=lambda count: N_("%(count)s or more", count=count),
            parse=int,
        ),
        _single(
            reading,
            page,
            "skin_type",
            "skin_type",
            N_("Offers treatment suited to skin type"),
            words=lambda skin: ROMAN_SKIN_TYPES[int(skin)],
            parse=int,
        ),
        _several(reading, page, "languages", N_("Language"), _name_of(vocabulary.find_language)),
        _accepting(reading, page),
    ]
    return tuple(facet for facet in facets if len(facet.choices) > 0)


def _name_of(find: Callable[[str], object | None]) -> Callable[[str], str]:
    def label(key: str) -> str:
        name: str = getattr(find(key), "name", key)
        return name

    return label


def _single(
    reading: SearchReading,
    page: SearchPage,
    counted: str,
    field: str,
    label: str,
    *,
    words: Callable[[str], str],
    parse: Callable[[str], object],
    empty: object = None,
) -> Facet:
    choices = tuple(
        Choice(
            value=str(parse(counts.value)),
            label=words(counts.value),
            count=counts.count,
            is_chosen=counts.chosen,
            make_request=partial(
                reading.changed, **{field: empty if counts.chosen else parse(counts.value)}
            ),
        )
        for counts in _shown(page, counted)
    )
    return Facet(field, label, True, choices)


def _several(
    reading: SearchReading, page: SearchPage, field: str, label: str, words: Callable[[str], str]
) -> Facet:
    chosen: tuple[str, ...] = getattr(reading.asked, field)
    choices = tuple(
        Choice(
            value=counts.value,
            label=words(counts.value),
            count=counts.count,
            is_chosen=counts.chosen,
            make_request=partial(
                reading.changed,
                **{
                    field: tuple(key for key in chosen if key != counts.value)
                    if counts.chosen
                    else (*chosen, counts.value)
                },
            ),
        )
        for counts in _shown(page, field)
    )
    return Facet(field, label, False, choices)


def _accepting(reading: SearchReading, page: SearchPage) -> Facet:
    choices = tuple(
        Choice(
            value="1",
            label=N_("Accepting patients"),
            count=counts.count,
            is_chosen=counts.chosen,
            make_request=partial(reading.changed, is_accepting=not counts.chosen),
        )
        for counts in page.facets.get("accepting_patients", ())
        if counts.value == "yes"
    )
    return Facet("is_accepting", N_("Availability"), False, choices)


def _shown(page: SearchPage, counted: str) -> list[FacetCount]:
    """The most frequent values, and whatever is chosen, in the index's order."""
    counts = page.facets.get(counted, ())
    frequent = sorted(counts, key=lambda one: -one.count)[:_LISTED_CHOICES]
    return [one for one in counts if one.chosen or one in frequent]
