"""How the order is made, read out of the model and the ranking rule themselves.

The page says nothing that is not in use: chosen numbers come from the code, learned ones from
the newest fitted model.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.messages import N_
from directory.domain.skill import MODEL_CONSTANTS, Hyperparameters, ModelConstant
from directory.domain.vocabulary import Vocabulary
from directory.models import SkillModel
from directory.models.skill import OVERALL
from directory.services.skill import read_model
from search_index import Tier, ranking_rule


@dataclass(frozen=True, slots=True)
class LearnedNumber:
    """A number that the data decided: its name, its value and what it means."""

    name: str
    value: float
    meaning: str


@dataclass(frozen=True, slots=True)
class ConcernRow:
    """What the model holds of one concern: its share of the reference patients, how much harder
    it is than the average (log-odds), and the directory's middle in points.
    """

    name: str
    share: float
    difficulty: float
    middle: float | None


@dataclass(frozen=True, slots=True)
class Methodology:
    """Everything the methodology page is made of. `model` is None before the first fit."""

    constants: tuple[ModelConstant, ...]
    ordering: tuple[ModelConstant, ...]
    tiers: tuple[str, ...]
    learned: tuple[LearnedNumber, ...]
    concerns: tuple[ConcernRow, ...]
    overall_middle: float | None
    model: SkillModel | None


def get_methodology(session: Session, vocabulary: Vocabulary) -> Methodology:
    """Gather the rule as it is in force now."""
    model = session.scalar(select(SkillModel).order_by(SkillModel.id.desc()).limit(1))
    hyperparameters = read_model(model) if model else None
    middle = model.middle_points if model else {}
    return Methodology(
        constants=MODEL_CONSTANTS,
        ordering=_ordering_constants(),
        tiers=tuple(N_(tier.explanation) for tier in Tier if tier is not Tier.EVERYONE),
        learned=_learned(hyperparameters) if hyperparameters else (),
        concerns=_concern_rows(hyperparameters, middle, vocabulary) if hyperparameters else (),
        overall_middle=middle.get(OVERALL),
        model=model,
    )


def _ordering_constants() -> tuple[ModelConstant, ...]:
    source = N_("Chosen by trial in simulated worlds")
    return (
        ModelConstant(
            N_("Free distance"),
            ranking_rule.FREE_KM,
            "km",
            N_("Up to here the distance costs nothing."),
            source,
        ),
        ModelConstant(
            N_("Cost of distance"),
            ranking_rule.DEFAULT_POINTS_PER_DOUBLING,
            N_("points"),
            N_("Taken off for each doubling of the distance beyond the free one; yours to change."),
            source,
        ),
        ModelConstant(
            N_("Too close to call"),
            ranking_rule.TIE_PROBABILITY,
            N_("probability"),
            N_(
                "Two are shown as tied when the better one is better with less than this "
                "probability."
            ),
            N_("Judgement"),
        ),
        ModelConstant(
            N_("Of one clinic"),
            ranking_rule.CLINIC_LIMIT,
            N_("among the first %(clinic_window)s", clinic_window=ranking_rule.CLINIC_WINDOW),
            N_("More colleagues of the same clinic stand right behind."),
            N_("Judgement"),
        ),
    )


def _learned(model: Hyperparameters) -> tuple[LearnedNumber, ...]:
    return (
        LearnedNumber(
            N_("Gain of the whole learning curve"),
            model.prior.experience_gain,
            N_("Log-odds between somebody without experience and somebody with decades of it."),
        ),
        LearnedNumber(
            N_("Effect of audited volume"),
            model.prior.volume_slope,
            N_("Log-odds for one standard deviation of the logarithm of cases a year."),
        ),
        LearnedNumber(
            N_("Spread of skill"),
            model.prior.variance**0.5,
            N_(
                "Standard deviation of skill, in log-odds, among practitioners of equal experience."
            ),
        ),
        LearnedNumber(
            N_("Spread between concerns"),
            model.prior.concern_variance**0.5,
            N_(
                "Standard deviation, in log-odds, of one practitioner's skill from concern to "
                "concern."
            ),
        ),
        LearnedNumber(
            N_("Cost of one grade of severity"),
            model.difficulty.severity_slope,
            N_("Log-odds by which a case that is one grade more severe is harder."),
        ),
        LearnedNumber(
            N_("Cost of darker skin"),
            model.difficulty.skin_slope,
            N_("Log-odds for each Fitzpatrick type above III: a matter of the treatment's limits."),
        ),
        LearnedNumber(
            N_("What stars say of skill"),
            model.stars.slope,
            N_("Standard deviations of a source's ratings for one log-odds of skill."),
        ),
    )


def _concern_rows(
    model: Hyperparameters, middle: dict[str, float], vocabulary: Vocabulary
) -> tuple[ConcernRow, ...]:
    rows = []
    for key, share, difficulty in zip(
        model.concerns,
        model.reference.concern_shares,
        model.difficulty.by_concern,
        strict=True,
    ):
        if concern := vocabulary.find_concern(key):
            rows.append(ConcernRow(concern.name, share, difficulty, middle.get(key)))
    return tuple(rows)
