"""Commands about the skill model: `flask skill …`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from directory.database import db
from directory.domain.errors import DomainError
from directory.services.documents import list_searchable_versions
from directory.services.indexing import note_changes
from directory.services.skill import fit_and_score
from directory.services.skill_world import score_world, write_ranking

skill = AppGroup("skill", help="Fit and apply the skill model.")


@skill.command("score-world", with_appcontext=False)
@click.argument("public_dir", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
def score_world_command(public_dir: Path, out: Path) -> None:
    """Rank the simulated world in PUBLIC_DIR and write the ranking file OUT."""
    try:
        rows = score_world(public_dir)
        write_ranking(rows, out)
    except (DomainError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{out}: {sum(not row.concern for row in rows)} practitioners ranked")


@skill.command("fit")
def fit_command() -> None:
    """Fit the model to the directory, score everybody, and note them all for the index."""
    now = current_app.config["CLOCK"]()
    click.echo("Fitting the skill model …")
    model = fit_and_score(db.session, now.date(), now)
    note_changes(db.session, list_searchable_versions(db.session), now)
    db.session.commit()
    click.echo(
        f"Model {model.id} fitted to {model.practitioner_count:,} practitioners with "
        f"{model.outcome_count:,} verified outcomes. Next: flask --app wsgi index rebuild"
    )
