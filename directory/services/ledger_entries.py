"""Reading entries of the moderation ledger as they lie in the database.

Instants and facts are read as the text that is stored: what was written past the site need not be
readable, and must neither stop a verification nor break a page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import Row, Select, String, cast, func, select
from sqlalchemy.orm import Session

from directory.domain.ledger import LedgerEntry
from directory.models import LedgerEntryRow

BATCH = 5000
UNREADABLE_AT = datetime(1970, 1, 1, tzinfo=UTC)

_Row = Row[int, str, str, int | None, str, str, str]


def iterate_entries(
    session: Session, after: int = 0, count: int | None = None
) -> Iterator[LedgerEntry]:
    """The entries after this number, at most so many, in the order of their numbers."""
    rows = session.execute(
        _select_entries()
        .where(LedgerEntryRow.number > after)
        .order_by(LedgerEntryRow.number)
        .limit(count),
        execution_options={"yield_per": BATCH},
    )
    return map(_read_entry, rows)


def list_latest_entries(
    session: Session, *, practitioner_id: int | None, offset: int, count: int
) -> list[LedgerEntry]:
    """Entries from the newest on, of everybody or of one practitioner."""
    rows = _select_entries().order_by(LedgerEntryRow.number.desc()).offset(offset).limit(count)
    if practitioner_id is not None:
        rows = rows.where(LedgerEntryRow.practitioner_id == practitioner_id)
    return [_read_entry(row) for row in session.execute(rows)]


def count_entries(session: Session, practitioner_id: int) -> int:
    """How many entries concern a practitioner."""
    concerned = LedgerEntryRow.practitioner_id == practitioner_id
    return session.scalar(select(func.count()).select_from(LedgerEntryRow).where(concerned)) or 0


def _select_entries() -> Select[int, str, str, int | None, str, str, str]:
    return select(
        LedgerEntryRow.number,
        cast(LedgerEntryRow.at, String),
        LedgerEntryRow.kind,
        LedgerEntryRow.practitioner_id,
        cast(LedgerEntryRow.facts, String),
        LedgerEntryRow.previous_hash,
        LedgerEntryRow.hash,
    )


def _read_entry(row: _Row) -> LedgerEntry:
    """Read a row; what cannot be read becomes an entry that does not fit its hash."""
    number, at, kind, practitioner, facts, previous, own_hash = row
    try:
        moment = datetime.fromisoformat(at)
        return LedgerEntry(
            number,
            moment if moment.tzinfo else moment.replace(tzinfo=UTC),
            kind,
            practitioner,
            dict(json.loads(facts)),
            previous,
            own_hash,
        )
    except (ValueError, TypeError):
        return LedgerEntry(number, UNREADABLE_AT, "", None, {}, previous, own_hash)
