"""Disputes: flags that a practitioner raised from their account, with whatever shows it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, PrimaryKey


class Dispute(Base):
    """What a practitioner brought with a flag; without a document the file's columns are empty.

    Reason, words and decision stand at the flag. The row outlives the file.
    """

    __tablename__ = "dispute"

    id: Mapped[PrimaryKey]
    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id", ondelete="CASCADE"), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    file_name: Mapped[str | None] = mapped_column(String(80), unique=True)
    content_type: Mapped[str] = mapped_column(String(40), default="")
    size_bytes: Mapped[int] = mapped_column(default=0)
    deleted_at: Mapped[datetime | None]

    @property
    def has_file(self) -> bool:
        """Whether there is a document that is still kept."""
        return self.file_name is not None and self.deleted_at is None
