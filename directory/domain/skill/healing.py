"""What healing and sessions tell of the severity of cases, learned from everybody's results.

Severe cases are treated more deeply, so they heal longer, or need more sessions. Where somebody's
patients tick severe cases and heal like mild ones, `score` also asks what the results would be
worth in cases as severe as their healing bears out, and takes the lower answer. One result is told
little by its healing; the bearing out is unbiased, so that it adds up over many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from directory.domain.skill import constants
from directory.domain.skill.arrays import BoolArray, FloatArray, IntArray, sums_by
from directory.domain.skill.population import Population

_DAYS = np.array((1, 3, 5, 7, 10, 14, 20, 30))  # of healing, from which the next step begins
_SESSIONS = np.array((2, 3, 4))
COURSE_COUNT = (len(_DAYS) + 1) * (len(_SESSIONS) + 1)
# Results that what is known of all concerns stands for in a single one, and of chance in all.
_COMMON_RESULTS = 300.0
_CHANCE_RESULTS = 20.0
# How much dearer a bias is than noise, in the severity that a course bears out.
_BIAS_COST = 100.0
_WIDEST = (-1.0, 7.0)


@dataclass(frozen=True, slots=True)
class Healing:
    """For each concern whose healing tells, the severity that each course bears out.

    A course is a step of days until nothing is seen and one of sessions, `COURSE_COUNT` in all.
    The severity has the benefit of the doubt in it, and may lie beyond 1–4.
    """

    severities: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def bear_out(self, population: Population) -> FloatArray:
        """The severity that each outcome's healing bears out, (k,); the recorded one where
        healing is not known or does not tell, NaN where none was recorded."""
        recorded, told = population.outcome_severity, self.tell(population)
        return np.where(np.isnan(recorded) | np.isnan(told), recorded, told)

    def tell(self, population: Population) -> FloatArray:
        """What severity each outcome's healing tells of, (k,); NaN where it does not."""
        silent = np.full(COURSE_COUNT, np.nan)
        by_concern = np.array([self.severities.get(one, silent) for one in population.concerns])
        course, is_known = courses(population)
        told = np.full(population.outcome_count, np.nan)
        told[is_known] = by_concern.reshape(-1, COURSE_COUNT)[
            population.outcome_concern[is_known], course[is_known]
        ]
        return told


NO_HEALING = Healing()
"""Before anything is known; every recorded severity stands."""


def courses(population: Population) -> tuple[IntArray, BoolArray]:
    """Each outcome's course, and whether it is known (k,); an unknown one is 0."""
    days, sessions = population.outcome_healing_days, population.outcome_sessions
    is_known = ~np.isnan(days) & ~np.isnan(sessions)
    day_step = np.searchsorted(_DAYS, np.nan_to_num(days), side="right")
    session_step = np.searchsorted(_SESSIONS, np.nan_to_num(sessions), side="right")
    return np.where(is_known, day_step * (len(_SESSIONS) + 1) + session_step, 0), is_known


def learn_healing(population: Population) -> Healing:
    """What a population's healing tells, for each concern where it tells enough."""
    course, is_known = courses(population)
    is_used = is_known & ~np.isnan(population.outcome_severity)
    course, concern = course[is_used], population.outcome_concern[is_used]
    severity = population.outcome_severity[is_used].astype(np.intp) - 1
    counts = np.zeros((len(population.concerns), len(constants.SEVERITIES), COURSE_COUNT))
    np.add.at(counts, (concern, severity, course), 1.0)
    common = _chances(counts.sum(axis=0))
    told = {
        name: severities
        for name, own in zip(population.concerns, counts, strict=True)
        if own.sum() >= constants.HEALING_RESULTS_FROM
        and (severities := _estimate(own, common)) is not None
    }
    benefit = constants.HEALING_BENEFIT + _difference_of_hands(
        population.outcome_practitioner,
        Healing(told).tell(population) - population.outcome_severity,
    )
    return Healing(
        {name: tuple(severity + benefit for severity in one) for name, one in told.items()}
    )


def _chances(counts: FloatArray) -> FloatArray:
    """How likely each course is at each severity, (4, courses), by all concerns together."""
    usual = counts.sum(axis=0) + 1.0
    usual /= usual.sum()
    smoothed = counts + _CHANCE_RESULTS * usual
    chances: FloatArray = smoothed / smoothed.sum(axis=1, keepdims=True)
    return chances


def _estimate(counts: FloatArray, common: FloatArray) -> tuple[float, ...] | None:
    """The severity that each course of a concern bears out, (courses,); None where noise or bias
    would be too large, or where the concern's own results contradict it.

    The least squares of noise about the mean, plus `_BIAS_COST` times the squares of what it would
    be wrong by at each severity on average.
    """
    severities = np.array(constants.SEVERITIES, dtype=np.float64)
    usual = common.mean(axis=0)
    own_usual = counts.sum(axis=0) + _COMMON_RESULTS * usual
    own_usual /= own_usual.sum()
    expected = own_usual * common / usual
    chances = counts + _COMMON_RESULTS * expected / expected.sum(axis=1, keepdims=True)
    chances /= chances.sum(axis=1, keepdims=True)
    share = (counts.sum(axis=1) + 1.0) / (counts.sum() + len(severities))
    wanted = (chances.T * share) * _BIAS_COST
    told: FloatArray = np.linalg.solve(
        wanted @ chances + np.diag(own_usual),
        wanted @ severities + own_usual * float(share @ severities),
    ).clip(*_WIDEST)
    noise = float(share @ (chances * (told - severities[:, None]) ** 2).sum(axis=1))
    bias = np.abs(chances @ told - severities).max()
    own_count = np.maximum(counts.sum(axis=1), 1.0)
    own_bias = np.abs(counts @ told - counts.sum(axis=1) * severities) / own_count
    is_contradicted = own_bias > constants.HEALING_BIAS_CAP + 2.0 * np.sqrt(noise / own_count)
    is_of_use = (
        noise <= constants.HEALING_NOISE_CAP**2
        and bias <= constants.HEALING_BIAS_CAP
        and not is_contradicted.any()
    )
    return tuple(told.tolist()) if is_of_use else None


def _difference_of_hands(practitioner: IntArray, difference: FloatArray) -> float:
    """Standard deviation between practitioners of what healing tells more than was recorded,
    beyond chance (analysis of variance): hands choose gentler or deeper treatments."""
    is_told = ~np.isnan(difference)
    practitioner, difference = practitioner[is_told], difference[is_told]
    length = int(practitioner.max(initial=-1)) + 1
    count = sums_by(practitioner, np.ones(len(practitioner)), length)
    groups, total = int((count > 0).sum()), count.sum()
    if groups < 2 or total <= groups:
        return 0.0
    mean = sums_by(practitioner, difference, length) / np.maximum(count, 1.0)
    within = ((difference - mean[practitioner]) ** 2).sum() / (total - groups)
    between = (count * (mean - difference.mean()) ** 2).sum() / (groups - 1)
    usual_count = (total - (count**2).sum() / total) / (groups - 1)
    return float(np.sqrt(max(between - within, 0.0) / usual_count))
