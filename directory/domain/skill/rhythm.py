"""How often reports come in, over all practitioners: what `waves` measures one of them against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from directory.domain.skill import constants
from directory.domain.skill.arrays import FloatArray
from directory.domain.skill.evidence import Evidence, SourceRating, VerifiedOutcome

_QUANTILES = 101


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The reports of one kind: `ages` (quantiles, in years), the mean number per practitioner,
    the `evenness` of that number (shape of a gamma distribution of rates: large where all get
    equally many), and each group's share of all (levels of results, sources of ratings)."""

    ages: tuple[float, ...] = ()
    mean_count: float = 0.0
    evenness: float = constants.EVENNESS_CAP
    shares: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rhythms:
    """The rhythm of verified results and of unverified ratings."""

    results: Rhythm = Rhythm()
    ratings: Rhythm = Rhythm()


NO_RHYTHMS = Rhythms()
"""Before anything is known; nothing is a wave."""


def level_group(result: VerifiedOutcome) -> str:
    """Results are compared with results of the same verification level."""
    return str(result.verification_level)


def dated_ratings(evidence: Evidence) -> list[tuple[SourceRating, float]]:
    """The ratings of known age, with it; means of sources have none."""
    return [(one, one.age_years) for one in evidence.ratings if one.age_years is not None]


def learn_rhythms(people: Iterable[Evidence]) -> Rhythms:
    """The rhythms of a population."""
    results: list[list[tuple[float, str]]] = []
    ratings: list[list[tuple[float, str]]] = []
    for person in people:
        results.append([(one.age_years, level_group(one)) for one in person.outcomes])
        ratings.append([(age, one.source) for one, age in dated_ratings(person)])
    return Rhythms(_learn(results), _learn(ratings))


def _learn(reports_of_each: Sequence[Sequence[tuple[float, str]]]) -> Rhythm:
    every = [report for reports in reports_of_each for report in reports]
    if not every:
        return Rhythm()
    ages = np.quantile([age for age, _ in every], np.linspace(0.0, 1.0, _QUANTILES))
    counts = np.array([len(reports) for reports in reports_of_each], dtype=np.float64)
    groups = Counter(group for _, group in every)
    return Rhythm(
        ages=tuple(ages.tolist()),
        mean_count=float(counts.mean()),
        evenness=_evenness(counts),
        shares={group: groups[group] / len(every) for group in sorted(groups)},
    )


def _evenness(counts: FloatArray) -> float:
    """Shape of the gamma distribution of rates, by the moments of the counts."""
    mean, beyond_chance = float(counts.mean()), float(counts.var() - counts.mean())
    if mean**2 >= constants.EVENNESS_CAP * beyond_chance:
        return constants.EVENNESS_CAP
    return mean**2 / beyond_chance
