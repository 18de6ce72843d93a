"""Reports that come in waves are noticed by their dates alone, and tell little, however many."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle, islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.skill import (
    Evidence,
    Hyperparameters,
    Rhythms,
    SourceRating,
    VerifiedOutcome,
    learn_rhythms,
    mark_waves,
    score,
)
from directory.domain.skill.constants import WAVE_PULL_CAP
from directory.domain.skill.grades import pull_and_information
from directory.domain.skill.posterior import Beliefs, Cases, WavePull, posterior_mode
from tests.fixtures.skill_evidence import MODEL, evidences, grades, models, outcomes, with_outcome


def result(age_years: float, grade: int = 5, level: int = 2) -> VerifiedOutcome:
    return VerifiedOutcome("melasma", grade, 2, 2, "none", level, age_years)


def steady(count: int, years: float = 5.0) -> Evidence:
    """Reports at an even pace, every third of them followed up."""
    ages = np.linspace(0.1, years, count)
    return Evidence(
        outcomes=tuple(
            result(float(age), level=level)
            for age, level in zip(ages, islice(cycle((2, 2, 3)), count), strict=True)
        ),
        ratings=tuple(SourceRating("maps", 4.0, age_years=float(age)) for age in ages),
    )


POPULATION = [steady(count) for count in (3, 5, 6, 8, 8, 10, 12, 15)]
RHYTHMS = learn_rhythms(POPULATION)


def waves(evidence: Evidence, rhythms: Rhythms = RHYTHMS) -> list[float]:
    return [one.wave for one in mark_waves(evidence, rhythms).outcomes]


@pytest.mark.parametrize("evidence", POPULATION)
def test_reports_at_an_even_pace_are_no_wave(evidence: Evidence) -> None:
    assert max(waves(evidence)) < 0.1
    assert all(one.integrity > 0.9 for one in mark_waves(evidence, RHYTHMS).ratings)


@pytest.mark.parametrize("days_apart", [1, 35])
def test_ten_more_within_days_or_a_year_are_a_wave_and_the_older_ones_are_not(
    days_apart: int,
) -> None:
    forged = tuple(result(0.1 + number * days_apart / 365) for number in range(10))
    attacked = with_outcome(steady(6), *forged)
    found = waves(attacked)
    assert min(found[-10:]) > 0.8
    old = [wave for one, wave in zip(attacked.outcomes, found, strict=True) if one.age_years > 2.0]
    assert max(old) < 0.1


def test_ratings_of_a_wave_weigh_less_and_means_of_sources_are_left_alone() -> None:
    held = steady(6)
    mean = SourceRating("agg", 4.5, 40)
    bought = tuple(SourceRating("maps", 5.0, age_years=0.2) for _ in range(10))
    marked = mark_waves(replace(held, ratings=(mean, *held.ratings, *bought)), RHYTHMS)
    assert mean in marked.ratings
    weight = dict.fromkeys({one.age_years for one in marked.ratings}, 0.0)
    for one in marked.ratings:
        weight[one.age_years] += one.integrity
    assert weight[0.2] < 0.1
    assert weight[5.0] > 0.9


def test_where_everybody_began_last_year_a_new_report_is_no_wave() -> None:
    young = [steady(count, years=1.0) for count in (3, 6, 8, 10, 15)]
    assert max(waves(young[-1], learn_rhythms(young))) < 0.1


def test_without_a_rhythm_nothing_is_a_wave() -> None:
    assert waves(steady(30, years=0.1), Rhythms()) == [0.0] * 30
    assert learn_rhythms([Evidence(), Evidence()]) == Rhythms()


@given(evidences, st.lists(grades, min_size=100, max_size=100))
def test_what_reports_say_makes_no_wave(evidence: Evidence, other_grades: list[int]) -> None:
    other = replace(
        evidence,
        outcomes=tuple(
            replace(one, gais=grade, severity=None, adverse_event="none")
            for one, grade in zip(evidence.outcomes, other_grades, strict=False)
        ),
    )
    assert waves(other) == waves(evidence)


@given(evidences, outcomes, st.integers(1, 60), models)
def test_all_waves_together_tell_no_more_than_their_cap(
    evidence: Evidence, one: VerifiedOutcome, times: int, model: Hyperparameters
) -> None:
    calm = replace(
        evidence,
        outcomes=tuple(replace(held, wave=0.0) for held in evidence.outcomes),
        experience=replace(evidence.experience, years_evidenced=10.0),
    )
    flooded = with_outcome(calm, *(replace(one, wave=1.0),) * times)
    moved = score(flooded, model).overall.points - score(calm, model).overall.points
    # A success probability rises by at most a quarter per log-odds.
    assert abs(moved) <= 25 * WAVE_PULL_CAP * model.prior.variance + 1e-6


@given(st.integers(1, 3000), grades, st.floats(-3, 3))
def test_the_mode_is_found_however_many_results_come_in_waves(
    count: int, grade: int, prior_mean: float
) -> None:
    cutpoints = np.array(MODEL.cutpoints)
    nobody = np.zeros(0, dtype=np.intp)
    pull = WavePull(
        practitioner=np.zeros(2 * count, dtype=np.intp),
        difficulty=np.zeros(2 * count),
        grade=np.repeat([grade, 3], count),
        weight=np.ones(2 * count),
        cutpoints=cutpoints,
        limit=WAVE_PULL_CAP,
    )
    beliefs = Beliefs(np.array([prior_mean]), np.array([0.3]), 0.05)
    cases = Cases.group(1, nobody, nobody, nobody, np.zeros(0))
    mode = posterior_mode(cases, np.zeros(0), cutpoints, beliefs, (pull,))
    force = (
        pull.weight @ pull_and_information(mode.theta - pull.difficulty, pull.grade, cutpoints)[0]
    )
    balance = (mode.theta - prior_mean) / beliefs.variance
    assert balance == pytest.approx(np.clip(force, -WAVE_PULL_CAP, WAVE_PULL_CAP), abs=1e-6)
