"""What imports say on the command line: a bar while they read, then a report and the bad rows."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from directory.domain.errors import DomainError
from directory.models import ImportRun
from directory.services.import_report import ImportReport
from directory.sources.files import OpenFile
from directory.sources.records import RowError

PRINTED_ROW_ERROR_COUNT = 20
PRINTED_SUBJECT_COUNT = 10


@contextmanager
def progress_bar(opened: OpenFile) -> Iterator[Callable[[], None]]:
    """A bar of the bytes read, on stderr, so that stdout holds the report alone."""
    with click.progressbar(length=opened.size, label="Reading", file=sys.stderr) as bar:
        yield lambda: bar.update(opened.position - bar.pos)


@contextmanager
def errors_file_writer(errors_file: Path | None) -> Iterator[Callable[[RowError], None]]:
    """What writes a broken row to the errors file, or does nothing if none is wanted."""
    if errors_file is None:
        yield lambda error: None
        return
    try:
        stream = errors_file.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise DomainError(f"{errors_file} cannot be written: {error.strerror}.") from error
    with stream:
        writer = csv.writer(stream)
        writer.writerow(["line", "problem", "value"])
        yield lambda error: writer.writerow([error.line, error.problem.sentence, error.value])


def print_report(
    report: ImportReport, file_name: str, run: ImportRun | None, errors_file: Path | None
) -> None:
    """Print what became of a file; without a run it was a rehearsal."""
    click.echo(f"{'Imported' if run else 'Rehearsed'} {file_name}")
    for name, count in report.counts.items():
        click.echo(f"  {name:<10}{count:>12,}")
        if name == "skipped":
            for reason, skipped_count in report.skipped.most_common():
                click.echo(f"    {skipped_count:>18,}  {reason.sentence}")
    for error in report.row_errors[:PRINTED_ROW_ERROR_COUNT]:
        value = f" ({error.value})" if error.value else ""
        click.echo(f"  line {error.line:,}: {error.problem.sentence}{value}")
    unprinted = report.row_error_count - PRINTED_ROW_ERROR_COUNT
    if unprinted > 0:
        where = errors_file or "the file given with --errors"
        click.echo(f"  … and {unprinted:,} more; all are in {where}.")
    if report.unlinked:
        click.echo("Linked to nobody yet: flask --app wsgi reviews link SITE SUBJECT PRACTITIONER")
    for (site, subject, name), count in report.unlinked.most_common(PRINTED_SUBJECT_COUNT):
        click.echo(f"  {count:>6,}  {site}  {subject}  {name}")
    if run is None:
        click.echo("Nothing was written.")
    else:
        click.echo(
            f"This was import {run.id}. To take it back: flask --app wsgi registry undo {run.id}"
        )


def warn_of_unfinished(unfinished: ImportRun | None) -> None:
    """Say on stderr that an earlier import of the source has not come to its end."""
    if unfinished is not None:
        click.echo(
            f"The import of {unfinished.file_name} begun at {unfinished.started_at:%Y-%m-%d %H:%M} "
            f"UTC has not finished: it came to line {unfinished.counts['line']:,}. "
            "Unless it is still running, import that file again to complete it, or take back "
            f"what it did: flask --app wsgi registry undo {unfinished.id}",
            err=True,
        )
