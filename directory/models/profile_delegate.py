"""Who acts for whoever keeps a profile, with which rights: invited by mail, until taken back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, JSONList, PrimaryKey

_ACTIVE = text("accepted_at IS NOT NULL AND revoked_at IS NULL")


class ProfileDelegate(Base):
    """One invitation. An account acts for one profile at a time."""

    __tablename__ = "profile_delegate"
    __table_args__ = (
        Index(
            "uq_profile_delegate_one_active",
            "account_id",
            unique=True,
            sqlite_where=_ACTIVE,
            postgresql_where=_ACTIVE,
        ),
    )

    id: Mapped[PrimaryKey]
    practitioner_id: Mapped[int] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str] = mapped_column(String(254))
    rights: Mapped[JSONList]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
