"""What years of experience and audited volume say before any result is known."""

from __future__ import annotations

import numpy as np

from directory.domain.skill import constants, priors
from directory.domain.skill.arrays import FloatArray


def learning_curve(years: FloatArray) -> FloatArray:
    """Place on the learning curve, 0–1: steep early, flat late, level after 25 years."""
    capped = np.minimum(years, constants.YEARS_CAP)
    return -np.expm1(-capped / constants.LEARNING_YEARS)


def credited_years(evidenced: FloatArray, claimed: FloatArray) -> FloatArray:
    """Years that count, from evidenced and self-declared ones (NaN where not known).

    Evidence counts in full, a bare claim by 70% and at most 4 years, nothing at all as 3 years.
    """
    from_claim = np.minimum(constants.CLAIMED_YEARS_SHARE * claimed, constants.CLAIMED_YEARS_CAP)
    without_evidence = np.where(np.isnan(claimed), constants.UNKNOWN_YEARS, from_claim)
    return np.where(np.isnan(evidenced), without_evidence, evidenced)


def curve_doubt(evidenced: FloatArray, claimed: FloatArray) -> FloatArray:
    """Standard deviation of the true place on the learning curve about the credited one."""
    without_evidence = np.where(
        np.isnan(claimed), constants.UNKNOWN_CURVE_SD, constants.CLAIMED_CURVE_SD
    )
    return np.where(np.isnan(evidenced), without_evidence, 0.0)


def standard_volume(cases_per_year: FloatArray, log_mean: float, log_sd: float) -> FloatArray:
    """Audited cases a year as a clipped standard score of their logarithm; 0 where not known."""
    # One case a year is the least that an audit can show; it also keeps the logarithm finite.
    score = (np.log(np.maximum(cases_per_year, 1.0)) - log_mean) / log_sd
    clipped = np.clip(score, -constants.VOLUME_CLIP, constants.VOLUME_CLIP)
    return np.where(np.isnan(cases_per_year), 0.0, clipped)


def volume_scale(cases_per_year: FloatArray) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm of audited volumes, with a prior.

    The prior weighs as much as ten practitioners, so that the first few audits mean little.
    """
    known = np.log(np.maximum(cases_per_year[~np.isnan(cases_per_year)], 1.0))
    prior = priors.VOLUME_PRIOR_PRACTITIONERS
    total = len(known) + prior
    usual = np.log(priors.USUAL_VOLUME)
    mean = float((known.sum() + prior * usual) / total)
    spread = (known - mean) ** 2
    variance = float((spread.sum() + prior * priors.VOLUME_LOG_SD_PRIOR**2) / total)
    return mean, variance**0.5
