"""`flask reviews …`: brings reviews of other sites in, each with its source and a link back."""

from __future__ import annotations

from pathlib import Path

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
from directory.domain.errors import DomainError
from directory.services.imported_reviews import link_subject
from directory.services.registry_sources import Reading
from directory.services.review_drafts import get_reportable_practitioner
from directory.services.review_intake import ReviewIntake
from directory.services.review_sources import get_review_format, list_review_formats
from directory.sources.files import OpenFile

review_commands = AppGroup("reviews", help="Reviews of other sites.")


@review_commands.command("sources")
def list_formats() -> None:
    """List the formats of reviews that can be imported, and under which terms."""
    for one in list_review_formats():
        click.echo(f"{one.key}\n  {one.name}\n  {one.adds}\n  {one.terms}\n  {one.link}")


@review_commands.command("link")
@click.argument("site")
@click.argument("subject")
@click.argument("practitioner")
def link(site: str, subject: str, practitioner: str) -> None:
    """Say that SUBJECT of SITE is PRACTITIONER (the last part of the profile's address)."""
    try:
        link_subject(
            db.session, site, subject, get_reportable_practitioner(db.session, practitioner)
        )
        db.session.commit()
    except DomainError as error:
        raise click.ClickException(error.message) from error
    click.echo(f"Reviews of {subject} on {site} will be {practitioner}'s.")


@review_commands.command("import")
@import_arguments
@click.option("--practitioner", help="Whose all reviews of the files are (end of the address).")
@click.option(
    "--complete",
    is_flag=True,
    help="The file holds all reviews of its subjects: what it lacks is gone from the site.",
)
def import_files(
    *,
    source_key: str,
    files: tuple[Path, ...],
    dry_run: bool,
    errors_file: Path | None,
    practitioner: str | None,
    complete: bool,
) -> None:
    """Import each FILE of the format SOURCE. Safe to run again.

    Formats: flask --app wsgi reviews sources
    """
    now = current_app.config["CLOCK"]()
    options = {"practitioner": practitioner, "complete": complete}
    with told_in_one_sentence():
        source = get_review_format(source_key)
        owner = get_reportable_practitioner(db.session, practitioner) if practitioner else None
        owner_id = owner.id if owner else None

        def begin_reading(_file: Path, opened: OpenFile) -> Reading:
            intake = ReviewIntake(db.session, now, practitioner_id=owner_id, is_complete=complete)
            return Reading(source.read(opened), intake)

        wish = ImportWish(source.key, options, dry_run, errors_file)
        import_each(wish, files, source.open, begin_reading)
    if not dry_run:
        bring_into_index()
        click.echo("Stars of new sites count after the next fit: flask --app wsgi skill fit")
