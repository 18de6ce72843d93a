"""Candidates as an engine sends them: the best ones only, each with all that decides the order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_index import geometry, ranking_rule
from search_index.candidates import Positions
from search_index.geometry import Floats
from search_index.name_orders import NAME_ORDER_BYTES, name_order_levels
from search_index.query import SearchQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedRow:
    """One candidate. `skill` is that which counts for the search, `has_own_skill` says whether it
    is of the concern asked for. `vectors` are those of the locations, x, y and z of each one behind
    the other; `clinics` beside them, None for no clinic.
    """

    key: int
    tier: int
    relevance: float
    skill: tuple[float, float, float]
    has_own_skill: bool
    years: float | None
    verified_outcome_count: int
    effective_outcomes: float
    name_order: str
    vectors: Sequence[float]
    clinics: Sequence[int | None]


class FetchedRows:
    """Candidates made of rows; see there for what the methods promise."""

    def __init__(
        self,
        query: SearchQuery,
        rows: Iterable[FetchedRow],
        *,
        have_tiers: bool,
        have_relevance: bool,
    ) -> None:
        self._query = query
        self._rows = list(rows)
        self._have_tiers = have_tiers
        self._have_relevance = have_relevance
        self._point = (
            None
            if query.place is None
            else geometry.unit_vector(query.place.latitude, query.place.longitude)
        )
        self._keys = self._column(lambda row: row.key, np.int64)
        self._tiers = self._column(lambda row: row.tier, np.int8)
        self._relevance = self._column(lambda row: row.relevance, np.float64)
        skills = self._column(lambda row: row.skill, np.float32)
        self._skill = skills.reshape(-1, 3).T.astype(np.float64)
        self._km = self._ways()
        self._name_levels: NDArray[np.uint64] | None = None

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def positions(self) -> Positions:
        return np.arange(len(self))

    @property
    def have_tiers(self) -> bool:
        return self._have_tiers

    @property
    def have_relevance(self) -> bool:
        return self._have_relevance

    def keys(self, positions: Positions) -> NDArray[np.int64]:
        return self._keys[positions]

    def tiers(self, positions: Positions) -> NDArray[np.int8]:
        return self._tiers[positions]

    def relevance(self, positions: Positions) -> Floats:
        return self._relevance[positions]

    def skill(self, positions: Positions) -> Floats:
        return self._skill[:, positions]

    def km(self, positions: Positions) -> Floats:
        return self._km[positions]

    def utility(self, positions: Positions) -> Floats:
        way = ranking_rule.distance_cost(self.km(positions), self._query.points_per_doubling)
        utility: Floats = self._skill[0, positions] - way
        return utility

    def utility_bound(self, positions: Positions) -> Floats:
        bound: Floats = (
            self.utility(positions) + 10**-ranking_rule.UTILITY_DECIMALS
        )  # as rounding may add
        return bound

    def years(self, positions: Positions) -> Floats:
        years: Floats = self._column(
            lambda row: np.nan if row.years is None else row.years, np.float64
        )
        return years[positions]

    def verified_outcome_counts(self, positions: Positions) -> NDArray[np.int64]:
        return self._column(lambda row: row.verified_outcome_count, np.int64)[positions]

    def effective_outcomes(self, positions: Positions) -> Floats:
        return self._column(lambda row: row.effective_outcomes, np.float64)[positions]

    def name_order(self, level: int, positions: Positions) -> NDArray[np.uint64]:
        if self._name_levels is None:
            names = (row.name_order.encode().ljust(NAME_ORDER_BYTES, b"\0") for row in self._rows)
            self._name_levels = name_order_levels(b"".join(names))
        levels: NDArray[np.uint64] = self._name_levels[level]
        return levels[positions]

    def ranked_concerns(self, positions: Positions) -> list[str]:
        concern = self._query.concern or ""
        return [concern if self._rows[n].has_own_skill else "" for n in positions.tolist()]

    def nearest_locations(self, positions: Positions) -> list[int | None]:
        return [self._nearest_location(self._rows[n]) for n in positions.tolist()]

    def clinics(self, positions: Positions) -> list[int | None]:
        return [self._clinic(self._rows[n]) for n in positions.tolist()]

    def _nearest_location(self, row: FetchedRow) -> int | None:
        if self._point is None or not row.vectors:
            return None
        return int(geometry.squared_chords(_columns_of(row.vectors), self._point).argmin())

    def _clinic(self, row: FetchedRow) -> int | None:
        return row.clinics[self._nearest_location(row) or 0] if row.clinics else None

    def _ways(self) -> Floats:
        if self._point is None:
            return np.zeros(len(self._rows))
        starts = np.cumsum([0, *(max(1, len(row.clinics)) for row in self._rows)])[:-1]
        vectors = [value for row in self._rows for value in row.vectors or _NOWHERE]
        chords = geometry.nearest_chords(
            _columns_of(vectors), starts, np.arange(len(self._rows)), self._point
        )
        km = geometry.km_of(chords)
        return np.where(np.isnan(km), ranking_rule.FARTHEST_KM, km)

    def _column(self, value_of: Callable[[FetchedRow], Any], dtype: Any) -> NDArray[Any]:  # noqa: ANN401 -- what NumPy takes
        return np.array([value_of(row) for row in self._rows], dtype)


_NOWHERE = (np.nan, np.nan, np.nan)


def _columns_of(vectors: Sequence[float]) -> Floats:
    return np.ascontiguousarray(np.array(vectors, np.float64).reshape(-1, 3).T)
