"""The order of the candidates: what decides it, and who stands where on the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_index import ranking_rule
from search_index.candidates import Candidates, Positions
from search_index.geometry import Floats
from search_index.name_orders import NAME_ORDER_LEVELS
from search_index.query import SearchQuery, Sort
from search_index.standings import Standings, standings_of

Values = Callable[[Positions], NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Key:
    """A number of each candidate that decides the order; smaller comes first.

    `least`, where there is one, is quicker to come by and never more than the number itself.
    """

    values: Values
    least: Values | None = None


_NO_YEARS = -1.0
_SAMPLED = 16
"""One in so many of the candidates is looked at to guess who can be among the first."""
_FIRST_LOOK = 4 * ranking_rule.CLINIC_WINDOW
_FEW = 256
"""So few are put in order by all keys at once: finding the best of them first takes longer."""


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """Candidates as they are shown, from the first on, and which of them had to give way."""

    standings: Standings
    are_held_back: NDArray[np.bool_]


def words_may_lead(query: SearchQuery) -> bool:
    """Whether BM25F orders within the tiers: only a name or text that carries no concern."""
    return query.sort is Sort.SKILL and query.concern is None and not query.treatments


def shown_order(candidates: Candidates, query: SearchQuery, end: int) -> ShownOrder:
    """The first `end` candidates, as they are shown."""
    wanted = first_look(end)
    while True:
        ordered = leading(candidates, query, wanted)
        is_all = len(ordered) == len(candidates)
        shown = arranged(candidates, query, ordered, end, is_all=is_all)
        if shown is not None:
            return shown
        wanted *= 2


def first_look(end: int) -> int:
    """How many of the best are looked at first, in order to show `end` of them."""
    return max(end, _FIRST_LOOK)


def leading(candidates: Candidates, query: SearchQuery, wanted: int) -> Standings:
    """The `wanted` best candidates, in order."""
    first = (
        candidates.positions
        if len(candidates) <= max(wanted, _FEW)
        else _first(_order_keys(candidates, query), candidates.positions, wanted)
    )
    standings = standings_of(candidates, query, first)
    keys: list[NDArray[Any]] = [standings.tiers]
    if candidates.have_relevance:
        keys.append(-standings.relevance)
    keys += [values(first) for values in _chosen_values(candidates, query.sort)]
    keys += standings.closing_keys(query.snapshot_on)
    return standings.at(np.lexsort(keys[::-1])[:wanted])


def arranged(
    candidates: Candidates, query: SearchQuery, ordered: Standings, end: int, *, is_all: bool
) -> ShownOrder | None:
    """The first `end` of the best candidates as they are shown; `is_all` when there are no others.

    The rule about clinics holds for the order by skill. None when more have to be looked at.
    """
    if query.sort is not Sort.SKILL:
        lines = np.arange(min(end, len(ordered)))
        return ShownOrder(ordered.at(lines), np.zeros(len(lines), np.bool_))
    places = ranking_rule.spread_clinics(
        ordered.tiers.tolist(), candidates.clinics(ordered.positions), is_all=is_all
    )
    if places is None:
        return None
    shown = np.array(places[:end], np.intp)
    return ShownOrder(ordered.at(shown), shown < np.arange(len(shown)))


def _order_keys(candidates: Candidates, query: SearchQuery) -> list[Key]:
    """What decides the order, the weightiest first."""

    def relevance(positions: Positions) -> Floats:
        return -candidates.relevance(positions)

    def utility(positions: Positions) -> NDArray[Any]:
        return -ranking_rule.rounded(candidates.utility(positions))

    def least_utility(positions: Positions) -> NDArray[Any]:
        return candidates.utility_bound(positions) * np.float32(
            -(10**ranking_rule.UTILITY_DECIMALS)
        )

    def effective(positions: Positions) -> NDArray[Any]:
        return -candidates.effective_outcomes(positions)

    def lottery(positions: Positions) -> NDArray[Any]:
        return ranking_rule.lottery(candidates.keys(positions), query.snapshot_on)

    first: list[Values] = [candidates.tiers] if candidates.have_tiers else []
    if candidates.have_relevance:
        first.append(relevance)
    return [
        *map(Key, [*first, *_chosen_values(candidates, query.sort)]),
        Key(utility, least_utility),
        *map(Key, (effective, candidates.km, lottery)),
    ]


def _chosen_values(candidates: Candidates, sort: Sort) -> list[Values]:
    """What another order than that by skill puts before the utility."""
    if sort is Sort.SKILL:
        return []

    def years(positions: Positions) -> Floats:
        evidenced = candidates.years(positions)
        return -np.where(np.isnan(evidenced), _NO_YEARS, evidenced)

    def verified(positions: Positions) -> NDArray[Any]:
        return -candidates.verified_outcome_counts(positions)

    def name(level: int) -> Values:
        return lambda positions: candidates.name_order(level, positions)

    chosen: dict[Sort, list[Values]] = {
        Sort.DISTANCE: [candidates.km],
        Sort.YEARS: [years],
        Sort.VERIFIED: [verified],
        Sort.NAME: [name(level) for level in range(NAME_ORDER_LEVELS)],
    }
    return chosen[sort]


def _first(keys: Sequence[Key], positions: Positions, wanted: int) -> Positions:
    """The `wanted` first of more candidates, in no order.

    Each key is looked up only for those whom the keys before leave undecided.
    """
    undecided = positions
    settled: list[Positions] = []
    missing = wanted
    for key in keys:
        if missing == len(undecided):
            break
        if key.least is not None:
            undecided = _promising(undecided, key.least(undecided), key.values, missing)
        values = key.values(undecided)
        limit = np.partition(values, missing - 1)[missing - 1]
        settled.append(undecided[values < limit])
        missing -= len(settled[-1])
        equal = values == limit
        if not equal.all():  # all of them stay the very array, which costs no look-up
            undecided = undecided[equal]
    return np.concatenate([*settled, undecided[:missing]])


def _promising(
    undecided: Positions, least: NDArray[Any], values: Values, missing: int
) -> Positions:
    """Those who can be among the `missing` first, whose numbers are known only to be no less.

    The numbers of some who seem to lead set a limit; whoever cannot be below it is left out.
    """
    sample = least[::_SAMPLED]
    if missing >= len(sample):
        return undecided
    guess = np.partition(sample, missing)[missing]
    leaders = undecided[least <= guess]
    if len(leaders) < missing:
        return undecided
    limit = np.partition(values(leaders), missing - 1)[missing - 1]
    promising: Positions = undecided[least <= limit]
    return promising
