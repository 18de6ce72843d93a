"""Facets: which values a document has, and how many rows are left with each of them chosen.

A facet is named as the field of the search that chooses its value. Its own choice does not hide
its other values: each facet is counted under all the filters but its own.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

from search_index.documents import OVERALL, PractitionerDocument
from search_index.page import FacetCount
from search_index.query import SearchQuery

YEARS_THRESHOLDS = (5, 10, 15, 20)
OUTCOME_THRESHOLDS = (1, 10, 30, 100)
RADII_KM = tuple(1.609344 * miles for miles in (10, 25, 50, 100))

PROFESSIONS = "professions"
LANGUAGES = "languages"
CONCERN = "concern"
TREATMENTS = "treatments"
SKIN_TYPE = "skin_type"
ACCEPTING = "accepting_patients"
MIN_YEARS = "min_years"
MIN_OUTCOMES = "min_verified_outcomes"
RADIUS = "radius_km"

SKILL_KNOWN = "skill_known"
"""Not shown: for which concerns a document has skill of its own."""

_THRESHOLDS: Mapping[str, tuple[float, ...]] = {
    MIN_YEARS: YEARS_THRESHOLDS,
    MIN_OUTCOMES: OUTCOME_THRESHOLDS,
    RADIUS: RADII_KM,
}
FACETS = (
    CONCERN,
    TREATMENTS,
    PROFESSIONS,
    LANGUAGES,
    SKIN_TYPE,
    ACCEPTING,
    MIN_YEARS,
    MIN_OUTCOMES,
    RADIUS,
)

Counts = Mapping[str, Mapping[str, int]]
"""By facet and value; the values of a facet ascend."""


def yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def number_text(value: float) -> str:
    """A number as the text of a facet's value: 5 and 5.0 are the same."""
    return str(int(value)) if value == int(value) else str(value)


_THRESHOLD_TEXTS = {
    facet: tuple(map(number_text, thresholds)) for facet, thresholds in _THRESHOLDS.items()
}
RADIUS_TEXTS = _THRESHOLD_TEXTS[RADIUS]


def values_of(document: PractitionerDocument) -> Iterator[tuple[str, str]]:
    """The (facet, value) pairs a document is counted and filtered by, each once."""
    if document.profession:
        yield PROFESSIONS, document.profession
    for facet, values in (
        (CONCERN, document.concerns),
        (TREATMENTS, document.treatments),
        (LANGUAGES, document.languages),
        (SKIN_TYPE, map(str, document.skin_types)),
        (SKILL_KNOWN, document.skill.keys() - {OVERALL}),
    ):
        for value in set(values):
            yield facet, value
    if document.accepting_patients is not None:
        yield ACCEPTING, yes_or_no(document.accepting_patients)
    years = -math.inf if document.years_evidenced is None else document.years_evidenced
    for facet, number in ((MIN_YEARS, years), (MIN_OUTCOMES, document.verified_outcome_count)):
        for threshold in _THRESHOLDS[facet]:
            if number >= threshold:
                yield facet, number_text(threshold)


def chosen_values(query: SearchQuery) -> dict[str, tuple[str, ...]]:
    """For each facet the search filters by, the values chosen."""
    chosen = {
        CONCERN: query.concern,
        SKIN_TYPE: query.skin_type,
        ACCEPTING: None
        if query.accepting_patients is None
        else yes_or_no(query.accepting_patients),
        MIN_YEARS: query.min_years,
        MIN_OUTCOMES: query.min_verified_outcomes,
        RADIUS: query.radius_km,
    }
    single = {
        facet: (value if isinstance(value, str) else number_text(value),)
        for facet, value in chosen.items()
        if value is not None
    }
    several = {
        TREATMENTS: query.treatments,
        PROFESSIONS: query.professions,
        LANGUAGES: query.languages,
    }
    return single | {facet: tuple(values) for facet, values in several.items() if values}


def summed(several: Sequence[Counts]) -> Counts:
    """The counts of several parts together."""
    if len(several) == 1:
        return several[0]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for of_part in several:
        for facet, counted in of_part.items():
            counts[facet].update(counted)
    return {facet: dict(sorted(counted.items())) for facet, counted in counts.items()}


def facet_counts(
    query: SearchQuery, counts: Counts, total: int
) -> dict[str, tuple[FacetCount, ...]]:
    """The counts as shown: thresholds by size, all other values the most frequent first.

    A threshold is shown even when nobody reaches it, another value only if somebody has it or it
    is chosen. A chosen number that is none of the thresholds finds what the whole search finds.
    """
    shown: dict[str, tuple[FacetCount, ...]] = {}
    chosen = chosen_values(query)
    for facet in FACETS:
        if facet == RADIUS and query.place is None:
            continue
        of_facet = chosen.get(facet, ())
        counted = {value: count for value, count in counts.get(facet, {}).items() if count}
        for threshold in _THRESHOLD_TEXTS.get(facet, ()):
            counted.setdefault(threshold, 0)
        for value in of_facet:
            counted.setdefault(value, total if facet in _THRESHOLDS else 0)
        if of_facet:
            counted = dict(sorted(counted.items()))
        in_order = _sorted(facet, counted)
        shown[facet] = tuple([FacetCount(value, n, value in of_facet) for value, n in in_order])
    return shown


def _sorted(facet: str, counted: Mapping[str, int]) -> list[tuple[str, int]]:
    """The values, given in ascending order, as they are shown."""
    if facet in _THRESHOLDS:
        return sorted(counted.items(), key=lambda item: float(item[0]))
    if facet in (SKIN_TYPE, ACCEPTING):
        return list(counted.items())
    return sorted(counted.items(), key=itemgetter(1), reverse=True)  # equal ones stay by value
