"""Commands about integrity signals: `flask integrity …`."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from directory.database import db
from directory.services.integrity import count_bands
from directory.services.integrity_assessing import assess_all, list_to_assess

integrity_commands = AppGroup("integrity", help="Look at how reviews came about.")


@integrity_commands.command("assess")
def assess_command() -> None:
    """Assess every review anew: after an upgrade, or when many were imported at once.

    Safe to stop and to run again. Practitioners whose score changes are noted for the index.
    """
    keys = list_to_assess(db.session)
    with click.progressbar(length=len(keys), label="Assessing reviews") as bar:
        assess_all(
            db.session,
            current_app.config["CLOCK"](),
            commit=db.session.commit,
            progress=bar.update,
        )
    counts = count_bands(db.session)
    click.echo(
        f"{len(keys):,} reviews assessed: "
        + ", ".join(f"{count:,} {band}" for band, count in counts.items())
        + " risk."
    )
