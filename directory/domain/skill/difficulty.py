"""How hard a case is, and the reference case mix on which everybody is predicted.

Difficulty = severity + concern + darker skin, the last by concern. What is not known counts as
the reference mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from directory.domain.skill import constants, priors
from directory.domain.skill.arrays import FloatArray, IntArray, sums_by
from directory.domain.skill.hyperparameters import Difficulty, ReferenceMix
from directory.domain.skill.population import Population


def darkness(fitzpatrick: FloatArray) -> FloatArray:
    """Skin types above III, counted; laser treatment of lighter skin is equally hard."""
    return np.maximum(fitzpatrick - 3.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class CaseFeatures:
    """Severity and darkness of k cases as deviations from the reference mean, 0 where unknown."""

    concern: IntArray
    severity: FloatArray
    darkness: FloatArray

    @classmethod
    def of(cls, population: Population, concern: IntArray, reference: ReferenceMix) -> CaseFeatures:
        """Features of a population's outcomes, their concerns already given as model indices."""
        return cls(
            concern=concern,
            severity=np.nan_to_num(population.outcome_severity - mean_severity(reference)),
            darkness=np.nan_to_num(
                darkness(population.outcome_fitzpatrick) - mean_darkness(reference)
            ),
        )

    def difficulty(
        self, severity_slope: float, by_concern: FloatArray, skin_slope: FloatArray
    ) -> FloatArray:
        """Difficulty of each case in log-odds."""
        return (
            severity_slope * self.severity
            + by_concern[self.concern]
            + skin_slope[self.concern] * self.darkness
        )


def mean_severity(reference: ReferenceMix) -> float:
    return float(np.dot(reference.severity_shares, constants.SEVERITIES))


def mean_darkness(reference: ReferenceMix) -> float:
    return float(np.dot(reference.skin_shares, darkness(np.array(constants.SKIN_TYPES, float))))


def reference_mix(population: Population, concern_shares: dict[str, float]) -> ReferenceMix:
    """The population's own weighted mix of severity and skin, begun with a small assumed one."""
    concerns = tuple(concern_shares)
    total = sum(concern_shares.values())
    return ReferenceMix(
        concerns=concerns,
        concern_shares=tuple(concern_shares[concern] / total for concern in concerns),
        severity_shares=_shares(
            population.outcome_severity, population.outcome_weight, priors.SEVERITY_MIX_PRIOR
        ),
        skin_shares=_shares(
            population.outcome_fitzpatrick, population.outcome_weight, priors.SKIN_MIX_PRIOR
        ),
    )


def _shares(level: FloatArray, weight: FloatArray, assumed: tuple[float, ...]) -> tuple[float, ...]:
    known = ~np.isnan(level)
    seen = sums_by(level[known].astype(np.intp) - 1, weight[known], len(assumed))
    cases = seen + priors.REFERENCE_MIX_PRIOR_CASES * np.array(assumed)
    return tuple((cases / cases.sum()).tolist())


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceCases:
    """The reference patients of each concern: `difficulty` (concerns, cases) with `share` (cases,)
    adding up to one, and each concern's share of all patients."""

    difficulty: FloatArray
    share: FloatArray
    concern_share: FloatArray


def reference_cases(
    reference: ReferenceMix, difficulty: Difficulty, extra_concerns: int
) -> ReferenceCases:
    """Reference patients of the model's concerns and of `extra_concerns` it has never seen."""
    by_concern, skin_slope = concern_columns(difficulty, extra_concerns)
    severity = np.array(constants.SEVERITIES, float) - mean_severity(reference)
    # Types I–III are equally hard, so they are one kind of patient.
    dark_levels, dark_of_type = np.unique(
        darkness(np.array(constants.SKIN_TYPES, float)), return_inverse=True
    )
    dark_share = np.bincount(dark_of_type, np.array(reference.skin_shares))
    dark = dark_levels - mean_darkness(reference)
    cases = (
        by_concern[:, None, None]
        + difficulty.severity_slope * severity[None, :, None]
        + skin_slope[:, None, None] * dark[None, None, :]
    )
    share = np.outer(reference.severity_shares, dark_share)
    return ReferenceCases(
        difficulty=cases.reshape(len(by_concern), -1),
        share=share.ravel(),
        concern_share=np.concatenate([reference.concern_shares, np.zeros(extra_concerns)]),
    )


def concern_columns(difficulty: Difficulty, extra_concerns: int) -> tuple[FloatArray, FloatArray]:
    """Difficulty and skin slope by concern; a concern never seen is taken as an average one."""
    return (
        np.concatenate([difficulty.by_concern, np.zeros(extra_concerns)]),
        np.concatenate(
            [difficulty.skin_slope_by_concern, np.full(extra_concerns, difficulty.skin_slope)]
        ),
    )
