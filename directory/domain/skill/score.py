"""From evidence and a fitted model to skill: expected successes per 100 reference patients.

One code path scores one practitioner and many. How the numbers are explained lives in `explain`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from directory.domain.skill import constants
from directory.domain.skill.arrays import FloatArray, IntArray
from directory.domain.skill.difficulty import (
    CaseFeatures,
    ReferenceCases,
    concern_columns,
    reference_cases,
)
from directory.domain.skill.estimates import Contributions, Estimate, Estimates, Skill, SkillTable
from directory.domain.skill.evidence import Evidence
from directory.domain.skill.experience import (
    credited_years,
    curve_doubt,
    learning_curve,
    standard_volume,
)
from directory.domain.skill.explain import skill_row
from directory.domain.skill.hyperparameters import Hyperparameters
from directory.domain.skill.population import Population
from directory.domain.skill.posterior import (
    Beliefs,
    Cases,
    Posterior,
    WavePull,
    posterior_mode,
)
from directory.domain.skill.second_look import SecondLook, look_again
from directory.domain.skill.sources import star_pull, summarise_ratings

# Logistic-normal integral: E logistic(x) ≈ logistic(mean / √(1 + π/8 · variance)), MacKay 1992.
_ATTENUATION = np.pi / 8.0


def model_concerns(population: Population, model: Hyperparameters) -> tuple[str, ...]:
    """The model's concerns, then those that it has never seen, by name."""
    unseen = sorted(set(population.concerns) - set(model.concerns))
    return (*model.concerns, *unseen)


def concern_indices(population: Population, concerns: tuple[str, ...]) -> IntArray:
    """Index among `concerns` of each outcome's concern."""
    index = {concern: position for position, concern in enumerate(concerns)}
    translation = np.array([index[concern] for concern in population.concerns], dtype=np.intp)
    return translation[population.outcome_concern]


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """The concerns scored, the outcomes grouped by them, and their reference patients.

    `wave_share` (n, concerns) is each concern's share of the results that came in waves.
    """

    concerns: tuple[str, ...]
    cases: Cases
    difficulty: FloatArray
    waves: WavePull
    wave_share: FloatArray
    reference: ReferenceCases


def score_many(population: Population, model: Hyperparameters) -> SkillTable:
    """Skill of every practitioner of a population; each row depends on its own evidence only."""
    look = look_again(population, model.healing)
    layout = _layout(look.population, model)
    start = _prior_parts(look.population, model)
    beliefs = Beliefs(
        start.nothing_known + start.experience + start.volume,
        start.variance,
        model.prior.concern_variance,
    )
    summary = summarise_ratings(look.population, model.stars.channels, model.stars.mean_spread)
    mode = posterior_mode(
        layout.cases,
        layout.difficulty,
        np.array(model.cutpoints),
        beliefs,
        (star_pull(model.stars, summary, beliefs.variance), layout.waves),
    )
    return _table(model, layout, start, mode, look)


