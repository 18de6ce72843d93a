"""Merges of duplicate profiles, with what was moved, so that each can be undone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, JSONObject, PrimaryKey


class ProfileMerge(Base):
    """One merge: what belonged to `merged_id` belongs to `kept_id` until it is undone.

    `moved` has the numbers of reports, blocks, drafts, treatment logs, claims and accounts, and the
    state before.
    """

    __tablename__ = "profile_merge"

    id: Mapped[PrimaryKey]
    kept_id: Mapped[int] = mapped_column(ForeignKey("practitioner.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("practitioner.id"), index=True)
    moved: Mapped[JSONObject]
    merged_at: Mapped[datetime]
    merged_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None]
    undone_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
