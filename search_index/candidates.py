"""Everybody a search found, as the order sees them, whatever the backend."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from search_index.geometry import Floats

Positions = NDArray[np.int64]


class Candidates(Protocol):
    """The numbers of the candidates, each by their positions, which count from 0.

    Numbers are asked for some candidates at a time, because most keys of the order decide only
    between the few that are equal so far.
    """

    def __len__(self) -> int: ...

    @property
    def positions(self) -> Positions:
        """All of them, ascending."""
        ...

    @property
    def have_tiers(self) -> bool:
        """Whether words were asked for."""
        ...

    @property
    def have_relevance(self) -> bool:
        """Whether words lead the order within the tiers."""
        ...

    def keys(self, positions: Positions) -> NDArray[np.int64]: ...

    def tiers(self, positions: Positions) -> NDArray[np.int8]: ...

    def relevance(self, positions: Positions) -> Floats:
        """BM25F where words lead the order, else 0. Whoever has the exact name has it equally."""
        ...

    def skill(self, positions: Positions) -> Floats:
        """Points, lower and upper end of the interval (3 × positions) that count for the search."""
        ...

    def km(self, positions: Positions) -> Floats:
        """The way to the nearest location, FARTHEST_KM when it is not known; 0 without a place."""
        ...

    def utility(self, positions: Positions) -> Floats: ...

    def utility_bound(self, positions: Positions) -> NDArray[Any]:
        """No less than the utility, and near it; quick."""
        ...

    def years(self, positions: Positions) -> Floats:
        """Evidenced years, NaN where nothing is evidenced."""
        ...

    def verified_outcome_counts(self, positions: Positions) -> NDArray[np.int64]: ...

    def effective_outcomes(self, positions: Positions) -> Floats: ...

    def name_order(self, level: int, positions: Positions) -> NDArray[Any]:
        """A number by which names are ordered where those of all levels before are equal."""
        ...

    def ranked_concerns(self, positions: Positions) -> list[str]:
        """The concern asked, where a candidate has skill of its own in it; "" for overall."""
        ...

    def nearest_locations(self, positions: Positions) -> list[int | None]:
        """Which of the locations of each is nearest to the place; None when one is not known."""
        ...

    def clinics(self, positions: Positions) -> list[int | None]:
        """The clinic of the nearest location or, without a place, of the first one."""
        ...
