"""`flask vocabulary …`: loads the vocabulary's files into the database."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from directory.config import PROJECT_FOLDER
from directory.database import db
from directory.domain.errors import DomainError
from directory.services.vocabulary import load_vocabulary
from directory.sources.vocabulary_files import read_vocabulary

vocabulary_commands = AppGroup("vocabulary", help="Concerns, treatments, professions and so on.")


@vocabulary_commands.command("load")
@click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=PROJECT_FOLDER / "seed_data" / "vocabulary",
)
def load(folder: Path) -> None:
    """Load the vocabulary from FOLDER (the project's own, if none is given)."""
    try:
        report = load_vocabulary(db.session, read_vocabulary(folder))
    except DomainError as error:
        raise click.ClickException(error.message) from error
    db.session.commit()
    click.echo(f"Vocabulary: {report}.")
