"""A fixed sample of a very large population, enough to fit a few dozen numbers on.

Who is in it follows from the practitioners' own results, so it is the same in any row order.
"""

from __future__ import annotations

import numpy as np

from directory.domain.skill import constants
from directory.domain.skill.arrays import FloatArray
from directory.domain.skill.population import Population

# Odd multipliers of a multiplicative hash (Knuth); the sums wrap, which is meant.
_MULTIPLIERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)


def sample_for_fitting(population: Population) -> Population:
    """The population, or so many of its practitioners with results as fitting needs."""
    has_results = np.zeros(population.practitioner_count, dtype=bool)
    has_results[population.outcome_practitioner] = True
    most = int(constants.FIT_SAMPLE)
    if np.count_nonzero(has_results) <= most:
        return population
    order = np.argsort(np.where(has_results, _lots(population), np.inf), kind="stable")
    return population.only(np.sort(order[:most]))


def _lots(population: Population) -> FloatArray:
    """A number per practitioner that looks random and depends on nothing but their results."""
    columns = (
        population.outcome_grade,
        population.outcome_severity,
        np.round(1e6 * population.outcome_discount),
    )
    lots = np.zeros(population.practitioner_count, dtype=np.uint64)
    for column, multiplier in zip(columns, _MULTIPLIERS, strict=True):
        whole = np.nan_to_num(column).astype(np.uint64) + np.uint64(1)
        np.add.at(lots, population.outcome_practitioner, whole * multiplier)
    # The high bits of one more product mix best.
    mixed: FloatArray = (lots * _MULTIPLIERS[0] >> np.uint64(11)).astype(np.float64)
    return mixed
