"""The points that the best tenth of a population exceeds, overall and by concern."""

from __future__ import annotations

import numpy as np
import scipy

from directory.domain.skill import constants
from directory.domain.skill.arrays import FloatArray
from directory.domain.skill.hyperparameters import Hyperparameters
from directory.domain.skill.population import Population
from directory.domain.skill.score import score_many

_FARTHEST_LOG_ODDS = 12.0

_BLOCK = 10_000
"""So many practitioners are scored at a time: what explains a score takes much more than it."""


def top_tenth_points(
    population: Population, model: Hyperparameters
) -> tuple[float, tuple[float, ...]]:
    """Where the mixture of all practitioners' posteriors has a tenth of its mass above.

    Posterior means alone would set the mark too low: shrinkage narrows them.
    """
    if population.practitioner_count == 0:
        return model.top_points, model.top_points_by_concern
    count = len(model.concerns)
    points, spread = [], []
    for block in population.in_blocks(_BLOCK):
        table = score_many(block, model)
        points.append(np.column_stack((table.overall.points, table.by_concern.points[:, :count])))
        spread.append(np.column_stack((table.overall.spread, table.by_concern.spread[:, :count])))
    marks = map(_exceeded_by_top, np.concatenate(points).T, np.concatenate(spread).T)
    return next(marks), tuple(marks)


def _exceeded_by_top(points: FloatArray, spread: FloatArray) -> float:
    center = scipy.special.logit(points / 100.0)

    def excess(mark: float) -> float:
        return float(scipy.special.ndtr((center - mark) / spread).mean()) - constants.TOP_SHARE

    mark = scipy.optimize.brentq(excess, -_FARTHEST_LOG_ODDS, _FARTHEST_LOG_ODDS)
    return float(100.0 * scipy.special.expit(mark))
