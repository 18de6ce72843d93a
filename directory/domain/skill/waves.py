"""Reports that come in waves: more of one kind in a time than the practitioner's others lead one
to expect. Whoever forges reports does it in weeks or months, and not for years before.

Only dates, verification levels and sources are looked at, never what a report says, so a better
grade cannot make a wave. How little a wave moves a score is decided in `score`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import scipy

from directory.domain.skill import constants
from directory.domain.skill.arrays import FloatArray
from directory.domain.skill.evidence import Evidence
from directory.domain.skill.rhythm import Rhythm, Rhythms, dated_ratings, level_group

_DAYS_PER_YEAR = 365.25
# Between one and this many windows from a report, another is counted with falling weight, so that
# no day makes a jump.
_WINDOW_END = 1.3


def mark_waves(evidence: Evidence, rhythms: Rhythms) -> Evidence:
    """The evidence with `wave` set on each result, and ratings of waves weighing less."""
    dated = dated_ratings(evidence)
    results = _waves(
        [one.age_years for one in evidence.outcomes],
        [level_group(one) for one in evidence.outcomes],
        rhythms.results,
    )
    ratings = _waves([age for _, age in dated], [one.source for one, _ in dated], rhythms.ratings)
    return replace(
        evidence,
        outcomes=tuple(
            replace(one, wave=wave) if wave else one
            for one, wave in zip(evidence.outcomes, results, strict=True)
        ),
        ratings=(
            *(one for one in evidence.ratings if one.age_years is None),
            *(
                replace(one, integrity=one.integrity * (1.0 - wave))
                for (one, _), wave in zip(dated, ratings, strict=True)
            ),
        ),
    )


def _waves(ages: Sequence[float], groups: Sequence[str], rhythm: Rhythm) -> list[float]:
    """How surely each report came in a wave of its group, 0–1."""
    age, group = np.array(ages), np.array(groups)
    waves = np.zeros(len(ages))
    for name in set(groups) & set(rhythm.shares):
        mine = group == name
        for days in (constants.SHORT_WAVE_DAYS, constants.LONG_WAVE_DAYS):
            certainty = _certainty(
                age[mine], len(ages), rhythm, rhythm.shares[name], days / _DAYS_PER_YEAR
            )
            waves[mine] = np.maximum(waves[mine], certainty)
    return [float(wave) for wave in waves]


def _certainty(
    ages: FloatArray, report_count: int, rhythm: Rhythm, share: float, window: float
) -> FloatArray:
    """How surely each report of one group came in a wave of reports within `window` years.

    A practitioner's rate is gamma distributed about the usual one, and learned from the reports
    outside the window; then the number inside is negative binomial.
    """
    count = _nearness(ages[:, None] - ages, window).sum(axis=1)
    usual_share = share * _nearness(ages[:, None] - np.array(rhythm.ages), window).mean(axis=1)
    known = rhythm.evenness + report_count - count
    expected = usual_share * known / (rhythm.evenness / rhythm.mean_count + 1.0 - usual_share)
    # Where nobody's reports are as old or as new, any at all are unexpected.
    expected = np.maximum(expected, 1e-9)
    surprise = count * np.log(count / expected) - (count + known) * np.log(
        (count + known) / (expected + known)
    )
    # Short windows are many, so that something is bound to lie in one of them by chance.
    surprise += np.log(np.maximum(usual_share, 1e-9))
    certainty: FloatArray = scipy.special.expit(
        constants.WAVE_STEEPNESS * (surprise - constants.WAVE_SURPRISE)
    ) * (count > expected)
    return certainty


def _nearness(years_apart: FloatArray, window: float) -> FloatArray:
    nearness: FloatArray = np.clip(
        (_WINDOW_END - np.abs(years_apart) / window) / (_WINDOW_END - 1.0), 0.0, 1.0
    )
    return nearness
