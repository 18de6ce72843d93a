"""The cumulative logit of the five GAIS grades: likelihood of a grade and its derivatives.

P(grade ≤ j) = logistic(cutpoint_j − x), x the practitioner's skill less the case's difficulty
(McCullagh 1980, proportional odds).
"""

from __future__ import annotations

import numpy as np
import scipy

from directory.domain.skill.arrays import FloatArray, IntArray, sums_by


def _bounds(x: FloatArray, grade: IntArray, cutpoints: FloatArray) -> tuple[FloatArray, FloatArray]:
    edges = np.concatenate(([-np.inf], cutpoints, [np.inf]))
    return edges[grade] - x, edges[grade - 1] - x


def pull_and_information(
    x: FloatArray, grade: IntArray, cutpoints: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """First and negative second derivative of the log-likelihood of each grade at x."""
    upper, lower = _bounds(x, grade, cutpoints)
    below_or_equal, below = scipy.special.expit(upper), scipy.special.expit(lower)
    pull = below_or_equal + below - 1.0
    information = below_or_equal * (1.0 - below_or_equal) + below * (1.0 - below)
    return pull, information


def log_likelihood(x: FloatArray, grade: IntArray, cutpoints: FloatArray) -> FloatArray:
    """Log-probability of each grade at x, stable far from the cutpoints."""
    upper, lower = _bounds(x, grade, cutpoints)
    inside: FloatArray = scipy.special.log_expit(upper) + scipy.special.log_expit(-lower)
    return inside + np.log(_gap_factor(grade, cutpoints))


def cutpoint_gradient(
    x: FloatArray, grade: IntArray, weight: FloatArray, cutpoints: FloatArray
) -> FloatArray:
    """Derivative of the weighted log-likelihood by each of the four cutpoints."""
    upper, lower = _bounds(x, grade, cutpoints)
    gap = _gap_factor(grade, cutpoints)
    by_upper = weight * scipy.special.expit(-upper) / (scipy.special.expit(-lower) * gap)
    by_lower = -weight * scipy.special.expit(lower) / (scipy.special.expit(upper) * gap)
    return sums_by(grade, by_upper, 6)[1:5] + sums_by(grade - 1, by_lower, 5)[1:5]


def _gap_factor(grade: IntArray, cutpoints: FloatArray) -> FloatArray:
    """1 − exp(−width of the grade's band); 1 for the two open bands."""
    factors = np.ones(6)
    factors[2:5] = -np.expm1(-np.diff(cutpoints))
    return factors[grade]
