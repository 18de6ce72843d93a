"""How often a profile was listed and opened, by day: sums only, nothing of who looked.

Popularity must move no rank, so this module is out of the reach of whatever ranks, like `listing`.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base


class PageCount(Base):
    """One profile on one day: shown in so many lists of results, opened so often."""

    __tablename__ = "page_count"

    practitioner_id: Mapped[int] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    listed_count: Mapped[int] = mapped_column(default=0)
    opened_count: Mapped[int] = mapped_column(default=0)
