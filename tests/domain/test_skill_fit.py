"""What fitting learns from data, and what it falls back to without them."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from directory.domain.errors import InvalidValueError
from directory.domain.skill import (
    Evidence,
    Experience,
    Hyperparameters,
    Population,
    SourceRating,
    VerifiedOutcome,
    constants,
    fit,
    priors,
    probability_better,
    score,
    score_many,
)
from tests.fixtures.skill_populations import (
    CONCERN_SHARES,
    SEVERITY_SLOPE,
    SimulatedPopulation,
    simulate,
)


@pytest.fixture(scope="module")
def simulated() -> SimulatedPopulation:
    return simulate(200, 12, seed=5)


@pytest.fixture(scope="module")
def model(simulated: SimulatedPopulation) -> Hyperparameters:
    return fit(Population.from_evidence(simulated.people), CONCERN_SHARES)


def test_without_any_data_the_priors_stand() -> None:
    model = fit(Population.from_evidence([]), {"acne": 2.0, "tattoo": 1.0})
    assert model.prior.experience_gain == pytest.approx(priors.EXPERIENCE_GAIN_PRIOR, abs=1e-3)
    assert model.prior.volume_slope == pytest.approx(priors.VOLUME_SLOPE_PRIOR, abs=1e-3)
    assert model.prior.variance == pytest.approx(priors.TALENT_VARIANCE_PRIOR, rel=0.02)
    assert model.difficulty.severity_slope == pytest.approx(priors.SEVERITY_SLOPE_PRIOR, abs=1e-3)
    assert model.reference.severity_shares == pytest.approx(priors.SEVERITY_MIX_PRIOR)
    assert model.reference.concern_shares == pytest.approx((2 / 3, 1 / 3))


@pytest.mark.parametrize("result_count", [0, 1, 30])
@pytest.mark.parametrize("grade", [1, 5])
def test_one_sided_or_hardly_any_results_give_a_usable_model(result_count: int, grade: int) -> None:
    result = VerifiedOutcome("acne", grade, None, None, "none", 3, 0.0)
    people = [Evidence(outcomes=(result,) * result_count), Evidence()]
    model = fit(Population.from_evidence(people), {"acne": 1.0})
    for person in people:
        estimate = score(person, model).overall
        assert 0 < estimate.lo90 < estimate.points < estimate.hi90 < 100


def test_a_concern_outside_the_reference_mix_is_scored_and_has_no_share() -> None:
    result = VerifiedOutcome("birthmark", 4, 2, 2, "none", 3, 0.0)
    people = [Evidence(outcomes=(result,) * 5), Evidence()]
    model = fit(Population.from_evidence(people), {"acne": 1.0})
    assert dict(zip(model.concerns, model.reference.concern_shares, strict=True)) == {
        "acne": 1.0,
        "birthmark": 0.0,
    }
    assert score(people[0], model).concerns["birthmark"].outcome_count == 5


@pytest.mark.parametrize("shares", [{}, {"acne": 0.0}, {"acne": 1.0, "tattoo": -1.0}])
def test_a_reference_mix_needs_shares(shares: dict[str, float]) -> None:
    with pytest.raises(InvalidValueError):
        fit(Population.from_evidence([]), shares)


def test_fitting_does_not_depend_on_the_order_of_rows(
    simulated: SimulatedPopulation, model: Hyperparameters
) -> None:
    backwards = fit(Population.from_evidence(simulated.people[::-1]), CONCERN_SHARES)
    assert backwards.cutpoints == pytest.approx(model.cutpoints, abs=1e-4)
    for person in simulated.people[:20]:
        there, here = score(person, backwards).overall, score(person, model).overall
        assert there.points == pytest.approx(here.points, abs=0.01)


def test_severity_is_as_hard_as_it_is_although_better_hands_get_harder_cases(
    model: Hyperparameters,
) -> None:
    assert model.difficulty.severity_slope == pytest.approx(SEVERITY_SLOPE, abs=0.12)


def test_the_spread_of_skill_is_found_where_results_are_few() -> None:
    few = simulate(400, 3, seed=11)
    model = fit(Population.from_evidence(few.people), CONCERN_SHARES)
    assert math.sqrt(model.prior.variance) == pytest.approx(0.5, abs=0.12)


def test_scores_follow_the_true_skill_better_than_raw_success(
    simulated: SimulatedPopulation, model: Hyperparameters
) -> None:
    points = score_many(Population.from_evidence(simulated.people), model).overall.points
    raw = [np.mean([one.grade >= 4 for one in person.outcomes]) for person in simulated.people]
    assert _agreement(points, simulated) > _agreement(np.array(raw), simulated) + 0.05


def _agreement(scores: np.ndarray, simulated: SimulatedPopulation) -> float:
    return float(np.corrcoef(scores, simulated.truth)[0, 1])


def test_any_increasing_rescaling_of_a_source_changes_nothing(
    simulated: SimulatedPopulation, model: Hyperparameters
) -> None:
    rescaled = [
        replace(
            person,
            ratings=tuple(replace(one, value=math.exp(one.value) - 7) for one in person.ratings),
        )
        for person in simulated.people
    ]
    refitted = fit(Population.from_evidence(rescaled), CONCERN_SHARES)
    for before, after in zip(simulated.people, rescaled, strict=True):
        assert score(after, refitted).overall.points == pytest.approx(
            score(before, model).overall.points, abs=1e-9
        )


def test_stars_that_follow_skill_count_and_stars_that_do_not_hardly_do(
    simulated: SimulatedPopulation, model: Hyperparameters
) -> None:
    rng = np.random.default_rng(1)
    noise = [
        replace(
            person,
            ratings=tuple(
                SourceRating(f"site {number}", float(value))
                for number, value in enumerate(rng.integers(1, 6, 12))
            ),
        )
        for person in simulate(200, 40, seed=5).people
    ]
    pointless = fit(Population.from_evidence(noise), CONCERN_SHARES)
    assert pointless.stars.slope < 0.6 * model.stars.slope


def test_a_tenth_of_the_population_is_expected_in_the_top_tenth(
    simulated: SimulatedPopulation, model: Hyperparameters
) -> None:
    table = score_many(Population.from_evidence(simulated.people), model)
    assert table.overall.top_tenth_probability.mean() == pytest.approx(0.1, abs=1e-6)


def test_a_discount_of_results_does_not_shrink_the_spread_of_skill(
    simulated: SimulatedPopulation, model: Hyperparameters
) -> None:
    older = [
        replace(person, outcomes=tuple(replace(one, age_years=9.0) for one in person.outcomes))
        for person in simulated.people
    ]
    aged = fit(Population.from_evidence(older), CONCERN_SHARES)
    assert aged.prior.variance == pytest.approx(model.prior.variance, rel=0.05)


def test_the_better_of_two_is_better_with_more_than_even_odds(model: Hyperparameters) -> None:
    novice = score(Evidence(Experience(years_evidenced=0.5)), model).overall
    expert = score(Evidence(Experience(years_evidenced=20.0)), model).overall
    assert probability_better(expert, novice) > 0.5
    assert probability_better(expert, novice) + probability_better(novice, expert) == (
        pytest.approx(1.0)
    )


def test_a_stored_model_is_the_model(model: Hyperparameters) -> None:
    stored = json.loads(json.dumps(model.to_dict()))
    restored = Hyperparameters.from_dict(stored)
    assert restored == model
    assert restored.version == model.version


def test_another_number_is_another_version(model: Hyperparameters) -> None:
    assert replace(model, top_points=model.top_points + 1e-6).version != model.version


@pytest.mark.parametrize(
    "damage",
    [
        {"format": 0},
        {"cutpoints": [0, 0, 1, 2]},
        {"cutpoints": [0, 1, 2]},
        {"top_points": float("nan")},
        {"prior": {}},
        {"reference": None},
    ],
)
def test_a_damaged_model_is_refused_with_advice(
    model: Hyperparameters, damage: dict[str, object]
) -> None:
    with pytest.raises(InvalidValueError, match=r"fit the model again|cannot be used"):
        Hyperparameters.from_dict({**model.to_dict(), **damage})


def test_a_large_population_is_fitted_on_the_same_sample_in_any_order(
    monkeypatch: pytest.MonkeyPatch, simulated: SimulatedPopulation
) -> None:
    monkeypatch.setattr(constants, "FIT_SAMPLE", 50.0)
    forwards = fit(Population.from_evidence(simulated.people), CONCERN_SHARES)
    backwards = fit(Population.from_evidence(simulated.people[::-1]), CONCERN_SHARES)
    assert forwards.prior.variance == pytest.approx(backwards.prior.variance, rel=1e-3)
    assert forwards.practitioner_count == 200
