"""What must hold of every score whatever the evidence, on frozen hyperparameters."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.skill import (
    AdverseEvent,
    Evidence,
    Experience,
    Hyperparameters,
    Population,
    Skill,
    SourceRating,
    VerifiedOutcome,
    score,
    score_many,
    skill_row,
)
from tests.fixtures.skill_evidence import (
    MODEL,
    ages,
    evidences,
    models,
    outcomes,
    ratings,
    with_outcome,
    years,
)

ROUNDING = 1e-9


def points(evidence: Evidence, model: Hyperparameters) -> list[float]:
    """Overall points, then each concern's, in a fixed order."""
    skill = score(evidence, model)
    return [skill.overall.points, *(skill.concerns[key].points for key in sorted(skill.concerns))]


def assert_never_less(better: Evidence, worse: Evidence, model: Hyperparameters) -> None:
    for high, low in zip(points(better, model), points(worse, model), strict=True):
        assert high >= low - ROUNDING


def estimates(skill: Skill) -> list[float]:
    return [
        number
        for one in [skill.overall, *(skill.concerns[key] for key in sorted(skill.concerns))]
        for number in (one.points, one.lo90, one.hi90, one.top_tenth_probability)
    ]


def test_the_model_has_no_way_to_see_equipment_price_deals_payment_photos_or_claims() -> None:
    def fields(of: type) -> list[str]:
        return [field.name for field in dataclasses.fields(of)]

    assert fields(Evidence) == ["experience", "cases_per_year", "outcomes", "ratings"]
    assert fields(Experience) == ["years_evidenced", "years_claimed"]
    assert fields(SourceRating) == ["source", "value", "count", "integrity", "age_years"]
    assert fields(VerifiedOutcome) == [
        "concern",
        "gais",
        "severity",
        "fitzpatrick",
        "adverse_event",
        "verification_level",
        "age_years",
        "integrity",
        "wave",
        "healing_days",
        "sessions",
    ]


@given(st.lists(evidences, min_size=1, max_size=5), models, st.randoms())
def test_a_score_depends_on_no_other_row_and_on_no_order(
    people: list[Evidence], model: Hyperparameters, random: Random
) -> None:
    shuffled = random.sample(range(len(people)), len(people))
    mixed = [
        replace(
            people[row],
            outcomes=tuple(random.sample(people[row].outcomes, len(people[row].outcomes))),
        )
        for row in shuffled
    ]
    table = score_many(Population.from_evidence(mixed), model)
    for place, row in enumerate(shuffled):
        alone = score(people[row], model)
        together = skill_row(table, place)
        assert together.overall.points == pytest.approx(alone.overall.points, abs=ROUNDING)
        assert together.overall.lo90 == pytest.approx(alone.overall.lo90, abs=1e-7)
        for concern, estimate in alone.concerns.items():
            assert together.concerns[concern].points == pytest.approx(estimate.points, abs=ROUNDING)


@given(evidences, models)
def test_the_same_evidence_always_gets_the_same_score(
    evidence: Evidence, model: Hyperparameters
) -> None:
    assert estimates(score(evidence, model)) == estimates(score(evidence, model))


@given(evidences, models)
def test_the_parts_add_up_to_the_points(evidence: Evidence, model: Hyperparameters) -> None:
    skill = score(evidence, model)
    for estimate in [skill.overall, *skill.concerns.values()]:
        assert estimate.parts.total == pytest.approx(estimate.points, abs=ROUNDING)


@given(evidences, models)
def test_what_is_not_there_adds_nothing(evidence: Evidence, model: Hyperparameters) -> None:
    skill = score(replace(evidence, ratings=(), cases_per_year=None), model)
    assert skill.overall.parts.unverified == pytest.approx(0, abs=1e-8)
    assert skill.overall.parts.volume == 0
    assert set(skill.overall.parts.results) == {one.concern for one in evidence.outcomes}


@given(evidences, models)
def test_points_lie_inside_their_interval(evidence: Evidence, model: Hyperparameters) -> None:
    skill = score(evidence, model)
    for estimate in [skill.overall, *skill.concerns.values()]:
        assert 0 < estimate.lo90 < estimate.points < estimate.hi90 < 100
        assert 0 <= estimate.top_tenth_probability <= 1


