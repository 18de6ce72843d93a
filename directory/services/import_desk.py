"""Imports asked for on the registrar's page, done by the worker when it has time.

A few batches at a time, so that mail and index do not wait for them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.domain.audit import Subject
from directory.domain.errors import DomainError, InvalidValueError, NotFoundError
from directory.domain.tokens import new_token
from directory.models import ImportRun, ImportState
from directory.services.audit import record
from directory.services.import_folder import get_server_file
from directory.services.import_report import ImportReport
from directory.services.import_runs import begin, stop, stop_cut_off_imports
from directory.services.import_undo import check_can_undo, undo_import
from directory.services.registry_import import import_registry
from directory.services.registry_sources import (
    Reading,
    get_registry_source,
    list_registry_sources,
)
from directory.services.review_drafts import get_reportable_practitioner
from directory.services.review_intake import ReviewIntake
from directory.services.review_sources import get_review_format, list_review_formats
from directory.sources.files import OpenFile

UPLOADED_FOLDER = "imports"
BATCHES_AT_ONCE = 4
SUBJECT = "import_run"


@dataclass(slots=True)
class ImportDesk:
    """What the worker is importing or taking back at the moment, between its rounds."""

    steps: Iterator[None] | None = field(default=None)


@dataclass(frozen=True, slots=True)
class ImportFolders:
    """Where files to import lie: those uploaded, and those that an operator put on the server."""

    uploads: Path
    on_server: Path

    def find(self, run: ImportRun) -> Path:
        """Where the file of an import lies. Raises NotFoundError for one that is not there."""
        if run.is_on_server:
            return get_server_file(self.on_server, run.file_name)
        return self.uploads / UPLOADED_FOLDER / run.stored_name

    def clear(self, run: ImportRun) -> None:
        """Delete the upload of an import that is over; what lies on the server is not ours."""
        if run.stored_name:
            (self.uploads / UPLOADED_FOLDER / run.stored_name).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class ChosenFile:
    """A file that a registrar chose, by the name it has; `stored_name` is an upload's."""

    name: str
    stored_name: str = ""


def list_source_names() -> list[tuple[str, str]]:
    """Key and name of everything that can be imported: registries, then reviews."""
    return [
        *((source.key, source.name) for source in list_registry_sources()),
        *((one.key, f"Reviews: {one.name}") for one in list_review_formats()),
    ]


def keep_upload(stream: IO[bytes], upload_folder: Path) -> str:
    """Keep an uploaded file until its import is over; returns its name in the folder."""
    folder = upload_folder / UPLOADED_FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = new_token()
    with (folder / name).open("wb") as file:
        shutil.copyfileobj(stream, file)
    return name


def ask_for_import(
    session: Session,
    source: str,
    file: ChosenFile,
    *,
    options: dict[str, object],
    account_id: int,
    now: datetime,
) -> ImportRun:
    """Let a file be imported by the worker: an upload, or else one that lies on the server.

    Raises InvalidValueError for a source that there is not or a practitioner who is not here.
    """
    if source not in dict(list_source_names()):
        raise InvalidValueError("Choose what kind of file it is.", "source")
    slug = options.get("practitioner")
    if slug:
        try:
            get_reportable_practitioner(session, str(slug))
        except NotFoundError as error:
            raise InvalidValueError(error.message, "practitioner") from error
    run = ImportRun(
        source=source,
        file_name=file.name[:255],
        state=ImportState.WAITING,
        started_at=now,
        options=options,
        account_id=account_id,
        stored_name=file.stored_name,
        is_on_server=not file.stored_name,
    )
    ImportReport().store(run)
    session.add(run)
    session.flush()
    record(session, account_id, "asked", Subject(SUBJECT, run.id), before={}, after={}, now=now)
    return run


def ask_for_undo(session: Session, run: ImportRun, account_id: int, now: datetime) -> None:
    """Let an import be taken back by the worker. Raises DomainError where it cannot be."""
    check_can_undo(session, run)
    before = run.state
    moved = session.execute(
        update(ImportRun)
        .where(ImportRun.id == run.id, ImportRun.state == before)
        .values(state=ImportState.UNDOING)
        .returning(ImportRun.id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    session.refresh(run)
    if moved is None:
        raise DomainError("This import has changed meanwhile. Look at it again.")
    after = {"state": str(ImportState.UNDOING)}
    subject = Subject(SUBJECT, run.id)
    record(session, account_id, "undone", subject, before={"state": before}, after=after, now=now)


def work_on_imports(
    session: Session, desk: ImportDesk, folders: ImportFolders, clock: Callable[[], datetime]
) -> Iterator[None]:
    """Do some batches of what was asked for; yields after each, where the caller commits."""
    if desk.steps is None:
        if stop_cut_off_imports(session, clock()):
            yield
        run = session.scalars(
            select(ImportRun)
            .where(ImportRun.state.in_([ImportState.WAITING, ImportState.UNDOING]))
            .order_by(ImportRun.id)
            .limit(1)
        ).first()
        if run is None:
            return
        if run.state == ImportState.UNDOING:
            desk.steps = _take_back(session, run, clock)
        else:
            desk.steps = _carry_out(session, run, folders, clock)
    for _ in range(BATCHES_AT_ONCE):
        if next(desk.steps, desk) is desk:
            desk.steps = None
            yield
            return
        yield


def _carry_out(
    session: Session, run: ImportRun, folders: ImportFolders, clock: Callable[[], datetime]
) -> Iterator[None]:
    try:
        path = folders.find(run)
        begin(session, run, clock())
        yield
        with ExitStack() as stack:
            opened, reading = _open(session, run, path, clock(), stack)
            steps = import_registry(session, reading.entries, reading.intake, run, clock=clock)
            for _ in steps:
                percent = round(100 * opened.position / max(opened.size, 1))
                if run.state == ImportState.RUNNING:
                    run.counts = {**run.counts, "percent": percent}
                yield
    except DomainError as error:
        session.rollback()
        stop(session, run, error.message, clock())
        yield
    folders.clear(run)


def _open(
    session: Session, run: ImportRun, path: Path, now: datetime, stack: ExitStack
) -> tuple[OpenFile, Reading]:
    """Open the file under the name it had before it was uploaded, for the year may be in it."""
    if run.source in {source.key for source in list_registry_sources()}:
        source = get_registry_source(run.source)
        opened = stack.enter_context(source.open(path)).renamed(run.file_name)
        return opened, source.read(session, path, opened, run.options, now.date())
    review_format = get_review_format(run.source)
    slug = run.options.get("practitioner")
    owner = get_reportable_practitioner(session, str(slug)) if slug else None
    intake = ReviewIntake(
        session,
        now,
        practitioner_id=owner.id if owner else None,
        is_complete=bool(run.options.get("complete")),
    )
    opened = stack.enter_context(review_format.open(path)).renamed(run.file_name)
    return opened, Reading(review_format.read(opened), intake)


def _take_back(session: Session, run: ImportRun, clock: Callable[[], datetime]) -> Iterator[None]:
    run.state = ImportState.FINISHED if run.finished_at else ImportState.STOPPED
    session.flush()
    try:
        for _ in undo_import(session, run, clock()):
            if run.state != ImportState.UNDONE:
                run.state = ImportState.UNDOING
                session.flush()
            yield
    except DomainError as error:
        session.rollback()
        stop(session, run, error.message, clock())
        yield
