"""The numbers of the few candidates that are shown or compared to the last: the same that put them
in order are those that explain it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_index import ranking_rule
from search_index.candidates import Candidates, Positions
from search_index.geometry import Floats
from search_index.query import SearchQuery


@dataclass(frozen=True, slots=True)
class Standings:
    """One line for each of some candidates; `skill` is 3 × lines, see Candidates.skill."""

    positions: Positions
    keys: NDArray[np.int64]
    tiers: NDArray[np.int8]
    skill: Floats
    km: Floats
    distance_costs: Floats
    utility: Floats
    relevance: Floats
    effective_outcomes: Floats

    def __len__(self) -> int:
        return len(self.positions)

    def closing_keys(self, snapshot_on: date) -> list[NDArray[Any]]:
        """What decides in every order, the weightiest first; smaller comes first."""
        return [
            -ranking_rule.rounded(self.utility),
            -self.effective_outcomes,
            self.km,
            ranking_rule.lottery(self.keys, snapshot_on),
        ]

    def at(self, lines: NDArray[np.intp]) -> "Standings":
        """Some of the lines, in the order given."""
        return Standings(
            positions=self.positions[lines],
            keys=self.keys[lines],
            tiers=self.tiers[lines],
            skill=self.skill[:, lines],
            km=self.km[lines],
            distance_costs=self.distance_costs[lines],
            utility=self.utility[lines],
            relevance=self.relevance[lines],
            effective_outcomes=self.effective_outcomes[lines],
        )


def standings_of(candidates: Candidates, query: SearchQuery, positions: Positions) -> Standings:
    """Look up the numbers of some candidates."""
    skill = candidates.skill(positions)
    km = candidates.km(positions)
    costs = ranking_rule.distance_cost(km, query.points_per_doubling) if query.place else km
    return Standings(
        positions=positions,
        keys=candidates.keys(positions),
        tiers=candidates.tiers(positions),
        skill=skill,
        km=km,
        distance_costs=costs,
        utility=skill[0] - costs,
        relevance=candidates.relevance(positions),
        effective_outcomes=candidates.effective_outcomes(positions),
    )