@given(evidences, outcomes, models, st.sampled_from(["age_years", "integrity"]))
def test_a_small_change_of_a_result_moves_the_score_a_little(
    evidence: Evidence, one: VerifiedOutcome, model: Hyperparameters, name: str
) -> None:
    step = -1e-6 if getattr(one, name) > 0.5 else 1e-6
    changed = replace(one, **{name: getattr(one, name) + step})
    before = points(with_outcome(evidence, one), model)
    after = points(with_outcome(evidence, changed), model)
    assert after == pytest.approx(before, abs=1e-3)


@given(evidences, years, st.floats(0, 3000), models)
def test_a_small_change_of_years_or_volume_moves_the_score_a_little(
    evidence: Evidence, since: float, volume: float, model: Hyperparameters
) -> None:
    def at(shift: float) -> list[float]:
        return points(
            replace(
                evidence,
                experience=Experience(years_evidenced=since + shift),
                cases_per_year=volume + shift,
            ),
            model,
        )

    assert at(1e-6) == pytest.approx(at(0), abs=1e-3)


@given(evidences, outcomes, st.integers(1, 4), models)
def test_a_better_grade_never_lowers_the_score(
    evidence: Evidence, one: VerifiedOutcome, step: int, model: Hyperparameters
) -> None:
    better = replace(one, gais=min(one.gais + step, 5))
    assert_never_less(with_outcome(evidence, better), with_outcome(evidence, one), model)


@given(evidences, outcomes, models)
def test_the_best_grade_never_hurts(
    evidence: Evidence, one: VerifiedOutcome, model: Hyperparameters
) -> None:
    best = replace(one, concern=_a_concern_of(evidence, one), gais=5, adverse_event="none")
    assert_never_less(with_outcome(evidence, best), evidence, model)


@given(evidences, outcomes, models)
def test_the_worst_grade_never_helps(
    evidence: Evidence, one: VerifiedOutcome, model: Hyperparameters
) -> None:
    worst = replace(one, concern=_a_concern_of(evidence, one), gais=1)
    assert_never_less(evidence, with_outcome(evidence, worst), model)


def _a_concern_of(evidence: Evidence, one: VerifiedOutcome) -> str:
    """A concern scored with and without the added result, so that like is compared with like."""
    return evidence.outcomes[0].concern if evidence.outcomes else MODEL.concerns[0]


@given(evidences, outcomes, models)
def test_an_adverse_event_never_helps(
    evidence: Evidence, one: VerifiedOutcome, model: Hyperparameters
) -> None:
    none, transient, significant = (
        with_outcome(evidence, replace(one, adverse_event=event))
        for event in (AdverseEvent.NONE, AdverseEvent.TRANSIENT, AdverseEvent.SIGNIFICANT)
    )
    assert_never_less(none, transient, model)
    assert_never_less(transient, significant, model)


@given(evidences, outcomes, st.integers(1, 3), models)
def test_the_same_result_in_a_more_severe_case_never_counts_less(
    evidence: Evidence, one: VerifiedOutcome, severity: int, model: Hyperparameters
) -> None:
    easier, harder = (replace(one, severity=level) for level in (severity, severity + 1))
    assert_never_less(with_outcome(evidence, harder), with_outcome(evidence, easier), model)


@given(evidences, outcomes, st.integers(1, 5), models)
def test_the_same_result_in_darker_skin_never_counts_less(
    evidence: Evidence, one: VerifiedOutcome, skin: int, model: Hyperparameters
) -> None:
    lighter, darker = (replace(one, fitzpatrick=kind) for kind in (skin, skin + 1))
    assert_never_less(with_outcome(evidence, darker), with_outcome(evidence, lighter), model)


@given(evidences, outcomes, ages, models)
def test_a_newer_best_result_never_counts_less(
    evidence: Evidence, one: VerifiedOutcome, younger: float, model: Hyperparameters
) -> None:
    best = replace(one, gais=5, adverse_event="none")
    newer = replace(best, age_years=younger * best.age_years / 15)
    assert_never_less(with_outcome(evidence, newer), with_outcome(evidence, best), model)


@given(evidences, outcomes, models)
def test_a_better_verified_best_result_never_counts_less(
    evidence: Evidence, one: VerifiedOutcome, model: Hyperparameters
) -> None:
    proven, structured = (
        replace(one, gais=5, adverse_event="none", verification_level=level) for level in (2, 3)
    )
    assert_never_less(with_outcome(evidence, structured), with_outcome(evidence, proven), model)


@given(evidences, outcomes, ages, models)
def test_a_newer_worst_result_never_counts_for_more(
    evidence: Evidence, one: VerifiedOutcome, younger: float, model: Hyperparameters
) -> None:
    worst = replace(one, gais=1)
    newer = replace(worst, age_years=younger * worst.age_years / 15)
    assert_never_less(with_outcome(evidence, worst), with_outcome(evidence, newer), model)


