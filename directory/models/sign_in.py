"""What signing in leaves behind: sessions, links, recovery codes, passkeys and failed attempts.

Secrets are kept as SHA-256 of long random tokens; an address or a network as a keyed hash.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, PrimaryKey


class AccountSession(Base):
    """One device signed in to one account, until it expires or is revoked."""

    __tablename__ = "account_session"

    id: Mapped[PrimaryKey]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    second_factor_at: Mapped[datetime | None]
    passkey_challenge: Mapped[str | None] = mapped_column(String(120))
    revoked_at: Mapped[datetime | None]


class LinkPurpose(StrEnum):
    """What an e-mailed link is good for."""

    CONFIRM_EMAIL = "confirm_email"
    SIGN_IN = "sign_in"
    OWN_DATA = "own_data"
    RESET_PASSWORD = "reset_password"  # noqa: S105  # a purpose, not a password


class OneTimeLink(Base):
    """An e-mailed link that works once and not for long."""

    __tablename__ = "one_time_link"

    id: Mapped[PrimaryKey]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[LinkPurpose] = mapped_column(String(32))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that stands in once for a lost second factor."""

    __tablename__ = "recovery_code"

    id: Mapped[PrimaryKey]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A key pair whose private half stays with its owner; names and keys are base64url."""

    __tablename__ = "passkey"

    id: Mapped[PrimaryKey]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(Text)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class Attempt(Base):
    """An attempt that counts towards a limit: of an account, of a network, or of both together."""

    __tablename__ = "attempt"
    __table_args__ = (Index(None, "scope", "key_hash", "happened_at"),)

    id: Mapped[PrimaryKey]
    scope: Mapped[str] = mapped_column(String(32))
    key_hash: Mapped[str] = mapped_column(String(64))
    happened_at: Mapped[datetime]
