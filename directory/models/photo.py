"""Photos of practitioners: they move no rank, and whatever ranks cannot reach them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from directory.domain.photos import PhotoState
from directory.models.base import Base, PrimaryKey

_WAITING, _APPROVED = text("state = 'waiting'"), text("state = 'approved'")


class ProfilePhoto(Base):
    """One photo; a profile has at most one that is public and one that waits."""

    __tablename__ = "profile_photo"
    __table_args__ = (
        Index(
            "uq_profile_photo_one_waiting",
            "practitioner_id",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(
            "uq_profile_photo_one_approved",
            "practitioner_id",
            unique=True,
            sqlite_where=_APPROVED,
            postgresql_where=_APPROVED,
        ),
    )

    id: Mapped[PrimaryKey]
    practitioner_id: Mapped[int] = mapped_column(ForeignKey("practitioner.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(40), unique=True)
    state: Mapped[PhotoState] = mapped_column(String(16))
    uploaded_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason_code: Mapped[str] = mapped_column(String(64), default="")
