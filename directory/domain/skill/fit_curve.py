"""Fits grade boundaries, difficulty and where practitioners start, with skill profiled out.

Penalised likelihood in the manner of Breslow & Clayton (1993): for each trial value the posterior
modes are found again, and by the envelope theorem the gradient needs no derivative of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy

from directory.domain.skill import constants, priors
from directory.domain.skill.arrays import BoolArray, FloatArray, IntArray, sums_by
from directory.domain.skill.difficulty import CaseFeatures
from directory.domain.skill.experience import (
    credited_years,
    curve_doubt,
    learning_curve,
    standard_volume,
)
from directory.domain.skill.grades import cutpoint_gradient, pull_and_information
from directory.domain.skill.hyperparameters import Difficulty, ReferenceMix
from directory.domain.skill.population import Population
from directory.domain.skill.posterior import (
    Beliefs,
    Cases,
    Posterior,
    log_joint,
    posterior_mode,
)

# Layout of the parameter vector; then one difficulty and one skin slope per concern.
_CUTPOINTS = slice(0, 4)
_SEVERITY, _SKIN, _EXPERIENCE, _VOLUME, _REFERRAL = range(4, 9)
_SHARED_COUNT = 9
_MODE_TOLERANCE = 1e-4
_MOST_ITERATIONS = 25


@dataclass(frozen=True, slots=True)
class Variances:
    """Variance of θ among equals, and of the deviations by concern."""

    skill: float
    concern: float


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """One value of everything fitted here, as the optimiser's vector."""

    vector: FloatArray

    @property
    def cutpoints(self) -> FloatArray:
        """The four boundaries; the vector holds the first and the logarithms of the gaps."""
        first, gaps = self.vector[0], np.exp(self.vector[1:4])
        boundaries: FloatArray = first + np.concatenate(([0.0], np.cumsum(gaps)))
        return boundaries

    @property
    def experience_gain(self) -> float:
        return float(self.vector[_EXPERIENCE])

    @property
    def volume_slope(self) -> float:
        return float(self.vector[_VOLUME])

    @property
    def by_concern(self) -> FloatArray:
        return np.split(self.vector[_SHARED_COUNT:], 2)[0]

    @property
    def skin_slope_by_concern(self) -> FloatArray:
        own = np.split(self.vector[_SHARED_COUNT:], 2)[1]
        total: FloatArray = np.maximum(self.vector[_SKIN] + own, 0.0)
        return total

    def difficulty(self) -> Difficulty:
        return Difficulty(
            severity_slope=float(self.vector[_SEVERITY]),
            skin_slope=float(self.vector[_SKIN]),
            by_concern=tuple(self.by_concern.tolist()),
            skin_slope_by_concern=tuple(self.skin_slope_by_concern.tolist()),
        )


