"""The variances of skill by Laplace marginal likelihood, each given the other.

A linearised estimate is biased low where reviews are few, so every trial value gets posterior
modes of its own.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy

from directory.domain.skill import priors
from directory.domain.skill.fit_curve import CurveFit, Regression, Variances
from directory.domain.skill.posterior import log_marginal

_PRIOR_OF = {
    "skill": priors.TALENT_VARIANCE_PRIOR,
    "concern": priors.CONCERN_VARIANCE_PRIOR,
}
# Searched from a twentieth to twenty times the prior's value, to within two percent.
_LOG_RANGE = 3.0
_LOG_TOLERANCE = 0.02


def fit_variances(curve: CurveFit, regression: Regression, start: Variances) -> Variances:
    """Both variances where likelihood and prior together are largest."""
    found = start
    for name, prior in _PRIOR_OF.items():
        found = replace(found, **{name: _likeliest(curve, regression, found, name, prior)})
    return found


def _likeliest(
    curve: CurveFit, regression: Regression, others: Variances, name: str, prior: float
) -> float:
    def loss(log_ratio: float) -> float:
        variances = replace(others, **{name: prior * np.exp(log_ratio)})
        log_prior = -0.5 * (log_ratio / priors.VARIANCE_PRIOR_LOG_SD) ** 2
        return -(_log_evidence(curve, regression, variances) + log_prior)

    search = scipy.optimize.minimize_scalar(
        loss, bounds=(-_LOG_RANGE, _LOG_RANGE), method="bounded", options={"xatol": _LOG_TOLERANCE}
    )
    return float(prior * np.exp(search.x))


def _log_evidence(curve: CurveFit, regression: Regression, variances: Variances) -> float:
    beliefs = curve.beliefs(regression, variances)
    mode = curve.mode(regression, beliefs)
    return log_marginal(
        curve.cases, curve.difficulty(regression), regression.cutpoints, beliefs, mode
    )
