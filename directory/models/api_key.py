"""Keys of the API, and what was answered to requests that may be sent again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, JSONList, PrimaryKey


class ApiKey(Base):
    """A key with its scopes; only its hash is kept, and its beginning to tell keys apart.

    `site` is the one site whose reviews it may import, if any.
    """

    __tablename__ = "api_key"

    id: Mapped[PrimaryKey]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    shown_beginning: Mapped[str] = mapped_column(String(16))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[JSONList]
    site: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ApiAnswer(Base):
    """The answer to one request, sealed with the key that asked, which is not in the database."""

    __tablename__ = "api_answer"
    __table_args__ = (UniqueConstraint("api_key_id", "idempotency_key"),)

    id: Mapped[PrimaryKey]
    api_key_id: Mapped[int] = mapped_column(ForeignKey("api_key.id", ondelete="CASCADE"))
    idempotency_key: Mapped[str] = mapped_column(String(128))
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(default=0)
    sealed_body: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime] = mapped_column(index=True)
