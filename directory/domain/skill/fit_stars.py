"""Learns what unverified ratings are worth from practitioners who also have verified results."""

from __future__ import annotations

import numpy as np

from directory.domain.skill import constants, priors
from directory.domain.skill.arrays import FloatArray
from directory.domain.skill.hyperparameters import ReferenceRanks, Stars
from directory.domain.skill.population import Population
from directory.domain.skill.posterior import Cases, Posterior
from directory.domain.skill.sources import (
    RatingSummary,
    normal_scores,
    reference_ranks,
    summarise_ratings,
)

_RATINGS_FOR_SPREAD = 3
_ROUNDS = 5


def fit_stars(population: Population, cases: Cases, mode: Posterior) -> Stars:
    """The reference ranks of each source, and how the mean score follows skill.

    Regresses the mean score on the posterior mean of θ: as θ = mean + independent error, the
    slope is not attenuated (Berkson error).
    """
    channels = {
        channel: reference_ranks(population.rating_value[population.rating_channel == index])
        for index, channel in enumerate(population.channels)
        if np.any(population.rating_channel == index)
    }
    noise, spread = _single_ratings(population, channels)
    summary = summarise_ratings(population, channels, spread)
    center, slope, bias = _line(summary, mode, noise)
    weight = float(cases.weight.sum())
    # As if one more result of the assumed information had been seen, so that none is no problem.
    per_result = (float(mode.information.sum()) + priors.INFORMATION_PER_RESULT_PRIOR) / (
        weight + 1.0
    )
    return Stars(
        center=center,
        slope=slope,
        bias_variance=bias,
        noise_variance=noise,
        mean_spread=spread,
        information_cap=constants.STAR_PATIENTS_CAP * per_result,
        channels=channels,
    )


def _single_ratings(
    population: Population, channels: dict[str, ReferenceRanks]
) -> tuple[float, float]:
    """Variance of single ratings within a practitioner's source, and spread of their means."""
    single = population.rating_count == 1
    score = normal_scores(population, channels)[single]
    key = (
        population.rating_practitioner[single] * max(len(population.channels), 1)
        + population.rating_channel[single]
    )
    _, group = np.unique(key, return_inverse=True)
    number = np.bincount(group) if len(group) else np.zeros(0)
    mean = np.bincount(group, score) / number if len(group) else np.zeros(0)
    squares = float(((score - mean[group]) ** 2).sum()) if len(group) else 0.0
    freedom = len(score) - len(number)
    noise = (squares + priors.STAR_PRIOR_RATINGS * priors.STAR_NOISE_VARIANCE_PRIOR) / (
        freedom + priors.STAR_PRIOR_RATINGS
    )
    often = mean[number >= _RATINGS_FOR_SPREAD]
    spread_square = (
        float((often**2).sum()) + priors.STAR_PRIOR_RATINGS * priors.STAR_MEAN_SPREAD_PRIOR**2
    ) / (len(often) + priors.STAR_PRIOR_RATINGS)
    return noise, float(np.sqrt(spread_square))


def _line(summary: RatingSummary, mode: Posterior, noise: float) -> tuple[float, float, float]:
    rated = summary.count > 0
    score, count = summary.mean[rated], summary.count[rated]
    theta, theta_variance = mode.theta[rated], 1.0 / mode.precision[rated]
    slope, bias = priors.STAR_SLOPE_PRIOR, priors.STAR_BIAS_VARIANCE_PRIOR
    center = 0.0
    if not rated.any():
        return center, slope, bias
    for _ in range(_ROUNDS):
        variance = bias + noise / count + slope**2 * theta_variance
        weight = 1.0 / variance
        middle = np.average(theta, weights=weight)
        level = np.average(score, weights=weight)
        prior_weight = 1.0 / priors.STAR_SLOPE_PRIOR_SD**2
        covariance = float((weight * (theta - middle) * (score - level)).sum())
        spread = float((weight * (theta - middle) ** 2).sum())
        slope = max(
            (covariance + prior_weight * priors.STAR_SLOPE_PRIOR) / (spread + prior_weight), 0.0
        )
        center = float(level - slope * middle)
        bias = _bias_variance(score - center - slope * theta, variance - bias, bias)
    return center, slope, bias


def _bias_variance(residual: FloatArray, other: FloatArray, bias: float) -> float:
    """One scoring step for the variance that is left beside the known `other` variance."""
    weight = (bias / (bias + other)) ** 2
    prior = priors.STAR_BIAS_PRIOR_PRACTITIONERS
    seen = float((weight * (residual**2 - other)).sum())
    return max(
        (seen + prior * priors.STAR_BIAS_VARIANCE_PRIOR) / (float(weight.sum()) + prior),
        0.1 * priors.STAR_BIAS_VARIANCE_PRIOR,
    )
