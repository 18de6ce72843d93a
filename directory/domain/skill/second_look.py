"""The second look at results whose recorded severity healing does not bear out.

Each practitioner with such results is scored twice, as recorded and as borne out, and the lower
answer counts in each concern. Both are answers of one model to fixed cases, so that the lower one
keeps every promise of `score`; a severity estimated from all of somebody's cases would not, as a
further good result could lower it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from directory.domain.skill.arrays import FloatArray, IntArray
from directory.domain.skill.healing import Healing
from directory.domain.skill.population import Population


@dataclass(frozen=True, slots=True, eq=False)
class SecondLook:
    """A population of n with m rows more, their results as healing bears them out; `first` (m,)
    is the row that each of these repeats."""

    population: Population
    first: IntArray

    @property
    def practitioner_count(self) -> int:
        """The practitioners, each counted once: n."""
        return self.population.practitioner_count - len(self.first)

    def pick_lower(self, values: FloatArray) -> IntArray:
        """Of (n + m, concerns) values, the row with the lower one for each of n and concern."""
        count = self.practitioner_count
        picked = np.repeat(np.arange(count)[:, None], values.shape[1], axis=1)
        again = np.arange(count, len(values))[:, None]
        picked[self.first] = np.where(
            values[count:] < values[self.first], again, self.first[:, None]
        )
        return picked


def look_again(population: Population, healing: Healing) -> SecondLook:
    """The population, and again whoever has a result that healing does not bear out."""
    borne_out = healing.bear_out(population)
    is_doubted = np.zeros(population.practitioner_count, dtype=bool)
    is_doubted[population.outcome_practitioner[borne_out < population.outcome_severity]] = True
    first = np.flatnonzero(is_doubted)
    if not len(first):
        return SecondLook(population, first)
    again = replace(population, outcome_severity=borne_out).only(first)
    return SecondLook(Population.joined((population, again)), first)
