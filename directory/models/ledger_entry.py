"""The moderation ledger. Triggers of both databases refuse to change or delete an entry.

What an entry may say and how it is sealed is `directory.domain.ledger`. Reports and practitioners
are named by number, without a foreign key: an entry outlives whatever it tells of.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, JSONObject


class LedgerEntryRow(Base):
    """One entry. Numbers count from 1 without a gap; no two follow on the same entry."""

    __tablename__ = "ledger_entry"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(64))
    practitioner_id: Mapped[int | None] = mapped_column(index=True)
    facts: Mapped[JSONObject]
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class LedgerHead(Base):
    """The ledger's only row of its own: the last entry. Who appends holds it until the commit."""

    __tablename__ = "ledger_head"
    __table_args__ = (CheckConstraint("id = 1", "only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_count: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
