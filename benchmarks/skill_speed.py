"""How long the skill model takes to fit a large directory and to score one practitioner, beside
plain peers measured in the same run. Processor time, so that a busy machine measures the same."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from scipy.optimize import minimize

from directory.domain.skill import (
    Evidence,
    Experience,
    Hyperparameters,
    Population,
    VerifiedOutcome,
    fit,
    score,
    score_many,
)
from directory.domain.skill.arrays import FloatArray
from directory.domain.skill.grades import log_likelihood

CONCERN_COUNT = 22
SINGLE_OUTCOME_COUNT = 40
SINGLE_RUNS = 300
FIT_LIMIT_S = 60.0
SCORE_LIMIT_MS = 2.0

Result = TypeVar("Result")


def main() -> None:
    """Prints a Markdown table of times, peers and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--practitioners", type=int, default=100_000)
    parser.add_argument("--outcomes", type=int, default=1_000_000)
    arguments = parser.parse_args()
    population = simulated_population(arguments.practitioners, arguments.outcomes)
    shares = dict.fromkeys(population.concerns, 1.0)

    fit_s, model = _timed(lambda: fit(population, shares))
    many_s, _ = _timed(lambda: score_many(population, model))
    pass_s = min(_timed(lambda: _one_pass(population, model))[0] for _ in range(5))
    evidence = _one_practitioner(population.concerns)
    score_ms = 1e3 * float(
        np.median([_timed(lambda: score(evidence, model))[0] for _ in range(SINGLE_RUNS)])
    )
    generic_ms = 1e3 * min(_timed(lambda: _generic_mode(evidence, model))[0] for _ in range(5))

    size = f"{arguments.practitioners:,} practitioners, {arguments.outcomes:,} outcomes"
    print("| what | processor time | limit | peer in the same run | ratio |")
    print("|---|---|---|---|---|")
    one_pass = f"one NumPy pass of the likelihood, {pass_s:.2f} s"
    print(
        f"| fit, {size} | {fit_s:.1f} s | {FIT_LIMIT_S:.0f} s | {one_pass} | {fit_s / pass_s:.0f} |"
    )
    print(f"| score all of them | {many_s:.1f} s | | {one_pass} | {many_s / pass_s:.0f} |")
    print(
        f"| score one, {SINGLE_OUTCOME_COUNT} outcomes (median) | {score_ms:.2f} ms "
        f"| {SCORE_LIMIT_MS:.0f} ms | its mode alone by SciPy's BFGS, {generic_ms:.1f} ms "
        f"| {score_ms / generic_ms:.3f} |"
    )
    if fit_s > FIT_LIMIT_S or score_ms > SCORE_LIMIT_MS:
        raise SystemExit("Slower than promised.")


def simulated_population(practitioners: int, outcomes: int) -> Population:
    """Practitioners with a learning curve and talent, and graded outcomes spread unevenly."""
    rng = np.random.default_rng(2)
    years = rng.gamma(2.0, 6.0, practitioners)
    skill = 0.8 * -np.expm1(-years / 5) + rng.normal(0, 0.5, practitioners)
    busy = rng.gamma(1.0, 1.0, practitioners)
    who = rng.choice(practitioners, outcomes, p=busy / busy.sum())
    concern = rng.integers(0, CONCERN_COUNT, outcomes)
    severity = rng.integers(1, 5, outcomes)
    latent = skill[who] - 0.4 * (severity - 2) + rng.logistic(size=outcomes)
    ratings = outcomes // 2
    return Population(
        years_evidenced=np.where(rng.random(practitioners) < 0.6, years, np.nan),
        years_claimed=years,
        cases_per_year=np.where(rng.random(practitioners) < 0.3, 50 + 100 * busy, np.nan),
        concerns=tuple(f"concern {index:02d}" for index in range(CONCERN_COUNT)),
        outcome_practitioner=who,
        outcome_concern=concern,
        outcome_grade=1 + (latent[:, None] > np.array([-2.0, -1.2, -0.3, 1.0])).sum(axis=1),
        outcome_severity=severity.astype(float),
        outcome_fitzpatrick=rng.integers(1, 7, outcomes).astype(float),
        outcome_discount=rng.uniform(0.4, 1.0, outcomes),
        outcome_integrity=np.ones(outcomes),
        outcome_wave=np.where(rng.random(outcomes) < 0.1, 1.0, 0.0),
        outcome_healing_days=np.round(rng.lognormal(1.0 + 0.4 * severity, 0.4)),
        outcome_sessions=1.0 + rng.poisson(0.4 * severity),
        channels=("maps",),
        rating_practitioner=rng.integers(0, practitioners, ratings),
        rating_channel=np.zeros(ratings, dtype=np.intp),
        rating_value=rng.integers(1, 6, ratings).astype(float),
        rating_count=np.ones(ratings, dtype=np.intp),
        rating_integrity=np.ones(ratings),
    )


def _one_practitioner(concerns: tuple[str, ...]) -> Evidence:
    rng = np.random.default_rng(3)
    return Evidence(
        experience=Experience(years_evidenced=8.0),
        cases_per_year=150.0,
        outcomes=tuple(
            VerifiedOutcome(
                concern=concerns[int(rng.integers(5))],
                gais=int(rng.integers(2, 6)),
                severity=int(rng.integers(1, 5)),
                fitzpatrick=int(rng.integers(1, 7)),
                adverse_event="none",
                verification_level=3,
                age_years=float(rng.uniform(0, 5)),
                healing_days=int(rng.integers(1, 30)),
                sessions=int(rng.integers(1, 5)),
            )
            for _ in range(SINGLE_OUTCOME_COUNT)
        ),
    )


def _one_pass(population: Population, model: Hyperparameters) -> None:
    """The least that any method does once: each outcome's likelihood, summed by practitioner."""
    likelihood = log_likelihood(
        -0.1 * population.outcome_severity, population.outcome_grade, np.array(model.cutpoints)
    )
    np.bincount(population.outcome_practitioner, likelihood)


def _generic_mode(evidence: Evidence, model: Hyperparameters) -> None:
    """The same posterior mode (skill and five deviations) by a general optimiser."""
    concerns = sorted({one.concern for one in evidence.outcomes})
    concern = np.array([concerns.index(one.concern) for one in evidence.outcomes])
    grade = np.array([one.grade for one in evidence.outcomes])
    weight = np.array([one.discount for one in evidence.outcomes])
    cutpoints = np.array(model.cutpoints)

    def loss(position: FloatArray) -> float:
        x = position[0] + position[1:][concern]
        prior = (position[0] - 0.5) ** 2 / model.prior.variance
        deviations = float((position[1:] ** 2).sum()) / model.prior.concern_variance
        return 0.5 * (prior + deviations) - float(weight @ log_likelihood(x, grade, cutpoints))

    minimize(loss, np.zeros(1 + len(concerns)), method="BFGS")


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


if __name__ == "__main__":
    main()
