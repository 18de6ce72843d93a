"""The posterior mode of each practitioner's skill θ and deviations δ by concern, all at once.

Given θ the deviations are independent, so the Hessian is an arrow and each deviation is
eliminated in closed form: one Newton step costs one pass over the outcomes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from directory.domain.skill.arrays import FloatArray, IntArray, sums_by
from directory.domain.skill.grades import log_likelihood, pull_and_information

_MAX_STEPS = 100
_LARGEST_STEP = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """Outcomes grouped into cells, one per practitioner and concern that occur together.

    `cell`, `grade`, `weight` (k,); `cell_practitioner`, `cell_concern` (cells,).
    """

    practitioner_count: int
    cell: IntArray
    grade: IntArray
    weight: FloatArray
    cell_practitioner: IntArray
    cell_concern: IntArray

    @classmethod
    def group(
        cls,
        practitioner_count: int,
        practitioner: IntArray,
        concern: IntArray,
        grade: IntArray,
        weight: FloatArray,
    ) -> Cases:
        """Cases from the columns of a population."""
        concern_count = int(concern.max(initial=0)) + 1
        keys, cell = np.unique(practitioner * concern_count + concern, return_inverse=True)
        return cls(
            practitioner_count,
            cell.astype(np.intp),
            grade,
            weight,
            keys // concern_count,
            keys % concern_count,
        )

    def per_cell(self, values: FloatArray) -> FloatArray:
        return sums_by(self.cell, values, len(self.cell_practitioner))

    def per_practitioner(self, cell_values: FloatArray) -> FloatArray:
        return sums_by(self.cell_practitioner, cell_values, self.practitioner_count)


class Pull(Protocol):
    """A force on θ beside prior and results; it never grows with θ."""

    def at(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The force and its negative slope at θ, each (n,)."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class StarPull:
    """Force of unverified ratings on θ: clip(information × (level − θ), ±limit), each (n,).

    Written as `drive` = information × level so that no information needs no level.
    """

    drive: FloatArray
    information: FloatArray
    limit: FloatArray

    def at(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The force and its negative slope at θ."""
        force = self.drive - self.information * theta
        inside = np.abs(force) < self.limit
        return np.clip(force, -self.limit, self.limit), np.where(inside, self.information, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class WavePull:
    """Force on θ of the results that came in waves: their sum, cut off at ±`limit`.

    All (k,) but `limit`. They say nothing of a single concern, so that each practitioner's forces
    all fall in θ and a better result can never lower it.
    """

    practitioner: IntArray
    difficulty: FloatArray
    grade: IntArray
    weight: FloatArray
    cutpoints: FloatArray
    limit: float

    def at(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The force and its negative slope at θ."""
        pull, information = pull_and_information(
            theta[self.practitioner] - self.difficulty, self.grade, self.cutpoints
        )
        force = sums_by(self.practitioner, self.weight * pull, len(theta))
        slope = sums_by(self.practitioner, self.weight * information, len(theta))
        inside = np.abs(force) < self.limit
        return np.clip(force, -self.limit, self.limit), np.where(inside, slope, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Beliefs:
    """The prior: mean and variance of each practitioner's θ (n,), variance of every δ."""

    mean: FloatArray
    variance: FloatArray
    concern_variance: float


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Mode and curvature. `theta`, `precision` (of θ with δ integrated out, without the pulls)
    and each of `forces` (one per pull) (n,); `delta`, `pull`, `information` (cells,)."""

    theta: FloatArray
    delta: FloatArray
    precision: FloatArray
    forces: tuple[FloatArray, ...]
    pull: FloatArray
    information: FloatArray


def posterior_mode(
    cases: Cases,
    difficulty: FloatArray,
    cutpoints: FloatArray,
    beliefs: Beliefs,
    pulls: Sequence[Pull] = (),
    *,
    start: Posterior | None = None,
    tolerance: float = 1e-11,
) -> Posterior:
    """Newton's method for every practitioner together; the log-posterior is strictly concave.

    `difficulty` (k,). `start` warms the search.
    """
    theta = beliefs.mean.copy() if start is None else start.theta.copy()
    delta = np.zeros(len(cases.cell_practitioner)) if start is None else start.delta.copy()
    delta_precision = 1.0 / beliefs.concern_variance
    owner = cases.cell_practitioner
    last_step, largest_step = np.zeros(len(theta)), np.full(len(theta), _LARGEST_STEP)
    for _ in range(_MAX_STEPS):
        eta = theta[owner] + delta
        pull, information = pull_and_information(
            eta[cases.cell] - difficulty, cases.grade, cutpoints
        )
        cell_pull = cases.per_cell(cases.weight * pull)
        cell_information = cases.per_cell(cases.weight * information)
        pulling = [one.at(theta) for one in pulls]
        forces = tuple(force for force, _ in pulling)
        total = cell_information + delta_precision
        delta_slope = cell_pull - delta * delta_precision
        precision = 1.0 / beliefs.variance + cases.per_practitioner(
            cell_information * delta_precision / total
        )
        theta_slope = (
            (beliefs.mean - theta) / beliefs.variance
            + sum(forces)
            + cases.per_practitioner(cell_pull - cell_information / total * delta_slope)
        )
        theta_step = theta_slope / (precision + sum(slope for _, slope in pulling))
        # A force that is cut off can throw Newton's steps to and fro across the mode: each turn
        # halves the steps to come.
        turning = theta_step * last_step < 0
        largest_step[turning] = 0.5 * np.abs(last_step[turning])
        theta_step = np.clip(theta_step, -largest_step, largest_step)
        last_step = theta_step
        delta_step = (delta_slope - cell_information * theta_step[owner]) / total
        largest = max(np.abs(theta_step).max(initial=0.0), np.abs(delta_step).max(initial=0.0))
        if largest < tolerance:
            break
        theta = theta + theta_step
        delta = delta + delta_step
    return Posterior(theta, delta, precision, forces, cell_pull, cell_information)


def log_joint(
    cases: Cases,
    difficulty: FloatArray,
    cutpoints: FloatArray,
    beliefs: Beliefs,
    mode: Posterior,
) -> float:
    """Log-likelihood plus log-prior at the mode, without constants (pulls excluded)."""
    eta = mode.theta[cases.cell_practitioner] + mode.delta
    fit = cases.weight * log_likelihood(eta[cases.cell] - difficulty, cases.grade, cutpoints)
    return float(
        fit.sum()
        - 0.5 * ((mode.theta - beliefs.mean) ** 2 / beliefs.variance).sum()
        - 0.5 * (mode.delta**2).sum() / beliefs.concern_variance
    )


def log_marginal(
    cases: Cases,
    difficulty: FloatArray,
    cutpoints: FloatArray,
    beliefs: Beliefs,
    mode: Posterior,
) -> float:
    """Laplace approximation of the log marginal likelihood, without constants."""
    joint = log_joint(cases, difficulty, cutpoints, beliefs, mode)
    return joint - 0.5 * float(
        np.log(beliefs.variance * mode.precision).sum()
        + np.log1p(mode.information * beliefs.concern_variance).sum()
    )
