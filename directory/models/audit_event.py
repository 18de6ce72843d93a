"""What staff did: every act that decides on somebody or something, as a row that stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, JSONObject, PrimaryKey


class AuditEvent(Base):
    """One act. `tag` is `source:subject:action`; `before` and `after` hold what the act changed.

    Without an actor it was done from the command line or by the calendar. No names, addresses or
    texts of patients in `before` and `after`: numbers, states and codes only.
    """

    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "subject_kind", "subject_id"),)

    id: Mapped[PrimaryKey]
    actor_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    tag: Mapped[str] = mapped_column(String(120), index=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    reason_code: Mapped[str] = mapped_column(String(64), default="")
    before: Mapped[JSONObject]
    after: Mapped[JSONObject]
    happened_at: Mapped[datetime]
