"""Which files of `seed_data/` the database was last loaded from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base


class SeedFolder(Base):
    """One folder of seed data as it was when its content was loaded."""

    __tablename__ = "seed_folder"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    checksum: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime]
