"""Commands of the open data: write an export, and print the dictionary."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from directory.config import Settings
from directory.database import read_moment
from directory.domain.errors import DomainError
from directory.exports.open_data.dictionary_text import write_dictionary
from directory.exports.open_data.tables import TABLES
from directory.services.open_data.export import make_export
from directory.services.open_data.published import prune_exports

open_data_commands = AppGroup("open-data", help="Open data: export, dictionary.")

MEGABYTE = 1000**2


@open_data_commands.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
def export(folder: Path | None) -> None:
    """Write the public data as CSV, NDJSON and Parquet, with their dictionary, while the site runs.

    Without FOLDER they are what /open-data offers from then on; the export before stays as well,
    older ones are deleted. In FOLDER they lie in a folder named by the moment.
    """
    settings: Settings = current_app.config["SETTINGS"]
    now = current_app.config["CLOCK"]()
    place = folder or settings.open_data_folder
    try:
        with read_moment() as session:
            made = make_export(
                session,
                place,
                licence=settings.open_data_licence,
                site_url=settings.site_url,
                now=now,
                tell=lambda table: click.echo(f"  {table}"),
            )
        if folder is None:
            prune_exports(place, now)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    except DBAPIError as error:
        raise click.ClickException("The database does not answer.") from error
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}.") from error
    click.echo(
        f"{made.folder}: {made.row_counts['practitioners']:,} practitioners, "
        f"{made.row_counts.total():,} rows in {len(TABLES)} tables, "
        f"{made.byte_count / MEGABYTE:,.1f} MB."
    )


@open_data_commands.command()
def dictionary() -> None:
    """Print the dictionary of the open data, as it stands in docs/open-data.md."""
    click.echo(write_dictionary(TABLES), nl=False)