class CurveFit:
    """The data of one population, prepared for repeated fits."""

    def __init__(
        self,
        population: Population,
        concern: IntArray,
        reference: ReferenceMix,
        volume_log_mean: float,
        volume_log_sd: float,
    ) -> None:
        self.cases = Cases.group(
            population.practitioner_count,
            population.outcome_practitioner,
            concern,
            population.outcome_grade,
            # Not discounted: a discount says how well a result foretells, not how noisy it is, and
            # would make the variances too small.
            population.outcome_integrity,
        )
        self._features = CaseFeatures.of(population, concern, reference)
        years = (population.years_evidenced, population.years_claimed)
        self._curve = learning_curve(credited_years(*years))
        self._doubt = curve_doubt(*years)
        self._volume = standard_volume(population.cases_per_year, volume_log_mean, volume_log_sd)
        self._case_mix = self._mean_severity(population.outcome_practitioner)
        self._prior_mean, self._prior_sd = _parameter_priors(len(reference.concerns))
        self._case_information = priors.INFORMATION_PER_RESULT_PRIOR * sums_by(
            population.outcome_practitioner, self.cases.weight, population.practitioner_count
        )
        self._mode: Posterior | None = None

    def _mean_severity(self, practitioner: IntArray) -> FloatArray:
        count = self.cases.practitioner_count
        weight = sums_by(practitioner, self.cases.weight, count)
        total = sums_by(practitioner, self.cases.weight * self._features.severity, count)
        return total / np.maximum(weight, 1e-300)

    def first_guess(self) -> Regression:
        """The priors' own values."""
        return Regression(_unscale_cutpoints(self._prior_mean))

    def with_referral(self, start: Regression, variances: Variances) -> Regression:
        """Difficulty and boundaries, with each practitioner's mean severity in the prior mean.

        Better hands get harder cases; without this Mundlak term severity would look harmless.
        """
        return self._maximise(start, variances, free=np.ones(len(start.vector), dtype=bool))

    def without_referral(self, start: Regression, variances: Variances) -> Regression:
        """Where practitioners start, whatever cases they report, with difficulty held fixed."""
        vector = start.vector.copy()
        vector[_REFERRAL] = 0.0
        free = np.zeros(len(vector), dtype=bool)
        free[_CUTPOINTS] = True
        free[[_EXPERIENCE, _VOLUME]] = True
        return self._maximise(Regression(vector), variances, free)

    def beliefs(self, regression: Regression, variances: Variances) -> Beliefs:
        """The prior of every practitioner."""
        vector = regression.vector
        return Beliefs(
            mean=vector[_EXPERIENCE] * self._curve
            + vector[_VOLUME] * self._volume
            + vector[_REFERRAL] * self._case_mix,
            variance=variances.skill + (vector[_EXPERIENCE] * self._doubt) ** 2,
            concern_variance=variances.concern,
        )

    def difficulty(self, regression: Regression) -> FloatArray:
        """Difficulty of every case."""
        return self._features.difficulty(
            float(regression.vector[_SEVERITY]),
            regression.by_concern,
            regression.skin_slope_by_concern,
        )

    def mode(self, regression: Regression, beliefs: Beliefs) -> Posterior:
        """Posterior modes from results alone, searched from the last ones found."""
        self._mode = posterior_mode(
            self.cases,
            self.difficulty(regression),
            regression.cutpoints,
            beliefs,
            start=self._mode,
            tolerance=_MODE_TOLERANCE,
        )
        return self._mode

    def _maximise(
        self,
        start: Regression,
        variances: Variances,
        free: BoolArray,
    ) -> Regression:
        floor = np.full(len(start.vector), -np.inf)
        floor[[_SEVERITY, _SKIN, _VOLUME]] = 0.0
        floor[_EXPERIENCE] = constants.EXPERIENCE_GAIN_FLOOR
        # The doubt about years scales with the gain; following it inside would reward a flat curve.
        variance = self.beliefs(start, variances).variance

        # In these units every direction curves about equally, which saves most of the iterations.
        unit = self._typical_error(start, variance)[free]

        def loss(changed: FloatArray) -> tuple[float, FloatArray]:
            vector = start.vector.copy()
            vector[free] = changed * unit
            trial = Regression(vector)
            beliefs = replace(self.beliefs(trial, variances), variance=variance)
            mode = self.mode(trial, beliefs)
            value = log_joint(self.cases, self.difficulty(trial), trial.cutpoints, beliefs, mode)
            penalty, penalty_gradient = self._log_prior(trial)
            gradient = self._gradient(trial, beliefs, mode) + penalty_gradient
            return -(value + penalty), -gradient[free] * unit

        found = scipy.optimize.minimize(
            loss,
            start.vector[free] / unit,
            jac=True,
            method="L-BFGS-B",
            bounds=[(low, None) for low in floor[free] / unit],
            options={"maxiter": _MOST_ITERATIONS, "ftol": 1e-8, "gtol": 1e-3},
        )
        vector = start.vector.copy()
        vector[free] = found.x * unit
        return Regression(vector)

    def _typical_error(self, start: Regression, variance: FloatArray) -> FloatArray:
        """Roughly the standard error of each parameter if it were the only one."""
        features, weight = self._features, priors.INFORMATION_PER_RESULT_PRIOR * self.cases.weight
        concern_count = len(start.by_concern)
        all_cases = float(weight.sum())
        by_prior_mean = 1.0 / (variance + 1.0 / np.maximum(self._case_information, 1e-9))
        shared = [
            weight @ features.severity**2,
            weight @ features.darkness**2,
            by_prior_mean @ self._curve**2,
            by_prior_mean @ self._volume**2,
            by_prior_mean @ self._case_mix**2,
        ]
        information = np.concatenate(
            [
                np.full(4, all_cases),
                shared,
                sums_by(features.concern, weight, concern_count),
                sums_by(features.concern, weight * features.darkness**2, concern_count),
            ]
        )
        return 1.0 / np.sqrt(information + 1.0 / self._prior_sd**2)

    def _gradient(self, trial: Regression, beliefs: Beliefs, mode: Posterior) -> FloatArray:
        cases, features = self.cases, self._features
        eta = mode.theta[cases.cell_practitioner] + mode.delta
        x = eta[cases.cell] - self.difficulty(trial)
        pull, _ = pull_and_information(x, cases.grade, trial.cutpoints)
        harder = -cases.weight * pull
        concern_count = len(trial.by_concern)
        by_concern = sums_by(features.concern, harder, concern_count)
        own_skin = sums_by(features.concern, harder * features.darkness, concern_count) * (
            trial.skin_slope_by_concern > 0
        )
        by_mean = (mode.theta - beliefs.mean) / beliefs.variance
        shared = [
            harder @ features.severity,
            own_skin.sum(),
            by_mean @ self._curve,
            by_mean @ self._volume,
            by_mean @ self._case_mix,
        ]
        by_cutpoint = cutpoint_gradient(x, cases.grade, cases.weight, trial.cutpoints)
        return np.concatenate(
            [_by_gaps(by_cutpoint, trial.vector[_CUTPOINTS]), shared, by_concern, own_skin]
        )

    def _log_prior(self, trial: Regression) -> tuple[float, FloatArray]:
        position = trial.vector.copy()
        position[_CUTPOINTS] = trial.cutpoints
        deviation = (position - self._prior_mean) / self._prior_sd
        gradient = -deviation / self._prior_sd
        gradient[_CUTPOINTS] = _by_gaps(gradient[_CUTPOINTS], trial.vector[_CUTPOINTS])
        return -0.5 * float(deviation @ deviation), gradient


