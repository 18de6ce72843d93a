"""Mail to be sent or sent: written in the transaction that asks for it, sent by the worker."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, JSONObject, PrimaryKey


class MailMessage(Base):
    """One message. `unique_key` names what it is about, so that nothing is sent twice."""

    __tablename__ = "mail_message"
    __table_args__ = (Index(None, "sent_at", "due_at"),)

    id: Mapped[PrimaryKey]
    unique_key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(64))
    to_address: Mapped[str] = mapped_column(String(254), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    headers: Mapped[JSONObject]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    attempt_count: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(500), default="")
    sent_at: Mapped[datetime | None]
