"""From what an engine found to the page: for engines that send the best candidates only.

The engine matches, filters, counts, and sends so many of the best as are asked for, with everybody
who may stand among them for all that its arithmetic may be off; the order itself is decided here.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from search_index.facets import facet_counts
from search_index.fetched_rows import FetchedRows
from search_index.hits import hits_of
from search_index.ordering import arranged, first_look, leading
from search_index.page import SearchPage, Tier
from search_index.query import SearchQuery
from search_index.weighed_words import WeighedWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an engine found: the best `candidates`, and counts over everybody found."""

    candidates: FetchedRows
    tier_counts: Mapping[Tier, int]
    counts: Mapping[str, Counter[str]]

    @property
    def total(self) -> int:
        return sum(self.tier_counts.values())


def ranked_page(
    query: SearchQuery,
    words: WeighedWords | None,
    document_count: int,
    fetch: Callable[[int], Found],
) -> SearchPage:
    """The page a query asks for; `fetch` finds and sends so many of the best, or more."""
    wanted = first_look(min(query.page * query.per_page, document_count))
    while True:
        found = fetch(wanted)
        pages = max(1, math.ceil(found.total / query.per_page))
        page = min(query.page, pages)
        first = (page - 1) * query.per_page
        ordered = leading(found.candidates, query, wanted)
        is_all = len(ordered) >= found.total
        shown = arranged(found.candidates, query, ordered, first + query.per_page, is_all=is_all)
        if shown is not None:
            break
        wanted *= 2
    return SearchPage(
        hits=hits_of(found.candidates, query, shown, first),
        total=found.total,
        page=page,
        pages=pages,
        per_page=query.per_page,
        facets=facet_counts(query, found.counts, found.total),
        tier_counts={tier: found.tier_counts[tier] for tier in Tier if tier in found.tier_counts},
        ordered_by=query.sort,
        ordered_by_words=words is not None and words.may_lead(query),
        words=words.asked.words if words else (),
        unknown_words=words.unknown_words if words else (),
        unknown_phrases=words.unknown_phrases if words else (),
    )
