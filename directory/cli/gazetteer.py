"""`flask gazetteer …`: loads cities and ZIP codes into the database."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from directory.config import PROJECT_FOLDER
from directory.database import db
from directory.domain.errors import DomainError
from directory.services.gazetteer import load_gazetteer

gazetteer_commands = AppGroup("gazetteer", help="Cities and ZIP codes, for finding places offline.")


@gazetteer_commands.command("load")
@click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=PROJECT_FOLDER / "seed_data" / "gazetteer",
)
def load(folder: Path) -> None:
    """Load the gazetteer from FOLDER (the project's own, if none is given)."""
    try:
        report = load_gazetteer(db.session, folder, current_app.config["CLOCK"]())
    except DomainError as error:
        raise click.ClickException(error.message) from error
    db.session.commit()
    click.echo(f"Gazetteer: {report}.")
