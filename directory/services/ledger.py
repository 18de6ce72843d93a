"""The moderation ledger: appending to it, one transaction after the other, and its checkpoints.

`append_entry` is the only way in. Who takes part in a decision that takes other locks as well calls
`hold_ledger` first: all wait in the same place, so that no two wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from directory.domain.ledger import INSTANT_FORMAT, Fact, LedgerEntry, seal
from directory.domain.ledger_verification import Checkpoint
from directory.models import LedgerEntryRow, LedgerHead


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What an entry shall say, before it has a number and is sealed."""

    kind: str
    at: datetime
    practitioner_id: int | None
    facts: Mapping[str, Fact]


def hold_ledger(session: Session) -> tuple[int, str]:
    """Let nobody else append before this transaction ends; gives number and hash of the last entry.

    An UPDATE that changes nothing: it locks the row on PostgreSQL and the file on SQLite, and gives
    what the one before committed.
    """
    head = session.execute(
        update(LedgerHead)
        .values(entry_count=LedgerHead.entry_count)
        .returning(LedgerHead.entry_count, LedgerHead.hash),
        execution_options={"synchronize_session": False},
    ).one()
    return head.entry_count, head.hash


def append_entry(
    session: Session,
    kind: str,
    *,
    now: datetime,
    practitioner_id: int | None = None,
    facts: Mapping[str, Fact] | None = None,
) -> LedgerEntry:
    """Append an entry of this transaction; two who do so at once come one after the other.

    Kinds and facts are those of `directory.domain.ledger`. Raises InvalidValueError for others.
    """
    return append_entries(session, [NewEntry(kind, now, practitioner_id, facts or {})])[0]


def append_entries(session: Session, new_entries: Iterable[NewEntry]) -> list[LedgerEntry]:
    """Append several entries in this order. Raises InvalidValueError like `append_entry`."""
    count, last_hash = hold_ledger(session)
    entries: list[LedgerEntry] = []
    for new in new_entries:
        entry = seal(
            number=count + len(entries) + 1,
            at=new.at.replace(microsecond=0),
            kind=new.kind,
            practitioner=new.practitioner_id,
            facts=new.facts,
            previous=last_hash,
        )
        entries.append(entry)
        last_hash = entry.hash
    if entries:
        session.execute(insert(LedgerEntryRow), [_as_row(entry) for entry in entries])
        session.execute(
            update(LedgerHead).values(entry_count=entries[-1].number, hash=last_hash),
            execution_options={"synchronize_session": False},
        )
    return entries


def make_checkpoint(session: Session, site_url: str, now: datetime) -> Checkpoint:
    """What outsiders may keep of the ledger as it is now."""
    head = session.get_one(LedgerHead, 1, populate_existing=True)
    return Checkpoint(
        site=site_url,
        at=now.astimezone(UTC).strftime(INSTANT_FORMAT),
        entry_count=head.entry_count,
        hash=head.hash,
    )


def _as_row(entry: LedgerEntry) -> dict[str, object]:
    return {
        "number": entry.number,
        "at": entry.at,
        "kind": entry.kind,
        "practitioner_id": entry.practitioner,
        "facts": dict(entry.facts),
        "previous_hash": entry.previous,
        "hash": entry.hash,
    }