@given(evidences, years, years, models)
def test_more_evidenced_years_never_lower_the_score(
    evidence: Evidence, some: float, more: float, model: Hyperparameters
) -> None:
    fewer, longer = (
        replace(evidence, experience=Experience(years_evidenced=number))
        for number in sorted((some, more))
    )
    assert_never_less(longer, fewer, model)


@given(evidences, st.floats(25, 60), models)
def test_years_after_the_twenty_fifth_change_nothing(
    evidence: Evidence, many: float, model: Hyperparameters
) -> None:
    at_25, beyond = (
        replace(evidence, experience=Experience(years_evidenced=number)) for number in (25.0, many)
    )
    assert points(beyond, model) == points(at_25, model)


@given(evidences, st.floats(4 / 0.7, 60), models)
def test_self_declared_years_stop_counting_at_four(
    evidence: Evidence, many: float, model: Hyperparameters
) -> None:
    enough, boast = (
        replace(evidence, experience=Experience(years_claimed=number)) for number in (4 / 0.7, many)
    )
    assert points(boast, model) == pytest.approx(points(enough, model), abs=ROUNDING)


@given(st.floats(0, 60), models)
def test_self_declared_years_start_where_seventy_percent_of_evidenced_ones_do(
    claimed: float, model: Hyperparameters
) -> None:
    by_claim = score(Evidence(Experience(years_claimed=claimed)), model)
    by_proof = score(Evidence(Experience(years_evidenced=min(0.7 * claimed, 3.5))), model)
    # Only the doubt about the claim differs, which averages over a wider spread.
    assert by_claim.overall.points == pytest.approx(by_proof.overall.points, abs=0.5)
    assert by_claim.overall.spread > by_proof.overall.spread


@given(st.floats(0, 60), models)
def test_without_data_everyone_of_the_same_years_gets_the_same_prior(
    since: float, model: Hyperparameters
) -> None:
    one, other = (
        estimates(skill_row(score_many(Population.from_evidence(people), model), row))
        for people, row in (
            ([Evidence(Experience(years_evidenced=since))], 0),
            ([Evidence(), Evidence(Experience(since, since / 2))], 1),
        )
    )
    assert one == pytest.approx(other, abs=ROUNDING)


@given(evidences, ratings, models)
def test_one_unverified_rating_moves_no_score_by_more_than_two_points(
    evidence: Evidence, rating: SourceRating, model: Hyperparameters
) -> None:
    single = replace(rating, count=1)
    before = points(replace(evidence, ratings=()), model)
    after = points(replace(evidence, ratings=(single,)), model)
    assert max(abs(a - b) for a, b in zip(after, before, strict=True)) <= 2


@given(evidences, ratings, st.integers(1, 1000), models)
def test_no_number_of_unverified_ratings_moves_a_score_by_more_than_two_and_a_half_points(
    evidence: Evidence, rating: SourceRating, times: int, model: Hyperparameters
) -> None:
    before = points(replace(evidence, ratings=()), model)
    after = points(replace(evidence, ratings=evidence.ratings + (rating,) * times), model)
    assert max(abs(a - b) for a, b in zip(after, before, strict=True)) <= 2.5


@given(evidences, ratings, models)
def test_a_better_rating_never_lowers_the_score(
    evidence: Evidence, rating: SourceRating, model: Hyperparameters
) -> None:
    better = replace(rating, value=rating.value + 1)
    assert_never_less(
        replace(evidence, ratings=(*evidence.ratings, better)),
        replace(evidence, ratings=(*evidence.ratings, rating)),
        model,
    )


@given(evidences, models)
def test_ratings_of_a_source_never_seen_change_nothing(
    evidence: Evidence, model: Hyperparameters
) -> None:
    strange = (*evidence.ratings, SourceRating("elsewhere", 5.0))
    assert points(replace(evidence, ratings=strange), model) == points(evidence, model)


@given(evidences, st.lists(ratings, max_size=3), ratings, models)
def test_one_more_unverified_rating_moves_no_score_by_more_than_two_points(
    evidence: Evidence, held: list[SourceRating], rating: SourceRating, model: Hyperparameters
) -> None:
    single = replace(rating, count=1)
    before = points(replace(evidence, ratings=tuple(held)), model)
    after = points(replace(evidence, ratings=(*held, single)), model)
    assert max(abs(a - b) for a, b in zip(after, before, strict=True)) <= 2
