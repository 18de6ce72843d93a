"""Accounts of people who sign in, and what role each has."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.domain.permissions import Role
from directory.models.base import Base, PrimaryKey
from directory.models.sign_in import Passkey


class Account(Base):
    """A person who can sign in.

    Secrets of the authenticator app are sealed; the pending one waits for its first code.
    """

    __tablename__ = "account"

    id: Mapped[PrimaryKey]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    display_name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(String(32))
    practitioner_id: Mapped[int | None] = mapped_column(ForeignKey("practitioner.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)
    email_confirmed_at: Mapped[datetime | None]
    totp_secret: Mapped[str | None] = mapped_column(String(255))
    totp_pending_secret: Mapped[str | None] = mapped_column(String(255))
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]
    created_at: Mapped[datetime]
    mail_language: Mapped[str] = mapped_column(String(8), default="en", server_default="en")

    passkeys: Mapped[list[Passkey]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="Passkey.id"
    )
