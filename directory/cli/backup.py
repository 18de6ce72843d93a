"""Commands that make backups while the site runs, verify them, put them back, and end old ones."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from directory.config import Settings
from directory.database import db, read_moment
from directory.domain.backups import KEPT_FOR, LEAST_KEPT, fingerprint_key
from directory.domain.errors import DomainError
from directory.schema import find_newest_revision, upgrade_schema
from directory.services.backups import (
    BackedUpSite,
    Backup,
    create_backup,
    prune_backups,
    put_back,
    refuse_occupied,
    verify_backup,
)
from directory.services.indexing import compare_index, rebuild_index
from directory.services.ledger_verification import verify_ledger
from search_index import SearchIndexError

backup_commands = AppGroup("backup", help="Backups: create, verify, restore, prune.")

FOLDER = click.Path(path_type=Path, file_okay=False)
BACKUP = click.Path(path_type=Path, file_okay=False, exists=True)
MEGABYTE = 1000**2


@backup_commands.command()
@click.argument("folder", type=FOLDER, required=False)
def create(folder: Path | None) -> None:
    """Make a backup in FOLDER (else in BACKUP_DIR) while the site runs, and verify it."""
    try:
        made = create_backup(
            db.session,
            _site(),
            _folder_of_backups(folder),
            find_newest_revision(),
            current_app.config["CLOCK"](),
        )
    except DomainError as error:
        raise click.ClickException(error.message) from error
    except DBAPIError as error:
        raise click.ClickException("The database does not answer.") from error
    click.echo(_describe(made))


@backup_commands.command()
@click.argument("backup", type=BACKUP)
def verify(backup: Path) -> None:
    """Read the whole of BACKUP, compared with what was written; ends with 1 where it differs."""
    click.echo(_describe(_verify(backup)))


@backup_commands.command()
@click.argument("backup", type=BACKUP)
@click.option("--replace", is_flag=True, help="Replace the site that is there.")
def restore(backup: Path, replace: bool) -> None:
    """Put BACKUP into the database and DATA_DIR of the settings. Stop site and worker first."""
    site, verified = _site(), _verify(backup)
    if verified.manifest.revision > find_newest_revision():
        raise click.ClickException(
            f"The backup is of a newer version (tables {verified.manifest.revision}): upgrade."
        )
    try:
        if not replace:
            refuse_occupied(site)
        db.session.close()
        db.engine.dispose()
        put_back(verified, site)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    upgrade_schema()
    _verify_ledger(verified)
    _rebuild_index()
    if verified.manifest.key_fingerprint != fingerprint_key(site.secret_key):
        click.echo(
            "SECRET_KEY is not the one of that site: nobody stays signed in, and second factors "
            "by app cannot be read. Set the one that was kept with the backups (a demonstration's "
            "lies in its DATA_DIR as demo_secret_key).",
            err=True,
        )
    click.echo(f"Restored {_describe(verified)}")


@backup_commands.command()
@click.argument("folder", type=FOLDER, required=False)
def prune(folder: Path | None) -> None:
    """Delete backups in FOLDER (else in BACKUP_DIR) that have had their time."""
    place = _folder_of_backups(folder)
    try:
        names = prune_backups(place, current_app.config["CLOCK"]())
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}.") from error
    for name in names:
        click.echo(f"Deleted {name}")
    click.echo(
        f"{len(names)} deleted; what is younger than {KEPT_FOR.days} days stays, "
        f"and the latest {LEAST_KEPT} in any case."
    )


def _site() -> BackedUpSite:
    settings: Settings = current_app.config["SETTINGS"]
    return BackedUpSite(
        database_url=settings.database_url,
        upload_folder=settings.upload_folder,
        site_url=settings.site_url,
        secret_key=settings.secret_key,
    )


def _folder_of_backups(given: Path | None) -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    folder = given or settings.backup_folder
    if folder is None:
        raise click.ClickException("Say where: give FOLDER, or set BACKUP_DIR.")
    return folder


def _verify(folder: Path) -> Backup:
    try:
        return verify_backup(folder)
    except DomainError as error:
        raise click.ClickException(error.message) from error


def _verify_ledger(backup: Backup) -> None:
    with read_moment() as session:
        check = verify_ledger(session, [backup.checkpoint])
    if not check.is_whole:
        faults = [fault.words for fault in check.verdict.faults] + list(check.unrecorded)
        raise click.ClickException(
            f"The data are back, but their ledger is broken: {faults[0]} "
            "See: flask --app wsgi ledger verify"
        )


def _rebuild_index() -> None:
    index = current_app.extensions["search_index"]
    try:
        rebuild_index(db.session, index, current_app.config["CLOCK"]().date())
        db.session.commit()
        is_equal = compare_index(db.session, index).is_equal
    except (DomainError, SearchIndexError) as error:
        raise click.ClickException(
            f"The data are back, but the index could not be made: {error} "
            "Run: flask --app wsgi index rebuild"
        ) from error
    if not is_equal:
        raise click.ClickException("The index differs; run: flask --app wsgi index repair")


def _describe(backup: Backup) -> str:
    manifest = backup.manifest
    return (
        f"{backup.folder}: {manifest.database}, tables {manifest.revision}, "
        f"{manifest.ledger_entries:,} ledger entries, "
        f"{backup.size_bytes / MEGABYTE:,.1f} MB, whole."
    )
