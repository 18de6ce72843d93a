"""`flask registry …`: brings the files of public registries in, and takes imports back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from directory.cli.import_steps import (
    ImportWish,
    bring_into_index,
    import_arguments,
    import_each,
    told_in_one_sentence,
)
from directory.database import db
from directory.domain.audit import Subject
from directory.domain.errors import DomainError
from directory.services import audit
from directory.services.import_runs import (
    get_run,
    list_runs,
)
from directory.services.import_undo import UndoReport, undo_import
from directory.services.registry_sources import (
    get_registry_source,
    list_registry_sources,
)

LISTED_RUNS = 20

registry_commands = AppGroup("registry", help="Files of public registries.")


@registry_commands.command("sources")
def list_sources() -> None:
    """List the registries that can be imported, and what each adds."""
    for source in list_registry_sources():
        click.echo(f"{source.key}\n  {source.name}\n  {source.adds}\n  {source.link}")


@registry_commands.command("import")
@import_arguments
@click.option(
    "--with-nurses-and-assistants",
    is_flag=True,
    help="nppes: also nurse practitioners, physician assistants and registered nurses.",
)
@click.option(
    "--complete",
    is_flag=True,
    help="exclusions: the file is the whole list; whom it lacks is not listed any more.",
)
@click.option("--year", type=int, help="medicare_volume: the year, if the file’s name lacks it.")
def import_files(
    *,
    source_key: str,
    files: tuple[Path, ...],
    dry_run: bool,
    errors_file: Path | None,
    with_nurses_and_assistants: bool,
    complete: bool,
    year: int | None,
) -> None:
    """Import each FILE of the registry SOURCE: the table itself, or the .zip or .gz that holds it.

    Safe to run again: what has not changed is left as it is. Ends with a report. What there is:
    flask --app wsgi registry sources
    """
    today = current_app.config["CLOCK"]().date()
    options: dict[str, Any] = {
        "with_nurses_and_assistants": with_nurses_and_assistants,
        "complete": complete,
    }
    if year is not None:
        options["year"] = year
    with told_in_one_sentence():
        source = get_registry_source(source_key)
        wish = ImportWish(source.key, options, dry_run, errors_file)
        import_each(
            wish,
            files,
            source.open,
            lambda file, opened: source.read(db.session, file, opened, options, today),
        )
    if not dry_run:
        bring_into_index()


@registry_commands.command("runs")
def show_runs() -> None:
    """List the newest imports of registries and reviews."""
    for run in list_runs(db.session, LISTED_RUNS):
        click.echo(
            f"{run.id:>6}  {run.started_at:%Y-%m-%d %H:%M}  {run.state:<9} {run.source}  "
            f"{run.file_name}  created {run.counts.get('created', 0):,}, "
            f"updated {run.counts.get('updated', 0):,}, bad {run.counts.get('bad', 0):,}"
        )


@registry_commands.command("undo")
@click.argument("run_id", metavar="RUN", type=int)
def undo(run_id: int) -> None:
    """Take back everything that import RUN wrote and nobody changed since.

    Profiles that have reviews or an account by now stay. Broken off, run it again.
    """
    report = UndoReport()
    try:
        run = get_run(db.session, run_id)
        now = current_app.config["CLOCK"]()
        for step in undo_import(db.session, run, now):
            report = step
            db.session.commit()
        audit.record(
            db.session,
            None,
            "undone",
            Subject("import_run", run.id),
            before={},
            after={"reverted": report.reverted_count, "kept": report.kept_count},
            now=now,
        )
        db.session.commit()
    except DomainError as error:
        db.session.rollback()
        raise click.ClickException(error.message) from error
    click.echo(
        f"Took back import {run.id} ({run.source}, {run.file_name}): {report.reverted_count:,} "
        f"changes reverted, {report.kept_count:,} kept because of what came later."
    )
    bring_into_index()
