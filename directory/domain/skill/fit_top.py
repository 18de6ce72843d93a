"""The points that the best tenth of a population exceeds, overall and by concern."""

from __future__ import annotations

import scipy

from directory.domain.skill import constants
from directory.domain.skill.arrays import FloatArray
from directory.domain.skill.hyperparameters import Hyperparameters
from directory.domain.skill.population import Population
from directory.domain.skill.score import score_many

_FARTHEST_LOG_ODDS = 12.0


def top_tenth_points(
    population: Population, model: Hyperparameters
) -> tuple[float, tuple[float, ...]]:
    """Where the mixture of all practitioners' posteriors has a tenth of its mass above.

    Posterior means alone would set the mark too low: shrinkage narrows them.
    """
    if population.practitioner_count == 0:
        return model.top_points, model.top_points_by_concern
    table = score_many(population, model)
    overall = _exceeded_by_top(table.overall.points, table.overall.spread)
    by_concern = tuple(
        _exceeded_by_top(table.by_concern.points[:, index], table.by_concern.spread[:, index])
        for index in range(len(model.concerns))
    )
    return overall, by_concern


def _exceeded_by_top(points: FloatArray, spread: FloatArray) -> float:
    center = scipy.special.logit(points / 100.0)

    def excess(mark: float) -> float:
        return float(scipy.special.ndtr((center - mark) / spread).mean()) - constants.TOP_SHARE

    mark = scipy.optimize.brentq(excess, -_FARTHEST_LOG_ODDS, _FARTHEST_LOG_ODDS)
    return float(100.0 * scipy.special.expit(mark))
