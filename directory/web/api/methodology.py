"""How people are ranked, by the API: every number of the model and of the order, as in force."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint

from directory.database import db
from directory.services.methodology import get_methodology
from directory.web import site
from directory.web.api.contract import Answer, answers, contract

blueprint = Blueprint("methodology", __name__)


class ConstantAnswer(Answer):
    """One chosen number: what it means, and why it has this value."""

    name: str
    value: float
    unit: str
    meaning: str
    source: str


class LearnedNumberAnswer(Answer):
    """A number that the data decided."""

    name: str
    value: float
    meaning: str


class ConcernNumbersAnswer(Answer):
    """A concern's share of the reference patients, difficulty (log-odds), and middle in points."""

    name: str
    share: float
    difficulty: float
    middle: float | None


class FitAnswer(Answer):
    """When the model was fitted, and on how much."""

    fitted_at: datetime
    practitioner_count: int
    outcome_count: int


class MethodologyAnswer(Answer):
    """The rule as it is in force; `fit` is null before the first one."""

    constants: list[ConstantAnswer]
    ordering: list[ConstantAnswer]
    tiers: list[str]
    learned: list[LearnedNumberAnswer]
    concerns: list[ConcernNumbersAnswer]
    overall_middle: float | None
    fit: FitAnswer | None
    explained_at: str


@blueprint.get("/methodology")
@contract.validate(
    resp=answers(MethodologyAnswer), tags=["methodology"], operation_id="getMethodology"
)
def methodology() -> Answer:
    """Give the numbers of the skill model and of the order: chosen ones, and learned ones."""
    rule = get_methodology(db.session, site.vocabulary())
    return MethodologyAnswer(
        constants=[ConstantAnswer.model_validate(one) for one in rule.constants],
        ordering=[ConstantAnswer.model_validate(one) for one in rule.ordering],
        tiers=list(rule.tiers),
        learned=[LearnedNumberAnswer.model_validate(one) for one in rule.learned],
        concerns=[ConcernNumbersAnswer.model_validate(one) for one in rule.concerns],
        overall_middle=rule.overall_middle,
        fit=FitAnswer.model_validate(rule.model) if rule.model else None,
        explained_at=site.absolute_url("methodology.page"),
    )
