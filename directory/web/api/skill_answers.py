"""What the API says of somebody's skill: the estimate, its interval, and what it is made of."""

from __future__ import annotations

from pydantic import Field

from directory.services.search_results import SkillEstimate
from directory.web.api.contract import Answer


class PartAnswer(Answer):
    """One part of a score, in points; the parts add up to it."""

    label: str
    detail: str
    points: float


class SkillAnswer(Answer):
    """Of 100 patients with an average case, how many would be much improved without harm.

    `concern_key` is empty for all concerns together. `middle` is the directory's median.
    """

    concern_key: str
    concern_name: str
    points: float
    lo90: float = Field(description="Lower end of the 90% interval.")
    hi90: float = Field(description="Upper end of the 90% interval.")
    middle: float | None
    verified_outcome_count: int = Field(description="Verified outcomes with this very concern.")
    all_outcome_count: int = Field(description="Verified outcomes with any concern.")
    effective_outcomes: float
    is_mostly_prior: bool = Field(
        description="Too few verified outcomes to say much beyond the experience."
    )
    has_top_tenth_words: bool = Field(
        description="Very likely among the best tenth of this directory."
    )
    parts: list[PartAnswer]


def find_skill_answer(estimate: SkillEstimate | None) -> SkillAnswer | None:
    """The answer of an estimate, where there is one."""
    return SkillAnswer.model_validate(estimate) if estimate else None
