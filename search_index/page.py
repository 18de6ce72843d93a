"""What a search answers: the hits in order, the numbers that ranked them, and the counts beside."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from search_index.query import Sort


class Tier(IntEnum):
    """How well a profile matches the words. A gate: a better tier always comes first."""

    EVERYONE = 0
    EXACT_NAME = 1
    EVERY_WORD_IN_FACTS = 2
    EVERY_WORD = 3
    MOST_WORDS = 4
    FEW_WORDS = 5

    @property
    def explanation(self) -> str:
        return _EXPLANATIONS[self]


_EXPLANATIONS = {
    Tier.EVERYONE: "No words were asked for.",
    Tier.EXACT_NAME: "This is the name you asked for.",
    Tier.EVERY_WORD_IN_FACTS: (
        "Every word is in the name, concerns, treatments, profession, credentials or place."
    ),
    Tier.EVERY_WORD: "Every word is in the profile, some only in the biography.",
    Tier.MOST_WORDS: "Most of what you asked for is in the profile, but not every word.",
    Tier.FEW_WORDS: (
        "This fits what was understood of your words; the others are not in the profile."
    ),
}


class Hit(NamedTuple):
    """One practitioner in the order, with the numbers that put them there.

    `utility` = `points` − `distance_cost`. `concern` is the concern whose skill ranked, "" for the
    overall skill. `nearest_location` counts from 0 in the document's locations; it and
    `distance_km` are None without a place or without a location. `relevance` is the BM25F score,
    when words led the order.
    """

    key: int
    rank: int
    tier: Tier
    points: float
    lo90: float
    hi90: float
    concern: str
    distance_km: float | None
    nearest_location: int | None
    distance_cost: float
    utility: float
    relevance: float | None
    effective_outcomes: float
    verified_outcome_count: int
    years_evidenced: float | None
    tied_with_previous: bool
    held_back_by_clinic_rule: bool


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many would be found with this value chosen, under all the other filters as they are."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page of results. `page` is the page given, the last one when a later one was asked for.

    `facets` are named as the field of SearchQuery that chooses their values. `words` are the words
    that were searched, `unknown_words` those that no profile contains, `unknown_phrases` the
    phrases whose words stand together in none.
    """

    hits: tuple[Hit, ...]
    total: int
    page: int
    pages: int
    per_page: int
    facets: Mapping[str, tuple[FacetCount, ...]]
    tier_counts: Mapping[Tier, int]
    ordered_by: Sort
    ordered_by_words: bool
    words: tuple[str, ...]
    unknown_words: tuple[str, ...]
    unknown_phrases: tuple[str, ...]
