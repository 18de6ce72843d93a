"""The command that fills a directory with the fictional people of the demonstration."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from directory.cli.mail_links import status_links_of
from directory.config import Settings
from directory.database import db
from directory.domain.errors import DomainError
from directory.services.demo import seed_demo
from directory.services.demo.evidence import store_evidence
from directory.services.demo.imports import store_imports
from directory.services.vocabulary import get_vocabulary

demo_commands = AppGroup("demo", help="The demonstration's fictional people and reviews.")


@demo_commands.command()
def load() -> None:
    """Load about 500 fictional practitioners and 15,000 reviews, once only."""
    today = current_app.config["CLOCK"]().date()
    settings: Settings = current_app.config["SETTINGS"]
    links = status_links_of(settings)
    try:
        vocabulary = get_vocabulary(db.session)
        report = seed_demo(
            db.session,
            today,
            vocabulary,
            click.echo,
            links=links,
        )
    except DomainError as error:
        raise click.ClickException(error.message) from error
    if report.is_new:
        store_evidence(db.session, settings.upload_folder, vocabulary, today, links)
        store_imports(db.session, today)
    db.session.commit()
    click.echo(f"{report}.")
    for account in report.accounts:
        click.echo(f"  {account.role}: {account.email}, password {account.password}")
        if account.has_second_factor:
            click.echo(f"    and a code: flask --app wsgi accounts code {account.email}")
    if report.is_new:
        click.echo("Then, each with flask --app wsgi: integrity assess, skill fit, index rebuild.")
