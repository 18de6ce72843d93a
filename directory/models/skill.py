"""What the skill model was fitted to be, and what it says of each practitioner and concern."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, JSONObject, PrimaryKey

OVERALL = ""
"""The concern key of the skill over all concerns."""


class SkillModel(Base):
    """A fitted, frozen version of the model; the newest one scores.

    `middle_points` is the directory's median of each concern's points, "" the overall one.
    """

    __tablename__ = "skill_model"

    id: Mapped[PrimaryKey]
    fitted_at: Mapped[datetime]
    snapshot_on: Mapped[date]
    hyperparameters: Mapped[JSONObject]
    middle_points: Mapped[JSONObject]
    practitioner_count: Mapped[int]
    outcome_count: Mapped[int]


class PractitionerSkill(Base):
    """The skill of one practitioner for one concern; an empty concern key is the overall one.

    `points`, `lo90` and `hi90` are successes per 100 reference patients; `parts` sum to `points`.
    """

    __tablename__ = "practitioner_skill"

    practitioner_id: Mapped[int] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), primary_key=True
    )
    concern_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    model_id: Mapped[int] = mapped_column(ForeignKey("skill_model.id"))
    points: Mapped[float]
    lo90: Mapped[float]
    hi90: Mapped[float]
    effective_outcomes: Mapped[float]
    verified_outcome_count: Mapped[int]
    top_tenth_probability: Mapped[float]
    parts: Mapped[JSONObject]