def _layout(population: Population, model: Hyperparameters) -> _Layout:
    concerns = model_concerns(population, model)
    extra = len(concerns) - len(model.concerns)
    concern = concern_indices(population, concerns)
    by_concern, skin_slope = concern_columns(model.difficulty, extra)
    difficulty = CaseFeatures.of(population, concern, model.reference).difficulty(
        model.difficulty.severity_slope, by_concern, skin_slope
    )
    in_wave = np.flatnonzero(population.outcome_wave)
    wave_weight = population.outcome_weight[in_wave] * population.outcome_wave[in_wave]
    wave_practitioner = population.outcome_practitioner[in_wave]
    wave_share = np.zeros((population.practitioner_count, len(concerns)))
    np.add.at(wave_share, (wave_practitioner, concern[in_wave]), wave_weight)
    wave_share /= np.maximum(wave_share.sum(axis=1, keepdims=True), 1e-300)
    return _Layout(
        concerns=concerns,
        cases=Cases.group(
            population.practitioner_count,
            population.outcome_practitioner,
            concern,
            population.outcome_grade,
            population.outcome_weight * (1.0 - population.outcome_wave),
        ),
        difficulty=difficulty,
        waves=WavePull(
            practitioner=wave_practitioner,
            difficulty=difficulty[in_wave],
            grade=population.outcome_grade[in_wave],
            weight=wave_weight,
            cutpoints=np.array(model.cutpoints),
            limit=constants.WAVE_PULL_CAP,
        ),
        wave_share=wave_share,
        reference=reference_cases(model.reference, model.difficulty, extra),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _PriorParts:
    nothing_known: float
    experience: FloatArray
    volume: FloatArray
    variance: FloatArray


def _prior_parts(population: Population, model: Hyperparameters) -> _PriorParts:
    prior = model.prior
    years = (population.years_evidenced, population.years_claimed)
    nothing_known = prior.experience_gain * float(learning_curve(np.array(constants.UNKNOWN_YEARS)))
    return _PriorParts(
        nothing_known=nothing_known,
        experience=prior.experience_gain * learning_curve(credited_years(*years)) - nothing_known,
        volume=prior.volume_slope
        * standard_volume(population.cases_per_year, prior.volume_log_mean, prior.volume_log_sd),
        variance=prior_variance(model.prior.variance, prior.experience_gain, *years),
    )


def prior_variance(
    variance: float, experience_gain: float, evidenced: FloatArray, claimed: FloatArray
) -> FloatArray:
    """Variance of θ before results: wider where the years are in doubt."""
    return variance + (experience_gain * curve_doubt(evidenced, claimed)) ** 2


def _table(
    model: Hyperparameters,
    layout: _Layout,
    start: _PriorParts,
    mode: Posterior,
    look: SecondLook,
) -> SkillTable:
    concerns, cases, reference = layout.concerns, layout.cases, layout.reference
    shape = (cases.practitioner_count, len(concerns))

    def spread_out(cell_values: FloatArray) -> FloatArray:
        dense = np.zeros(shape)
        dense[cases.cell_practitioner, cases.cell_concern] = cell_values
        return dense

    theta = mode.theta[:, None]
    information = spread_out(mode.information)
    pull = spread_out(mode.pull)
    eta = theta + spread_out(mode.delta)
    delta_precision = 1.0 / model.prior.concern_variance
    total = information + delta_precision
    shared = delta_precision / total
    variance = shared**2 / mode.precision[:, None] + 1.0 / total
    success_cut = model.cutpoints[constants.SUCCESS_GRADE - 2]
    probability, slope = success_probability(eta, variance, success_cut, reference)
    base, base_slope = success_probability(
        np.full(shape, start.nothing_known), variance, success_cut, reference
    )
    shift = eta - start.nothing_known
    tiny = np.abs(shift) < 1e-9
    secant = np.where(tiny, base_slope, (probability - base) / np.where(tiny, 1.0, shift))
    working = information * shift + pull
    star_force, wave_force = mode.forces
    prior_weight = 1.0 / start.variance / mode.precision
    share = reference.concern_share
    row = look.pick_lower(probability)
    picked = row, np.arange(len(concerns))
    common = (slope * shared / np.sqrt(mode.precision)[:, None])[picked]
    overall_variance = (common @ share) ** 2 + (slope**2 / total)[picked] @ (share**2)
    weights = spread_out(cases.per_cell(cases.weight))[picked]
    counts = spread_out(cases.per_cell(np.ones(len(cases.cell)))).astype(np.intp)[picked]
    return SkillTable(
        concerns=concerns,
        concern_share=share,
        overall=_estimates(
            probability[picked] @ share,
            overall_variance,
            np.array(model.top_points),
            weights.sum(axis=1),
            counts.sum(axis=1),
        ),
        by_concern=_estimates(
            probability[picked],
            (slope**2 * variance)[picked],
            np.concatenate(
                [
                    model.top_points_by_concern,
                    np.full(len(concerns) - len(model.concerns), model.top_points),
                ]
            ),
            weights,
            counts,
        ),
        contributions=Contributions(
            row=row,
            experience=prior_weight * start.experience,
            volume=prior_weight * start.volume,
            unverified=star_force / mode.precision,
            results=(shared * working + wave_force[:, None] * layout.wave_share)
            / mode.precision[:, None],
            own=working / total,
            shared=shared,
            points_per_log_odds=100.0 * secant,
        ),
        model_version=model.version,
    )


def success_probability(
    eta: FloatArray, variance: FloatArray, success_cut: float, reference: ReferenceCases
) -> tuple[FloatArray, FloatArray]:
    """Expected success in each concern's reference patients and its slope, (n, concerns).

    Averages over the posterior (normal, mean eta) as well as over the patients.
    """
    attenuation = 1.0 / np.sqrt(1.0 + _ATTENUATION * variance)
    probability = np.zeros(eta.shape)
    slope = np.zeros(eta.shape)
    for case, share in enumerate(reference.share):
        one = scipy.special.expit((eta - reference.difficulty[:, case] - success_cut) * attenuation)
        probability += share * one
        slope += share * attenuation * one * (1.0 - one)
    return probability, slope


def _estimates(
    probability: FloatArray,
    variance: FloatArray,
    top_points: FloatArray,
    effective_outcomes: FloatArray,
    outcome_count: IntArray,
) -> Estimates:
    spread = constants.INTERVAL_INFLATION * np.sqrt(variance) / (probability * (1.0 - probability))
    center = scipy.special.logit(probability)
    return Estimates(
        points=100.0 * probability,
        lo90=100.0 * scipy.special.expit(center - constants.INTERVAL_Z * spread),
        hi90=100.0 * scipy.special.expit(center + constants.INTERVAL_Z * spread),
        spread=spread,
        top_tenth_probability=scipy.special.ndtr(
            (center - scipy.special.logit(top_points / 100.0)) / spread
        ),
        effective_outcomes=effective_outcomes,
        outcome_count=outcome_count,
    )


def score(evidence: Evidence, model: Hyperparameters) -> Skill:
    """Skill of one practitioner: depends on nothing but this evidence and the fitted model."""
    return skill_row(score_many(Population.from_evidence([evidence]), model), 0)


def probability_better(one: Estimate, other: Estimate) -> float:
    """Probability that `one` is truly above `other`, their log-odds taken as independent normal."""
    spread = np.hypot(one.spread, other.spread)
    above, below = scipy.special.logit(np.array([one.points, other.points]) / 100.0)
    return float(scipy.special.ndtr((above - below) / spread))
