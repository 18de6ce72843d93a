"""Changes of profiles by their keepers: what was, what shall be, and what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from directory.domain.profile_fields import EditState
from directory.models.base import Base, JSONObject, PrimaryKey

_WAITING = text("state = 'waiting'")


class ProfileEdit(Base):
    """One change. `changes` has for each field its value before and after."""

    __tablename__ = "profile_edit"
    __table_args__ = (
        Index(
            "uq_profile_edit_one_waiting",
            "practitioner_id",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(None, "state", "submitted_at"),
    )

    id: Mapped[PrimaryKey]
    practitioner_id: Mapped[int] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    state: Mapped[EditState] = mapped_column(String(16))
    changes: Mapped[JSONObject]
    restores_edit_id: Mapped[int | None] = mapped_column(ForeignKey("profile_edit.id"))
    submitted_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason_code: Mapped[str] = mapped_column(String(64), default="")
