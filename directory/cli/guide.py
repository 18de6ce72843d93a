"""`flask guide …`: checks the guide's files before they are served."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from directory.config import PROJECT_FOLDER
from directory.database import db
from directory.domain.errors import DomainError
from directory.services.guide import (
    ENGLISH,
    check_against_vocabulary,
    list_grades,
    read_guide_folder,
)
from directory.services.vocabulary import get_vocabulary
from directory.sources.guide_files import list_languages

guide_commands = AppGroup("guide", help="Articles, healing and the checklist for patients.")


@guide_commands.command("check")
@click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=PROJECT_FOLDER / "seed_data" / "guide",
)
def check(folder: Path) -> None:
    """Check the guide in FOLDER (the project's own, if none is given) and grade its English."""
    try:
        vocabulary = get_vocabulary(db.session)
        languages = list_languages(folder)
        for language in languages:
            check_against_vocabulary(read_guide_folder(folder, language), vocabulary)
        grades = list_grades(read_guide_folder(folder, ENGLISH).guide)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    for article in grades:
        click.echo(f"{article.name:<42}{article.word_count:>5} words  grade {article.grade:4.1f}")
    click.echo(f"The guide is sound in {', '.join(languages)}.")
