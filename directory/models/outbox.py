"""Practitioners whose index document is out of date, noted in the transaction that changed them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, PrimaryKey


class IndexOutbox(Base):
    """One change not yet in the search index. No foreign key: a deletion must be indexed too."""

    __tablename__ = "index_outbox"

    id: Mapped[PrimaryKey]
    practitioner_id: Mapped[int] = mapped_column(index=True)
    created_at: Mapped[datetime]
