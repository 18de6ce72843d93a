"""The hits of a page, with the numbers that ranked them."""

import math

from search_index import ranking_rule
from search_index.candidates import Candidates
from search_index.ordering import ShownOrder
from search_index.page import Hit, Tier
from search_index.query import SearchQuery, Sort
from search_index.standings import Standings

_TIERS = tuple(Tier)


def hits_of(
    candidates: Candidates, query: SearchQuery, shown: ShownOrder, first: int
) -> tuple[Hit, ...]:
    """The hits from the place `first` (from 0) on."""
    standings = shown.standings
    positions = standings.positions[first:]
    points, lo90, hi90 = standings.skill[:, first:].tolist()
    nearest = candidates.nearest_locations(positions)
    km = standings.km[first:].tolist()
    years = candidates.years(positions).tolist()
    relevance = standings.relevance[first:].tolist()
    # by position, as one call for all: it is a third of the time of a search that finds few
    return tuple(
        map(
            Hit,
            standings.keys[first:].tolist(),
            range(first + 1, len(standings) + 1),
            [_TIERS[tier] for tier in standings.tiers[first:].tolist()],
            points,
            lo90,
            hi90,
            candidates.ranked_concerns(positions),
            [None if n is None else way for n, way in zip(nearest, km, strict=True)],
            nearest,
            standings.distance_costs[first:].tolist(),
            standings.utility[first:].tolist(),
            relevance if candidates.have_relevance else [None] * len(positions),
            standings.effective_outcomes[first:].tolist(),
            candidates.verified_outcome_counts(positions).tolist(),
            [None if math.isnan(number) else number for number in years],
            _tied_with_previous(candidates, query, standings)[first:],
            shown.are_held_back[first:].tolist(),
        )
    )


def _tied_with_previous(
    candidates: Candidates, query: SearchQuery, standings: Standings
) -> list[bool]:
    """Of each line whether its order with the one before is a coin-toss."""
    if query.sort is not Sort.SKILL or candidates.have_relevance:
        return [False] * len(standings)
    tiers, utility = standings.tiers.tolist(), standings.utility.tolist()
    widths = (standings.skill[2] - standings.skill[1]).tolist()
    return [
        line > 0
        and tiers[line] == tiers[line - 1]
        and ranking_rule.is_coin_toss(
            utility[line] - utility[line - 1], widths[line], widths[line - 1]
        )
        for line in range(len(tiers))
    ]
