"""Hints say what an edit of the evidence would do to the score, no more and no less."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from directory.domain.skill import (
    Evidence,
    Experience,
    HintKind,
    VerifiedOutcome,
    hints,
    score,
)
from tests.fixtures.skill_evidence import MODEL, evidences

RESULTS = tuple(
    VerifiedOutcome("melasma", grade, 2, 3, "none", level, 1.0)
    for grade, level in ((5, 2), (4, 3), (2, 3), (5, 2))
)


def test_evidence_for_declared_years_is_worth_what_scoring_with_it_gives() -> None:
    evidence = Evidence(experience=Experience(years_claimed=15.0), outcomes=RESULTS)
    proven = replace(evidence, experience=Experience(years_evidenced=15.0, years_claimed=15.0))
    change = score(proven, MODEL).overall.points - score(evidence, MODEL).overall.points
    found = {hint.kind: hint for hint in hints(evidence, MODEL)}
    assert found[HintKind.EVIDENCE_FOR_YEARS].change == pytest.approx(change)
    assert found[HintKind.EVIDENCE_FOR_YEARS].amount == 15.0
    assert change > 0


def test_structured_outcomes_are_hinted_at_where_results_lack_them() -> None:
    found = {hint.kind: hint for hint in hints(Evidence(outcomes=RESULTS), MODEL)}
    assert found[HintKind.STRUCTURED_OUTCOMES].amount == 2
    structured = tuple(replace(one, verification_level=3) for one in RESULTS)
    kinds = {hint.kind for hint in hints(Evidence(outcomes=structured), MODEL)}
    assert HintKind.STRUCTURED_OUTCOMES not in kinds


def test_nothing_is_said_about_a_rate_before_there_is_one() -> None:
    kinds = {hint.kind for hint in hints(Evidence(outcomes=RESULTS[:2]), MODEL)}
    assert HintKind.MORE_RESULTS_AT_THIS_RATE not in kinds


@given(evidences)
def test_best_results_never_cost_points_and_the_largest_gain_comes_first(
    evidence: Evidence,
) -> None:
    found = hints(evidence, MODEL)
    changes = [hint.change for hint in found]
    assert changes == sorted(changes, reverse=True)
    best = next(hint for hint in found if hint.kind is HintKind.MORE_RESULTS_ALL_BEST)
    assert best.change >= -1e-9
