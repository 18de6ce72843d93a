"""Appeals against decisions of moderators."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from directory.domain.appeals import Appellant
from directory.models.base import Base, PrimaryKey


class Appeal(Base):
    """One appeal. `unique_key` names decision and appellant: each appeals once."""

    __tablename__ = "appeal"

    id: Mapped[PrimaryKey]
    unique_key: Mapped[str] = mapped_column(String(64), unique=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("moderation_decision.id"), index=True)
    appellant: Mapped[Appellant] = mapped_column(String(16))
    flag_id: Mapped[int | None] = mapped_column(
        ForeignKey("flag.id", ondelete="SET NULL"), index=True
    )
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
