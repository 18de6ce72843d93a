"""Figures of the whole site, as the worker counted them last."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, Key


class KeptFigures(Base):
    """Figures by name; `form` names the shape in which they are written."""

    __tablename__ = "kept_figures"

    name: Mapped[Key] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(String(16), primary_key=True)
    counted_at: Mapped[datetime]
    figures: Mapped[Any] = mapped_column(JSON)
