"""Commands that keep the search index equal to the database."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TypeVar

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from directory.database import db
from directory.domain.errors import DomainError
from directory.services.documents import list_searchable_versions
from directory.services.indexing import (
    compare_index,
    count_outbox,
    drain_outbox,
    rebuild_index,
    repair_index,
)
from search_index import SearchIndex, SearchIndexError

ResultT = TypeVar("ResultT")

index_commands = AppGroup("index", help="The search index: rebuild, drain, verify, repair.")


@index_commands.command()
def rebuild() -> None:
    """Make the whole index anew; searches go on meanwhile."""
    total = _carry_out(rebuild_index)
    click.echo(f"The index holds {total:,} practitioners.")


@index_commands.command()
def drain() -> None:
    """Bring noted changes into the index."""
    index = current_app.extensions["search_index"]
    changed = 0
    try:
        while count := drain_outbox(db.session, index, current_app.config["CLOCK"]().date()):
            db.session.commit()
            changed += count
    except (SearchIndexError, DomainError) as error:
        raise click.ClickException(
            f"{str(error).rstrip('.')}. {count_outbox(db.session)} changes wait for the index; "
            "then run: flask --app wsgi index drain"
        ) from error
    click.echo(f"{changed:,} practitioners brought into the index.")


@index_commands.command()
def verify() -> None:
    """Compare the index with the database; ends with 1 where they differ."""
    try:
        comparison = compare_index(db.session, current_app.extensions["search_index"])
    except SearchIndexError as error:
        raise click.ClickException(f"{error} Run: flask --app wsgi index repair") from error
    if comparison.is_equal:
        click.echo("The index equals the database.")
        return
    for label, keys in (
        ("missing from the index", comparison.missing),
        ("out of date in the index", comparison.outdated),
        ("in the index but not to be found", comparison.superfluous),
    ):
        if keys:
            shown = ", ".join(map(str, keys[:20])) + (", …" if len(keys) > 20 else "")
            click.echo(f"{len(keys):,} {label}: {shown}")
    waiting = count_outbox(db.session)
    raise click.ClickException(
        f"Index and database differ; {waiting:,} changes wait in the outbox. "
        "Run: flask --app wsgi index drain, or index repair."
    )


@index_commands.command()
def repair() -> None:
    """Make the index equal to the database; one that cannot be read is made anew."""
    repaired = _carry_out(repair_index)
    if repaired.is_rebuilt:
        click.echo(
            f"The index could not be read; it was made anew with {repaired.renewed_count:,} "
            "practitioners."
        )
    elif repaired.renewed_count or repaired.removed_count:
        click.echo(
            f"{repaired.renewed_count:,} practitioners brought into the index, "
            f"{repaired.removed_count:,} taken out."
        )
    else:
        click.echo("Nothing to repair: the index equals the database.")


def _carry_out(
    work: Callable[[Session, SearchIndex, date, Callable[[int], None]], ResultT],
) -> ResultT:
    """Do what may take long and is done whole or not at all, behind a bar."""
    index, today = current_app.extensions["search_index"], current_app.config["CLOCK"]().date()
    try:
        with _progress_bar() as show_progress:
            result = work(db.session, index, today, show_progress)
    except (SearchIndexError, DomainError) as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    return result


@contextmanager
def _progress_bar() -> Iterator[Callable[[int], None]]:
    """A bar that is told how many practitioners are in the index so far."""
    length = len(list_searchable_versions(db.session))
    with click.progressbar(length=length, label="Indexing", file=sys.stderr) as bar:
        yield lambda count: bar.update(count - bar.pos)
