"""Imports as a whole: beginning one, so that no two of a source run at once, and finding them."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from directory.domain.errors import DomainError, NotFoundError
from directory.models import ImportRun, ImportState
from directory.services.import_report import ImportReport
from directory.services.ledger import append_entry

SILENT_FOR = timedelta(minutes=10)
"""An import that has not been heard of for so long has been cut off."""

CUT_OFF = "It was cut off, by a crash or a restart."


def start_import(
    session: Session, source: str, file_name: str, options: Mapping[str, Any], now: datetime
) -> ImportRun:
    """Note that an import has begun; it is unfinished until its last batch is in.

    Raises DomainError while another import of this source runs.
    """
    run = ImportRun(
        source=source,
        file_name=file_name[:255],
        state=ImportState.WAITING,
        started_at=now,
        options=dict(options),
    )
    ImportReport().store(run)
    session.add(run)
    session.flush()
    begin(session, run, now)
    return run


def begin(session: Session, run: ImportRun, now: datetime) -> None:
    """Let a waiting import run. Raises DomainError while another of its source does."""
    running = session.scalar(
        select(ImportRun).where(
            ImportRun.source == run.source, ImportRun.state == ImportState.RUNNING
        )
    )
    if running is not None and _is_cut_off(running, now):
        stop(session, running, CUT_OFF, now)
    try:
        with session.begin_nested():
            run.state, run.heard_at, run.runner = ImportState.RUNNING, now, _own_name()
            session.flush()
    except IntegrityError as error:
        raise DomainError(
            f"Another import of {run.source} is running. Wait for its end, or see "
            "flask --app wsgi registry runs"
        ) from error
    append_entry(session, "import.started", now=now, facts={"import": run.id, "source": run.source})


def stop(session: Session, run: ImportRun, trouble: str, now: datetime) -> None:
    """Mark an import as stopped before its end, with the reason."""
    run.state, run.trouble = ImportState.STOPPED, trouble
    session.flush()
    _enter(session, run, "import.stopped", now)


def finish(session: Session, run: ImportRun, now: datetime) -> None:
    """Mark an import as finished."""
    run.state, run.finished_at, run.heard_at = ImportState.FINISHED, now, now
    session.flush()
    _enter(session, run, "import.applied", now)


def get_run(session: Session, run_id: int) -> ImportRun:
    """The import of this number. Raises NotFoundError."""
    run = session.get(ImportRun, run_id)
    if run is None:
        raise NotFoundError(f"There is no import {run_id}. See: flask --app wsgi registry runs")
    return run


def list_runs(session: Session, limit: int) -> list[ImportRun]:
    """The newest imports, newest first."""
    return list(session.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(limit)))


def find_unfinished_import(session: Session, source: str) -> ImportRun | None:
    """The latest import of this source that neither ended itself nor was completed by a later."""
    later = aliased(ImportRun)
    completed_later = (
        select(later.id)
        .where(later.source == source, later.file_name == ImportRun.file_name)
        .where(later.id > ImportRun.id, later.finished_at.is_not(None))
        .exists()
    )
    return session.scalars(
        select(ImportRun)
        .where(
            ImportRun.source == source,
            ImportRun.state.in_([ImportState.RUNNING, ImportState.STOPPED]),
            ~completed_later,
        )
        .order_by(ImportRun.id.desc())
        .limit(1)
    ).first()


def stop_cut_off_imports(session: Session, now: datetime) -> int:
    """Mark imports as stopped whose process is gone; returns how many.

    One whose file was uploaded waits once more, since importing again completes it; one that was
    cut off twice does not, for it may be what cuts the worker off.
    """
    running = session.scalars(select(ImportRun).where(ImportRun.state == ImportState.RUNNING))
    cut_off = [run for run in running if _is_cut_off(run, now)]
    for run in cut_off:
        is_first_time = run.is_file_at_hand and run.trouble != CUT_OFF
        stop(session, run, CUT_OFF, now)
        if is_first_time:
            run.state = ImportState.WAITING
    session.flush()
    return len(cut_off)


def list_unfinished_imports(session: Session, now: datetime) -> Sequence[ImportRun]:
    """The latest import of each source that was not brought to its end and waits for somebody.

    Those whose process is gone are marked as stopped; those at work are left out.
    """
    stop_cut_off_imports(session, now)
    sources = session.scalars(
        select(ImportRun.source)
        .where(ImportRun.state == ImportState.STOPPED)
        .distinct()
        .order_by(ImportRun.source)
    )
    found = (find_unfinished_import(session, source) for source in sources)
    return [run for run in found if run is not None and run.state == ImportState.STOPPED]


def _enter(session: Session, run: ImportRun, kind: str, now: datetime) -> None:
    """Tell everybody in the ledger how an import ended, by numbers alone."""
    counts = {name: int(run.counts.get(name, 0)) for name in ("read", "created", "updated", "bad")}
    append_entry(session, kind, now=now, facts={"import": run.id, "source": run.source, **counts})


def _own_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _is_cut_off(run: ImportRun, now: datetime) -> bool:
    """Whether nobody works on a running import any more: its process is gone, or it is silent.

    A process runs one import at a time, so one that it left behind is over.
    """
    host, _, process = run.runner.rpartition(":")
    if host == socket.gethostname() and process.isdecimal():
        return int(process) == os.getpid() or not _is_alive(int(process))
    return run.heard_at is None or now - run.heard_at > SILENT_FOR


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
