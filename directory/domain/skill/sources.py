"""Unverified ratings: ranks within a source, one summary per practitioner, and its capped pull.

A rating becomes the normal score of its mid-rank among its source's values, so a source's scale
and generosity vanish.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy

from directory.domain.skill import constants
from directory.domain.skill.arrays import FloatArray, sums_by
from directory.domain.skill.hyperparameters import ReferenceRanks, Stars
from directory.domain.skill.population import Population
from directory.domain.skill.posterior import StarPull

# The success probability is a mean of logistic curves, none steeper than 1/4.
_MOST_POINTS_PER_LOG_ODDS = 25.0
# Keeps the noise of a mean finite where hardly a rating is left.
_FEWEST_RATINGS = 1e-6
# Stored values per source; beyond this, quantiles stand for the rest.
_MOST_STORED_VALUES = 1000


@dataclass(frozen=True, slots=True, eq=False)
class RatingSummary:
    """Mean normal score of each practitioner's ratings and how many they count as (0: none)."""

    mean: FloatArray
    count: FloatArray


def reference_ranks(values: FloatArray) -> ReferenceRanks:
    """The mid-rank normal scores of a source's values (Blom-like, so that none is infinite)."""
    distinct = np.unique(values)
    if len(distinct) > _MOST_STORED_VALUES:
        picks = np.linspace(0, len(distinct) - 1, _MOST_STORED_VALUES).round().astype(np.intp)
        distinct = distinct[picks]
    ordered = np.sort(values)
    below = np.searchsorted(ordered, distinct, "left")
    below_or_equal = np.searchsorted(ordered, distinct, "right")
    ranks = np.empty(2 * len(distinct) + 1)
    ranks[1::2] = (below + below_or_equal) / 2.0
    ranks[0] = 0.0
    ranks[2::2] = below_or_equal
    scores = scipy.special.ndtri((ranks + 0.5) / (len(values) + 1.0))
    return ReferenceRanks(tuple(distinct.tolist()), tuple(scores.tolist()))


def normal_scores(population: Population, channels: Mapping[str, ReferenceRanks]) -> FloatArray:
    """Score of each rating among its source's reference values; NaN for a source never seen."""
    scores = np.full(len(population.rating_value), np.nan)
    for index, channel in enumerate(population.channels):
        ranks = channels.get(channel)
        if ranks is None:
            continue
        mine = population.rating_channel == index
        value = population.rating_value[mine]
        values = np.array(ranks.values)
        place = np.searchsorted(values, value, "left") + np.searchsorted(values, value, "right")
        widest = constants.STAR_SCORE_CLIP
        scores[mine] = np.clip(np.array(ranks.scores)[place], -widest, widest)
    return scores


def summarise_ratings(
    population: Population, channels: Mapping[str, ReferenceRanks], mean_spread: float
) -> RatingSummary:
    """One mean score per practitioner, each source weighing at most its cap of ratings."""
    count = population.practitioner_count
    scores = normal_scores(population, channels)
    scores = np.where(population.rating_count > 1, mean_spread * scores, scores)
    known = ~np.isnan(scores)
    channel_count = max(len(population.channels), 1)
    key = population.rating_practitioner * channel_count + population.rating_channel
    number = population.rating_count * population.rating_integrity
    groups, member = np.unique(key[known], return_inverse=True)
    ratings = sums_by(member, number[known], len(groups))
    total = sums_by(member, (number * scores)[known], len(groups))
    cap = np.full(len(ratings), constants.RATINGS_PER_SOURCE_CAP)
    cap[member[population.rating_count[known] > 1]] = constants.MEANS_PER_SOURCE_CAP
    weight = np.minimum(ratings, cap)
    owner = groups // channel_count
    weights = sums_by(owner, weight, count)
    sums = sums_by(owner, weight * total / np.maximum(ratings, 1e-300), count)
    return RatingSummary(mean=sums / np.maximum(weights, 1e-300), count=weights)


def star_pull(stars: Stars, summary: RatingSummary, prior_variance: FloatArray) -> StarPull:
    """The pull of each practitioner's ratings on θ.

    The limit makes the promise in points hold whatever else is known: without stars the
    log-posterior curves at least as much as the prior, so a force f moves θ by at most
    f × prior variance.
    """
    variance = stars.bias_variance + stars.noise_variance / np.maximum(
        summary.count, _FEWEST_RATINGS
    )
    steepest = constants.STAR_STEEPNESS_CAP * (summary.count + 1.0)
    steepness = np.minimum(
        stars.slope / variance, steepest / _MOST_POINTS_PER_LOG_ODDS / prior_variance
    )
    information = stars.slope * steepness
    kept = np.where(summary.count > 0, 1.0, 0.0) * (
        stars.information_cap / np.maximum(information, stars.information_cap)
    )
    drive = steepness * (summary.mean - stars.center)
    most = constants.STAR_POINTS_CAP
    half_way = most / constants.STAR_POINTS_CAP_ONE - 1.0
    points = most * summary.count / (summary.count + half_way)
    limit = points / _MOST_POINTS_PER_LOG_ODDS / prior_variance
    return StarPull(drive=kept * drive, information=kept * information, limit=limit)
