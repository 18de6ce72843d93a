"""Taking back a whole import, from its newest change to its oldest, batch by batch.

What somebody changed since stays as they left it, and a profile that has reviews or an account by
now stays too. Begun and broken off, an undoing goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.domain.errors import DomainError
from directory.models import (
    Base,
    Credential,
    ImportChange,
    ImportRun,
    ImportState,
    MatchCase,
    MatchDecision,
    PracticeLocation,
    Practitioner,
    Review,
)
from directory.services.import_journal import BESIDE_THE_INDEX, as_json, from_json
from directory.services.imported_reviews import release_merged
from directory.services.indexing import note_changes
from directory.services.ledger import append_entry
from directory.services.registry_profiles import LOCATIONS

BATCH_SIZE = 500


@dataclass(slots=True)
class UndoReport:
    """What became of an import's changes so far: taken back, or kept for a later change's sake."""

    reverted_count: int = 0
    kept_count: int = 0


def check_can_undo(session: Session, run: ImportRun) -> None:
    """Raises DomainError for an import that cannot be taken back now, saying why."""
    if run.state == ImportState.UNDONE:
        raise DomainError(f"Import {run.id} was taken back already.")
    if run.state in {ImportState.RUNNING, ImportState.WAITING, ImportState.UNDOING}:
        raise DomainError(f"Import {run.id} is still at work. Wait for its end.")
    later = session.scalar(
        select(ImportRun.id)
        .where(
            ImportRun.source == run.source,
            ImportRun.id > run.id,
            ImportRun.state.in_([ImportState.FINISHED, ImportState.STOPPED, ImportState.RUNNING]),
            select(ImportChange.id).where(ImportChange.run_id == ImportRun.id).exists(),
        )
        .order_by(ImportRun.id.desc())
        .limit(1)
    )
    if later is not None:
        raise DomainError(
            f"Import {later} of the same source came later and builds on it. Take that back first."
        )


def undo_import(session: Session, run: ImportRun, now: datetime) -> Iterator[UndoReport]:
    """Take an import back; yields the report after each batch, where the caller commits.

    Raises DomainError, before anything is done, where it cannot be taken back.
    """
    check_can_undo(session, run)
    report = UndoReport()
    while changes := _newest_changes(session, run):
        touched: dict[int, None] = {}
        for change in changes:
            if _revert(session, change):
                report.reverted_count += 1
                if change.table_name not in BESIDE_THE_INDEX:
                    touched[change.practitioner_id] = None
            else:
                report.kept_count += 1
        session.flush()
        numbers = [change.id for change in changes]
        session.execute(delete(ImportChange).where(ImportChange.id.in_(numbers)))
        _move_on(session, list(touched))
        note_changes(session, list(touched), now)
        yield report
    session.execute(
        delete(MatchCase).where(
            MatchCase.run_id == run.id, MatchCase.decision == MatchDecision.OPEN
        )
    )
    run.state, run.undone_at = ImportState.UNDONE, now
    session.flush()
    append_entry(
        session,
        "import.undone",
        now=now,
        facts={
            "import": run.id,
            "source": run.source,
            "reverted": report.reverted_count,
            "kept": report.kept_count,
        },
    )
    yield report


def _newest_changes(session: Session, run: ImportRun) -> list[ImportChange]:
    return list(
        session.scalars(
            select(ImportChange)
            .where(ImportChange.run_id == run.id)
            .order_by(ImportChange.id.desc())
            .limit(BATCH_SIZE)
        )
    )


def _revert(session: Session, change: ImportChange) -> bool:
    """Take one change back; False where what was written is not there any more, or is in use."""
    row_type = _types_by_table()[change.table_name]
    row = session.get(row_type, change.row_id)
    if change.before is None:
        if isinstance(row, Review):
            release_merged(session, row.id)
        return row is not None and not _is_in_use(session, row) and _delete(session, row)
    if change.after is None:
        if row is not None or session.get(Practitioner, change.practitioner_id) is None:
            return False
        before = change.before.items()
        session.add(row_type(**{name: from_json(row_type, name, old) for name, old in before}))
        return True
    if row is None:
        return False
    same = [name for name, value in change.after.items() if as_json(getattr(row, name)) == value]
    for name in same:
        setattr(row, name, from_json(row_type, name, change.before[name]))
    return bool(same)


def _is_in_use(session: Session, row: Base) -> bool:
    """Whether a practitioner has made it their own by editing it."""
    if isinstance(row, Practitioner):
        return bool(row.edited_fields)
    if isinstance(row, PracticeLocation):
        owner = session.get_one(Practitioner, row.practitioner_id)
        return LOCATIONS in owner.edited_fields
    return isinstance(row, Credential) and row.is_set_aside


def _delete(session: Session, row: Base) -> bool:
    """Delete a row, unless reviews, an account or something else of people's hangs on it."""
    try:
        with session.begin_nested():
            session.delete(row)
            session.flush()
    except IntegrityError:
        return False
    return True


def _move_on(session: Session, practitioner_ids: list[int]) -> None:
    """Let who has these profiles open for editing see that they moved on."""
    for practitioner in session.scalars(
        select(Practitioner).where(Practitioner.id.in_(practitioner_ids))
    ):
        practitioner.version += 1


@cache
def _types_by_table() -> dict[str, type[Base]]:
    return {
        str(mapper.local_table.name): mapper.class_  # type: ignore[attr-defined]  # a table's name
        for mapper in Base.registry.mappers
    }