def _by_gaps(by_cutpoint: FloatArray, packed: FloatArray) -> FloatArray:
    """Chain rule from the cutpoints to the first one and the logarithms of the gaps."""
    above = np.cumsum(by_cutpoint[::-1])[::-1]
    return np.concatenate((above[:1], above[1:] * np.exp(packed[1:])))


def _unscale_cutpoints(position: FloatArray) -> FloatArray:
    vector = position.copy()
    vector[1:4] = np.log(np.diff(position[_CUTPOINTS]))
    return vector


def _parameter_priors(concern_count: int) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation of each parameter's normal prior, cutpoints as such."""
    none = [0.0] * concern_count
    mean = [
        *priors.CUTPOINTS_PRIOR,
        priors.SEVERITY_SLOPE_PRIOR,
        priors.SKIN_SLOPE_PRIOR,
        priors.EXPERIENCE_GAIN_PRIOR,
        priors.VOLUME_SLOPE_PRIOR,
        0.0,
        *none,
        *none,
    ]
    deviation = [
        *(priors.CUTPOINT_PRIOR_SD,) * 4,
        priors.SEVERITY_SLOPE_PRIOR_SD,
        priors.SKIN_SLOPE_PRIOR_SD,
        priors.EXPERIENCE_GAIN_PRIOR_SD,
        priors.VOLUME_SLOPE_PRIOR_SD,
        priors.MUNDLAK_PRIOR_SD,
        *(priors.CONCERN_DIFFICULTY_PRIOR_SD,) * concern_count,
        *(priors.CONCERN_SKIN_PRIOR_SD,) * concern_count,
    ]
    return np.array(mean), np.array(deviation)
