"""What healing tells of severity, and how results are judged that it does not bear out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from directory.domain.skill import (
    Evidence,
    Hyperparameters,
    Population,
    VerifiedOutcome,
    score,
)
from directory.domain.skill.constants import HEALING_BENEFIT
from directory.domain.skill.healing import NO_HEALING, Healing, learn_healing
from tests.fixtures.skill_evidence import MODEL, evidences

GENTLE_DAYS, DEEP_DAYS = 4.0, 14.0


def treat(
    rng: np.random.Generator,
    severity: int,
    *,
    concern: str = "acne_scars",
    deeper: float = 0.0,
    tells: bool = True,
) -> VerifiedOutcome:
    """A result whose healing goes by severity, or by nothing, and by how deep this hand goes."""
    depth = (0.1, 0.3, 0.6, 0.75)[severity - 1] if tells else 0.4
    usual_sessions = 0.8 + 0.5 * (severity - 1) if tells else 1.5
    is_deep = rng.random() < min(max(depth + deeper, 0.0), 1.0)
    usual = DEEP_DAYS if is_deep else GENTLE_DAYS
    return VerifiedOutcome(
        concern,
        gais=4,
        severity=severity,
        fitzpatrick=None,
        adverse_event="none",
        verification_level=3,
        age_years=1.0,
        healing_days=round(usual * float(rng.lognormal(0.0, 0.35))),
        sessions=1 + int(rng.poisson(0.8 if is_deep else usual_sessions)),
    )


def treat_many(seed: int, count: int, each: int, *, unlike: float = 0.0) -> list[Evidence]:
    """Practitioners with acne scars, whose healing tells, and tattoos, where it does not."""
    rng = np.random.default_rng(seed)
    people = []
    for deeper in rng.normal(0.0, unlike, count):
        severities = rng.integers(1, 5, each).tolist()
        people.append(
            Evidence(
                outcomes=tuple(
                    treat(rng, severity, concern=concern, deeper=deeper, tells=tells)
                    for severity in severities
                    for concern, tells in (("acne_scars", True), ("tattoo", False))
                )
            )
        )
    return people


PEOPLE = treat_many(1, 100, 20)
POPULATION = Population.from_evidence(PEOPLE)
LEARNED = learn_healing(POPULATION)


def test_healing_bears_out_the_severity_on_average_with_the_benefit_of_the_doubt() -> None:
    borne_out = LEARNED.bear_out(POPULATION)
    for severity in (1, 2, 3, 4):
        cases = (POPULATION.outcome_severity == severity) & (POPULATION.outcome_concern == 0)
        assert borne_out[cases].mean() == pytest.approx(severity + HEALING_BENEFIT, abs=0.3)


def test_where_healing_tells_nothing_every_severity_stands() -> None:
    assert set(LEARNED.severities) == {"acne_scars"}
    tattoos = POPULATION.outcome_concern == 1
    borne_out = LEARNED.bear_out(POPULATION)
    assert (borne_out == POPULATION.outcome_severity)[tattoos].all()


def test_a_few_results_teach_nothing() -> None:
    assert learn_healing(Population.from_evidence(treat_many(2, 1, 10))) == NO_HEALING
    assert learn_healing(Population.from_evidence([])) == NO_HEALING


def test_severities_stand_where_days_or_sessions_are_not_known() -> None:
    mild = treat(np.random.default_rng(3), 1)
    silent = [
        replace(mild, severity=4, healing_days=None),
        replace(mild, severity=4, sessions=None),
        replace(mild, severity=None),
    ]
    borne_out = LEARNED.bear_out(Population.from_evidence([Evidence(outcomes=tuple(silent))]))
    np.testing.assert_array_equal(borne_out, [4.0, 4.0, np.nan])


def test_the_more_hands_differ_in_depth_the_greater_is_the_benefit() -> None:
    def benefit(unlike: float) -> float:
        population = Population.from_evidence(treat_many(4, 60, 40, unlike=unlike))
        told = learn_healing(population).bear_out(population) - population.outcome_severity
        return float(told[population.outcome_concern == 0].mean())

    assert benefit(0.0) == pytest.approx(HEALING_BENEFIT, abs=0.15)
    assert benefit(0.25) > benefit(0.0) + 0.2


def gain(model: Hyperparameters, honest: Evidence, inflated: Evidence) -> float:
    return score(inflated, model).overall.points - score(honest, model).overall.points


def test_severity_ticked_too_high_wins_little_more_than_half_of_what_it_would() -> None:
    rng = np.random.default_rng(5)
    checked = believed = 0.0
    for _ in range(20):
        honest = Evidence(outcomes=tuple(treat(rng, int(rng.integers(1, 4))) for _ in range(40)))
        harder = [replace(one, severity=(one.severity or 0) + 1) for one in honest.outcomes]
        inflated = Evidence(outcomes=tuple(harder))
        checked += gain(replace(MODEL, healing=LEARNED), honest, inflated)
        believed += gain(replace(MODEL, healing=NO_HEALING), honest, inflated)
    assert 0.0 < checked < 0.6 * believed


@given(evidences)
def test_healing_never_makes_more_of_a_result_than_was_recorded(evidence: Evidence) -> None:
    as_recorded = score(evidence, replace(MODEL, healing=NO_HEALING))
    judged = score(evidence, MODEL)
    assert judged.overall.points <= as_recorded.overall.points + 1e-9
    for concern, estimate in judged.concerns.items():
        assert estimate.points <= as_recorded.concerns[concern].points + 1e-9


def test_a_model_stored_before_healing_was_looked_at_can_be_read() -> None:
    stored = replace(MODEL, healing=NO_HEALING).to_dict()
    del stored["healing"]
    assert Hyperparameters.from_dict(stored) == replace(MODEL, healing=NO_HEALING)
    assert Hyperparameters.from_dict(MODEL.to_dict()).healing == Healing(MODEL.healing.severities)
