"""What the skill model returns: estimates for one practitioner and the same as columns of many.

Computed in `score`; a column's row is read by `explain`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from directory.domain.skill.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the points come from; `total` is the points exactly.

    `start` is what to expect of somebody of whom nothing is known; `experience`, `volume`,
    `results` (by concern of the result) and `unverified` are what each kind of evidence adds.
    """

    start: float
    experience: float
    volume: float
    results: Mapping[str, float]
    unverified: float

    @property
    def total(self) -> float:
        return (
            self.start
            + self.experience
            + self.volume
            + sum(self.results.values())
            + self.unverified
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """Skill overall or in one concern, in successes per 100 reference patients.

    `lo90`–`hi90` is the 90% credible interval, `spread` the standard deviation of the log-odds
    behind it. `effective_outcomes` weighs results by level, age and integrity.
    """

    points: float
    lo90: float
    hi90: float
    spread: float
    top_tenth_probability: float
    effective_outcomes: float
    outcome_count: int
    parts: Parts


@dataclass(frozen=True, slots=True)
class Skill:
    """Skill overall and by concern, and the version of the model that computed it."""

    overall: Estimate
    concerns: Mapping[str, Estimate]
    model_version: str


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Columns of estimates; overall (n,), by concern (n, concerns). Points from 0 to 100."""

    points: FloatArray
    lo90: FloatArray
    hi90: FloatArray
    spread: FloatArray
    top_tenth_probability: FloatArray
    effective_outcomes: FloatArray
    outcome_count: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Contributions:
    """How each kind of evidence shifts the mode from the start, in log-odds.

    Of θ: `experience`, `volume`, `unverified` (n + m,), `results` (n + m, concerns). A concern
    takes over `shared` of a shift of θ and adds `own` from its results; `points_per_log_odds` is
    the secant slope from start to estimate (all (n + m, concerns)). The mode is linear in these, so
    they add up. The last m rows are of second looks (`second_look`); `row` (n, concerns) is the one
    that counts.
    """

    row: IntArray

    experience: FloatArray
    volume: FloatArray
    unverified: FloatArray
    results: FloatArray
    own: FloatArray
    shared: FloatArray
    points_per_log_odds: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class SkillTable:
    """Skill of n practitioners, row by row of the population; `explain.skill_row` reads one row."""

    concerns: tuple[str, ...]
    concern_share: FloatArray
    overall: Estimates
    by_concern: Estimates
    contributions: Contributions
    model_version: str
