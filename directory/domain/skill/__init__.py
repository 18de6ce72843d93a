"""The skill model: of 100 typical patients, how many would a practitioner leave much improved?

`fit` learns from a population, `score` rates one practitioner, `score_many` all of them. Pure
NumPy and SciPy; nothing here knows where evidence comes from.
"""

from directory.domain.skill.constants import MODEL_CONSTANTS
from directory.domain.skill.estimates import Estimate, Estimates, Parts, Skill, SkillTable
from directory.domain.skill.evidence import (
    AdverseEvent,
    Evidence,
    Experience,
    SourceRating,
    VerifiedOutcome,
    channel_of,
    outcome_discount,
)
from directory.domain.skill.explain import skill_row
from directory.domain.skill.fit import fit
from directory.domain.skill.hints import Hint, HintKind, hints
from directory.domain.skill.hyperparameters import Hyperparameters
from directory.domain.skill.model_constant import ModelConstant
from directory.domain.skill.population import Population
from directory.domain.skill.rhythm import Rhythms, learn_rhythms
from directory.domain.skill.score import probability_better, score, score_many
from directory.domain.skill.waves import mark_waves

__all__ = [
    "MODEL_CONSTANTS",
    "AdverseEvent",
    "Estimate",
    "Estimates",
    "Evidence",
    "Experience",
    "Hint",
    "HintKind",
    "Hyperparameters",
    "ModelConstant",
    "Parts",
    "Population",
    "Rhythms",
    "Skill",
    "SkillTable",
    "SourceRating",
    "VerifiedOutcome",
    "channel_of",
    "fit",
    "hints",
    "learn_rhythms",
    "mark_waves",
    "outcome_discount",
    "probability_better",
    "score",
    "score_many",
    "skill_row",
]
