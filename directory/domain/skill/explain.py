"""One row of a skill table with the parts that add up to its points.

The mode is linear in prior mean, results and star force, and a secant slope carries each
contribution from log-odds to points, so nothing is left over.
"""

from __future__ import annotations

import numpy as np

from directory.domain.skill.arrays import FloatArray
from directory.domain.skill.estimates import Estimate, Estimates, Parts, Skill, SkillTable


def skill_row(table: SkillTable, row: int) -> Skill:
    """Skill of the practitioner in one row of the table."""
    by_concern = {
        concern: _estimate(
            table.by_concern,
            (row, index),
            _parts(table, row, _only(table, index), table.by_concern.points[row, index]),
        )
        for index, concern in enumerate(table.concerns)
    }
    overall = _estimate(
        table.overall,
        (row,),
        _parts(table, row, table.concern_share, table.overall.points[row]),
    )
    return Skill(overall=overall, concerns=by_concern, model_version=table.model_version)


def _only(table: SkillTable, index: int) -> FloatArray:
    share = table.concern_share * 0.0
    share[index] = 1.0
    return share


def _parts(table: SkillTable, row: int, share: FloatArray, points: float) -> Parts:
    """Parts of the points for a mix of concerns: `share` (concerns,) adds up to one."""
    contributions = table.contributions
    rows, concerns = contributions.row[row], np.arange(len(table.concerns))
    scale = share * contributions.points_per_log_odds[rows, concerns]
    by_theta = scale * contributions.shared[rows, concerns]
    results = by_theta @ contributions.results[rows] + scale * contributions.own[rows, concerns]
    experience = float(by_theta @ contributions.experience[rows])
    volume = float(by_theta @ contributions.volume[rows])
    unverified = float(by_theta @ contributions.unverified[rows])
    return Parts(
        start=float(points - experience - volume - unverified - results.sum()),
        experience=experience,
        volume=volume,
        results={
            concern: float(results[index])
            for index, concern in enumerate(table.concerns)
            if (table.by_concern.outcome_count[row, index] > 0)
        },
        unverified=unverified,
    )


def _estimate(columns: Estimates, at: tuple[int, ...], parts: Parts) -> Estimate:
    return Estimate(
        points=float(columns.points[at]),
        lo90=float(columns.lo90[at]),
        hi90=float(columns.hi90[at]),
        spread=float(columns.spread[at]),
        top_tenth_probability=float(columns.top_tenth_probability[at]),
        effective_outcomes=float(columns.effective_outcomes[at]),
        outcome_count=int(columns.outcome_count[at]),
        parts=parts,
    )
