"""Learns the hyperparameters from a population; run nightly and after bulk imports.

Empirical Bayes in turns: difficulty and grade boundaries, then the variances, then where
practitioners start, then what stars are worth. With little or no data every number falls back to
its prior in `constants`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from directory.domain.errors import InvalidValueError
from directory.domain.skill import priors
from directory.domain.skill.difficulty import reference_mix
from directory.domain.skill.experience import volume_scale
from directory.domain.skill.fit_curve import CurveFit, Variances
from directory.domain.skill.fit_stars import fit_stars
from directory.domain.skill.fit_top import top_tenth_points
from directory.domain.skill.fit_variances import fit_variances
from directory.domain.skill.healing import learn_healing
from directory.domain.skill.hyperparameters import Hyperparameters, Prior
from directory.domain.skill.population import Population
from directory.domain.skill.rhythm import NO_RHYTHMS, Rhythms
from directory.domain.skill.sample import sample_for_fitting
from directory.domain.skill.score import concern_indices

_ROUNDS = 2


def fit(
    population: Population,
    concern_shares: Mapping[str, float],
    rhythms: Rhythms = NO_RHYTHMS,
) -> Hyperparameters:
    """Hyperparameters learned from `population`.

    `concern_shares` says how often patients ask for each concern (any positive scale); it fixes
    the reference mix. Concerns that occur in outcomes only get the share 0. `rhythms` is kept for
    marking waves in later evidence. Raises `InvalidValueError` when no share is positive.
    """
    shares = {concern: float(share) for concern, share in concern_shares.items()}
    if not any(share > 0 for share in shares.values()) or min(shares.values()) < 0:
        raise InvalidValueError(
            "The concerns' shares must not be negative, and one at least must be positive.",
            "concern_shares",
        )
    for concern in sorted(set(population.concerns) - set(shares)):
        shares[concern] = 0.0
    reference = reference_mix(population, shares)
    volume_log_mean, volume_log_sd = volume_scale(population.cases_per_year)
    sample = sample_for_fitting(population)
    curve = CurveFit(
        sample,
        concern_indices(sample, reference.concerns),
        reference,
        volume_log_mean,
        volume_log_sd,
    )
    regression = curve.first_guess()
    variances = Variances(priors.TALENT_VARIANCE_PRIOR, priors.CONCERN_VARIANCE_PRIOR)
    regression = curve.without_referral(regression, variances)
    for _ in range(_ROUNDS):
        regression = curve.with_referral(regression, variances)
        regression = curve.without_referral(regression, variances)
        variances = fit_variances(curve, regression, variances)
    regression = curve.without_referral(regression, variances)
    mode = curve.mode(regression, curve.beliefs(regression, variances))
    first, second, third, fourth = regression.cutpoints.tolist()
    model = Hyperparameters(
        reference=reference,
        cutpoints=(first, second, third, fourth),
        difficulty=regression.difficulty(),
        prior=Prior(
            experience_gain=regression.experience_gain,
            volume_slope=regression.volume_slope,
            volume_log_mean=volume_log_mean,
            volume_log_sd=volume_log_sd,
            variance=variances.skill,
            concern_variance=variances.concern,
        ),
        stars=fit_stars(sample, curve.cases, mode),
        top_points=priors.TOP_POINTS_PRIOR,
        top_points_by_concern=(priors.TOP_POINTS_PRIOR,) * len(reference.concerns),
        practitioner_count=population.practitioner_count,
        outcome_count=population.outcome_count,
        rhythms=rhythms,
        healing=learn_healing(population),
    )
    top_points, top_points_by_concern = top_tenth_points(population, model)
    return replace(model, top_points=top_points, top_points_by_concern=top_points_by_concern)
