"""The `doctor` command: looks at everything a site needs, and says what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from directory.config import Settings
from directory.database import REPLICA, db
from directory.domain.checks import Check, CheckState, fail
from directory.schema import find_newest_revision
from directory.services import machine_checks
from directory.services.mail_delivery import open_mailer
from directory.services.site_checks import list_site_checks
from search_index import SearchIndexError

COLOURS = {CheckState.OK: "green", CheckState.WARN: "yellow", CheckState.FAIL: "red"}


@click.command()
@with_appcontext
def doctor() -> None:
    """Look at settings, database, index, disk, mail and worker; ends with 1 where one fails."""
    counts: Counter[CheckState] = Counter()
    for check in list_checks():
        counts[check.state] += 1
        state = click.style(f"{check.state:<4}", fg=COLOURS[check.state])
        click.echo(f"{state}  {check.name:<17} {check.sentence}")
        if check.advice:
            click.echo(f"{'':<24}{check.advice}")
    if counts[CheckState.FAIL]:
        raise click.ClickException(f"{counts[CheckState.FAIL]} to mend, see above.")
    warned = counts[CheckState.WARN]
    click.echo(f"The site can work; {warned} to look at, see above." if warned else "All is well.")


def list_checks() -> Iterator[Check]:
    """Everything that is looked at. That the settings are right is known by having started."""
    settings: Settings = current_app.config["SETTINGS"]
    now = current_app.config["CLOCK"]()
    index = current_app.extensions["search_index"]
    yield machine_checks.check_secret(settings.secret_key, is_demo=settings.is_demo)
    yield machine_checks.check_site_url(settings.site_url)
    yield machine_checks.check_permissions(settings.data_folder)
    yield machine_checks.check_disk(settings.data_folder)
    yield machine_checks.check_backups(settings.backup_folder, now)
    mailer = open_mailer(settings.mail_url, settings.mail_from)
    yield machine_checks.check_mail(mailer, is_demo=settings.is_demo)
    counter = current_app.extensions["request_counter"]
    site = list(list_site_checks(db.session, index, counter, find_newest_revision(), now))
    yield from site
    if any(check.state is CheckState.FAIL and check.name != "search index" for check in site):
        return  # without its tables a database has no more to say
    yield machine_checks.check_database_version(db.session)
    if settings.read_database_url:
        with Session(db.get_engine(REPLICA)) as replica:
            yield machine_checks.check_replica(db.session, replica)
    yield machine_checks.check_clock(db.session, now)
    yield _guard("index equality", lambda: machine_checks.check_index_equality(db.session, index))


def _guard(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except (SearchIndexError, DBAPIError):
        return fail(name, "It cannot be told.", "See what failed above.")
