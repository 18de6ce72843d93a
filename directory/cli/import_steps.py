"""One import from the command line: begun, carried out batch by batch, reported, indexed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from flask import current_app
from sqlalchemy.exc import OperationalError, ProgrammingError

from directory.cli.import_output import (
    errors_file_writer,
    print_report,
    progress_bar,
    warn_of_unfinished,
)
from directory.cli.index import drain
from directory.database import db
from directory.domain.errors import DomainError
from directory.models import ImportRun
from directory.services.import_report import ImportReport
from directory.services.import_runs import find_unfinished_import, start_import, stop
from directory.services.registry_import import NoteRowError, import_registry, rehearse_import
from directory.services.registry_sources import Reading
from directory.sources.files import OpenFile


@dataclass(frozen=True, slots=True)
class ImportWish:
    """How files are to be imported: of what source, with which options, or only rehearsed."""

    source: str
    options: dict[str, Any]
    is_rehearsal: bool
    errors_file: Path | None


def import_arguments(command: Callable[..., None]) -> Callable[..., None]:
    """What every command that imports files is asked: `source_key`, `files`, `dry_run` and
    `errors_file`."""
    file_path = click.Path(path_type=Path)
    for decorate in (
        click.option(
            "--errors",
            "errors_file",
            type=click.Path(path_type=Path, dir_okay=False),
            help="Write the line and the fault of every bad row to this CSV file.",
        ),
        click.option("--dry-run", is_flag=True, help="Report what would be done; write nothing."),
        click.argument("files", metavar="FILE…", nargs=-1, required=True, type=file_path),
        click.argument("source_key", metavar="SOURCE"),
    ):
        command = decorate(command)
    return command


@contextmanager
def told_in_one_sentence() -> Iterator[None]:
    """End the command with a sentence where the domain or the database refuses."""
    try:
        yield
    except DomainError as error:
        raise click.ClickException(error.message) from error
    except (OperationalError, ProgrammingError) as error:
        raise click.ClickException(
            f"The database cannot be used ({error.orig}). Prepare it: flask --app wsgi setup"
        ) from error


def import_each(
    wish: ImportWish,
    files: Iterable[Path],
    open_file: Callable[[Path], AbstractContextManager[OpenFile]],
    begin_reading: Callable[[Path, OpenFile], Reading],
) -> None:
    """Import the files one after the other, or rehearse them."""
    with errors_file_writer(wish.errors_file) as note_row_error:
        for file in files:
            with open_file(file) as opened:
                reading = begin_reading(file, opened)
                _import_file(wish, opened, reading, note_row_error)


def _import_file(
    wish: ImportWish, opened: OpenFile, reading: Reading, note_row_error: NoteRowError
) -> None:
    """Import an open file, or rehearse it, and print the report."""
    with progress_bar(opened) as show_progress:
        run = None
        report = ImportReport()
        if wish.is_rehearsal:
            steps = rehearse_import(reading.entries, reading.intake, note_row_error=note_row_error)
            for step in steps:
                report = step
                show_progress()
        else:
            run = _start(wish.source, opened.name, wish.options)
            report = _carry_out(reading, run, show_progress, note_row_error)
    print_report(report, opened.name, run, wish.errors_file)


def _start(source: str, file_name: str, options: dict[str, Any]) -> ImportRun:
    warn_of_unfinished(find_unfinished_import(db.session, source))
    run = start_import(db.session, source, file_name, options, current_app.config["CLOCK"]())
    db.session.commit()
    return run


def _carry_out(
    reading: Reading,
    run: ImportRun,
    show_progress: Callable[[], None],
    note_row_error: NoteRowError,
) -> ImportReport:
    """Import and commit batch by batch; an import that stops says where, and stays unfinished."""
    report = ImportReport()
    try:
        for step in import_registry(
            db.session,
            reading.entries,
            reading.intake,
            run,
            clock=current_app.config["CLOCK"],
            note_row_error=note_row_error,
        ):
            report = step
            db.session.commit()
            show_progress()
    except (DomainError, KeyboardInterrupt) as error:
        db.session.rollback()
        reason = error.message if isinstance(error, DomainError) else "Interrupted."
        stop(db.session, run, reason, current_app.config["CLOCK"]())
        db.session.commit()
        raise click.ClickException(
            f"{reason} The import stopped after line {run.counts['line']:,}; what was brought in "
            "until then is kept, and the import is marked unfinished. Run it again, or take it "
            f"back: flask --app wsgi registry undo {run.id}"
        ) from error
    return report


def bring_into_index() -> None:
    """Bring what was imported into the index, or say how that is done later."""
    try:
        click.get_current_context().invoke(drain)
    except DomainError as error:
        raise click.ClickException(
            f"The import is complete, but searches do not find it yet. {error.message} "
            "Then run: flask --app wsgi index drain"
        ) from error
