"""Everybody a search found, in all parts, and the numbers they are ordered by.

Candidates are counted from 0 over all parts. Numbers are looked up for some of them at a time,
because most keys of the order decide only between the few that are equal so far.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_index import geometry, ranking_rule
from search_index.arrays import bitmaps
from search_index.arrays.columns import NO_CLINIC, Columns
from search_index.arrays.matching import MatchedRows, TextMatch
from search_index.arrays.selection import Selection
from search_index.arrays.snapshot import Snapshot
from search_index.candidates import Positions
from search_index.facets import SKILL_KNOWN
from search_index.geometry import Floats
from search_index.page import Tier
from search_index.query import SearchQuery

_EXACT_NAME = np.int8(Tier.EXACT_NAME)

_BOUND_SLACK = np.float32(1e-3)
"""Points by which 32-bit arithmetic may be off; so much is added to every bound."""


class FoundRows:
    """The numbers of the candidates, each by their positions.

    `matched` holds the tiers by part, None without words; `leading_match` is the match of the
    words where it orders the candidates within the tiers.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        query: SearchQuery,
        selections: Sequence[Selection],
        matched: Sequence[MatchedRows] | None,
        leading_match: TextMatch | None,
    ) -> None:
        self._columns = [part.columns for part in snapshot.parts]
        self._query = query
        self._leading_match = leading_match
        rows = [selection.rows for selection in selections]
        self._rows = _joined(rows, np.int64)
        self._are_everybody = len(selections) == 1 and selections[0].is_everybody
        self._starts = list(accumulate(map(len, rows), initial=0))
        self._chords: Floats | None = None
        if query.place is not None:
            self._chords = _joined([one.chords for one in selections if one.chords is not None])
        self._tiers: NDArray[np.int8] | None = None
        if matched is not None:
            tiers = [_tiers_at(some, of_part) for some, of_part in zip(rows, matched, strict=True)]
            self._tiers = _joined(tiers, np.int8)

    def __len__(self) -> int:
        return len(self._rows)

    @cached_property
    def positions(self) -> Positions:
        return np.arange(len(self))

    def keys(self, positions: Positions) -> NDArray[np.int64]:
        return self._column(positions, lambda columns: columns.keys)

    def years(self, positions: Positions) -> Floats:
        return self._column(positions, lambda columns: columns.years)

    def verified_outcome_counts(self, positions: Positions) -> NDArray[np.int64]:
        return self._column(positions, lambda columns: columns.verified_outcome_counts)

    def effective_outcomes(self, positions: Positions) -> Floats:
        return self._column(positions, lambda columns: columns.effective_outcomes)

    def name_order(self, level: int, positions: Positions) -> NDArray[np.uint64]:
        return self._column(positions, lambda columns: columns.name_orders[level])

    @property
    def have_tiers(self) -> bool:
        """Whether words were asked for."""
        return self._tiers is not None

    def tiers(self, positions: Positions) -> NDArray[np.int8]:
        if self._tiers is None:
            return np.zeros(len(positions), np.int8)
        return self._at(positions, self._tiers)

    def tier_counts(self) -> dict[Tier, int]:
        """How many there are of each tier that has any."""
        if self._tiers is None:
            return {Tier.EVERYONE: len(self)} if len(self) else {}
        counts = np.bincount(self._tiers).tolist()
        return {tier: count for tier, count in zip(_TIERS, counts, strict=False) if count}

    @property
    def have_relevance(self) -> bool:
        """Whether words lead the order within the tiers."""
        return self._leading_match is not None

    def relevance(self, positions: Positions) -> Floats:
        """BM25F where words lead the order, else 0. Whoever has the exact name has it equally."""
        if self._leading_match is None:
            return np.zeros(len(positions))
        are_named = self.tiers(positions) == _EXACT_NAME
        if len(self._columns) == 1 and not are_named.any():
            return self._leading_match.relevance(0, self._at(positions, self._rows))
        relevance = np.zeros(len(positions))
        others = np.flatnonzero(~are_named)
        for number, places in self._by_part(positions[others]):
            rows = self._rows[positions[others[places]]]
            relevance[others[places]] = self._leading_match.relevance(number, rows)
        return relevance

    def skill(self, positions: Positions) -> Floats:
        """Points, lower and upper end of the interval (3 × positions) that count for the search."""
        concern = self._query.concern or ""
        skills = [columns.skill_of(concern) for columns in self._columns]
        if len(skills) == 1:
            of_one_part = skills[0].take(self._rows[positions], axis=1)
            return of_one_part.astype(np.float64)
        levels = [[skill[level] for skill in skills] for level in range(3)]
        return np.stack([self._look_up(positions, of) for of in levels]).astype(np.float64)

    def km(self, positions: Positions) -> Floats:
        """The way to the nearest location, FARTHEST_KM when it is not known; 0 without a place."""
        if self._chords is None:
            return np.zeros(len(positions))
        km = geometry.km_of(self._at(positions, self._chords))
        km[np.isnan(km)] = ranking_rule.FARTHEST_KM
        return km

    def utility(self, positions: Positions) -> Floats:
        utility: Floats = self._points(positions).astype(np.float64)
        if self._chords is not None:
            way = ranking_rule.distance_cost(self.km(positions), self._query.points_per_doubling)
            utility -= way
        return utility

    def utility_bound(self, positions: Positions) -> NDArray[np.float32]:
        """No less than the utility, and near it; quick, because the way is taken as the chord."""
        points = self._points(positions)
        if self._chords is None or not self._query.points_per_doubling:
            return points + _BOUND_SLACK
        km = np.sqrt(self._at(positions, self._chords).astype(np.float32))
        km *= np.float32(geometry.EARTH_RADIUS_KM)
        beyond = np.maximum(km - np.float32(ranking_rule.FREE_KM), np.float32(0))
        doublings = np.log2(1 + beyond / np.float32(ranking_rule.DOUBLING_KM))
        np.nan_to_num(doublings, copy=False, nan=0.0)
        cost: NDArray[np.float32] = np.float32(self._query.points_per_doubling) * doublings
        return points - cost + _BOUND_SLACK

    def ranked_concerns(self, positions: Positions) -> list[str]:
        """The concern asked, where a candidate has skill of its own in it; "" for overall."""
        concern = self._query.concern
        concerns = [""] * len(positions)
        if concern is None:
            return concerns
        for number, places in self._by_part(positions):
            columns = self._columns[number]
            line = columns.facet_lines.get((SKILL_KNOWN, concern))
            if line is not None:
                rows = self._rows[positions[places]]
                are_known = bitmaps.are_set(columns.facet_bits[line], rows)
                for place in places[are_known].tolist():
                    concerns[place] = concern
        return concerns

    def nearest_locations(self, positions: Positions) -> list[int | None]:
        """Which of the locations of each is nearest to the place; None when one is not known."""
        if self._chords is None:
            return [None] * len(positions)
        numbers = self._nearest_numbers(positions).tolist()
        are_known = (~np.isnan(self._chords[positions])).tolist()
        return [n if known else None for n, known in zip(numbers, are_known, strict=True)]

    def clinics(self, positions: Positions) -> list[int | None]:
        """The clinic of the nearest location or, without a place, of the first one."""
        nearest = self._nearest_numbers(positions)
        clinics = np.empty(len(positions), np.uint64)
        for number, places in self._by_part(positions):
            columns, rows = self._columns[number], self._rows[positions[places]]
            clinics[places] = columns.clinics[columns.location_starts[rows] + nearest[places]]
        return [None if clinic == NO_CLINIC else clinic for clinic in clinics.tolist()]

    def _nearest_numbers(self, positions: Positions) -> NDArray[np.int64]:
        """Which of the locations of each is nearest to the place, the first one without a place."""
        nearest = np.zeros(len(positions), np.int64)
        place = self._query.place
        if place is None or all(columns.have_one_location_each for columns in self._columns):
            return nearest
        point = geometry.unit_vector(place.latitude, place.longitude)
        for number, lines in self._by_part(positions):
            columns = self._columns[number]
            for line in lines.tolist():
                of_row = columns.locations_of(int(self._rows[positions[line]]))
                if of_row.stop - of_row.start > 1:
                    vectors = columns.location_vectors[:, of_row]
                    nearest[line] = geometry.squared_chords(vectors, point).argmin()
        return nearest

    def _points(self, positions: Positions) -> NDArray[np.float32]:
        concern = self._query.concern or ""
        return self._column(positions, lambda columns: columns.skill_of(concern)[0])

    def _column(self, positions: Positions, of: Callable[[Columns], NDArray[Any]]) -> NDArray[Any]:
        return self._look_up(positions, [of(columns) for columns in self._columns])

    def _at(self, positions: Positions, values: NDArray[Any]) -> NDArray[Any]:
        return values if positions is self.positions else values[positions]

    def _by_part(self, positions: Positions) -> list[tuple[int, Positions]]:
        """For each part that has any of the positions, which of them it has."""
        if len(self._columns) == 1:
            return [(0, np.arange(len(positions)))]
        numbers = np.searchsorted(self._starts, positions, "right") - 1
        return [(int(number), np.flatnonzero(numbers == number)) for number in np.unique(numbers)]

    def _look_up(self, positions: Positions, by_part: Sequence[NDArray[Any]]) -> NDArray[Any]:
        if self._are_everybody and positions is self.positions:
            return by_part[0]
        rows = self._at(positions, self._rows)
        if len(by_part) == 1:
            found: NDArray[Any] = by_part[0][rows]
            return found
        values = np.empty(len(positions), by_part[0].dtype if by_part else np.float64)
        for number, places in self._by_part(positions):
            values[places] = by_part[number][rows[places]]
        return values


_TIERS = tuple(Tier)


def _tiers_at(rows: NDArray[np.int64], matched: MatchedRows) -> NDArray[np.int8]:
    """The tiers of some of the matched rows."""
    if len(rows) == len(matched.rows):
        return matched.tiers
    return matched.tiers[np.searchsorted(matched.rows, rows.astype(matched.rows.dtype))]


def _joined(arrays: Sequence[NDArray[Any]], dtype: type[np.generic] = np.float64) -> NDArray[Any]:
    if len(arrays) == 1:
        return arrays[0]
    return np.concatenate([*arrays, np.empty(0, dtype)])
