"""Importing a registry's file into the directory: batch by batch, the same however often it runs.

What a record means for a profile is the intakes' business. The caller commits after each batch, so
that a long import blocks nobody; `docs/decisions/0040-*` says why and what follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from directory.models import ImportRun
from directory.services.import_journal import ImportJournal
from directory.services.import_report import ImportReport
from directory.services.import_runs import finish
from directory.services.indexing import note_changes
from directory.sources.records import RowError, SkippedRow

BATCH_SIZE = 500
# Where nearly all rows are skipped, progress must be told and the run's row kept up all the same.
LARGEST_BATCH_IN_ROWS = 20_000

Plan = Callable[[ImportJournal], None]
"""Carries out what a batch of records asks for."""

NoteRowError = Callable[[RowError], None]


class Intake(Protocol):
    """Decides what records ask for; counts what becomes of each in the report."""

    def plan(self, records: Sequence[Any], report: ImportReport) -> Plan:
        """Sort a batch of records. Reads the database and writes nothing."""

    def plan_end(self, report: ImportReport) -> Plan:
        """What is to be done after the last record."""


def import_registry(
    session: Session,
    entries: Iterable[Any],
    intake: Intake,
    run: ImportRun,
    *,
    clock: Callable[[], datetime],
    note_row_error: NoteRowError = lambda error: None,
) -> Iterator[ImportReport]:
    """Bring the entries of one file into the directory; yields the report after each batch.

    The batch, its notes for the index and for undoing, and the state of `run` belong together:
    commit after each step. A second import of the same file changes nothing. Raises what reading
    the entries raises.
    """
    journal = ImportJournal(session, run.id)

    def carry_out(plan: Plan, report: ImportReport) -> None:
        plan(journal)
        report.store(run)
        now = clock()
        run.heard_at = now
        note_changes(session, journal.flush(), now)

    report = ImportReport(tell_row_error=note_row_error)
    for _ in _work_through(entries, intake, report, carry_out):
        yield report
    # By itself, since it holds the ledger: who holds profiles as well would wait for who waits.
    finish(session, run, clock())
    yield report


def rehearse_import(
    entries: Iterable[Any],
    intake: Intake,
    *,
    note_row_error: NoteRowError = lambda error: None,
) -> Iterator[ImportReport]:
    """What `import_registry` would report of the same entries; nothing is written."""
    report = ImportReport(tell_row_error=note_row_error)
    for _ in _work_through(entries, intake, report, lambda plan, report: None):
        yield report


def _work_through(
    entries: Iterable[Any],
    intake: Intake,
    report: ImportReport,
    carry_out: Callable[[Plan, ImportReport], None],
) -> Iterator[None]:
    """Work through all entries; yields after each batch."""
    batch: list[Any] = []
    for entry in entries:
        report.read_count += 1
        report.line = max(report.line, entry.line)
        if isinstance(entry, SkippedRow):
            report.skipped[entry.reason] += 1
        elif isinstance(entry, RowError):
            report.note_row_error(entry)
        else:
            batch.append(entry)
        if len(batch) == BATCH_SIZE or report.read_count % LARGEST_BATCH_IN_ROWS == 0:
            carry_out(intake.plan(batch, report), report)
            batch.clear()
            yield
    carry_out(intake.plan(batch, report), report)
    carry_out(intake.plan_end(report), report)
    yield
