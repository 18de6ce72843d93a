"""Addresses that want no follow-ups: remembered by hash, so that not even we can list them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from directory.models import MailRefusal
from directory.services.inserting import insert_if_new


def refuse_mail(session: Session, address_hash: str, now: datetime) -> None:
    """Remember that the address of this SHA-256 wants no follow-ups; a second time is the same."""
    insert_if_new(
        session,
        MailRefusal,
        {"address_hash": address_hash, "refused_at": now},
        MailRefusal.address_hash,
    )


def count_refusals(session: Session) -> int:
    """How many addresses want none."""
    return session.scalar(select(func.count()).select_from(MailRefusal)) or 0


def has_refused(address_hash: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether the address of this SHA-256 wants none."""
    return exists().where(MailRefusal.address_hash == address_hash)
