"""The `worker` command: does what is due in the background until it is stopped."""

from __future__ import annotations

import logging
import platform
import signal
import threading
from collections import Counter
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from directory.cli.mail_links import keeper_links_of, link_maker, status_links_of
from directory.config import Settings
from directory.database import db
from directory.domain.elapsed import is_over
from directory.services.follow_ups import FollowUpLinks
from directory.services.indexing import is_index_usable
from directory.services.mail_delivery import open_mailer
from directory.services.worker import TASKS, Site, Task, run_once
from directory.services.worker_heartbeats import BEAT_EVERY, note_heartbeat

SECONDS_BETWEEN_ROUNDS = 0.5

logger = logging.getLogger("directory.worker")


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
@with_appcontext
def worker(once: bool) -> None:
    """Bring changes into the index, send mail, delete what is due; until stopped."""
    settings: Settings = current_app.config["SETTINGS"]
    site = Site(
        index=current_app.extensions["search_index"],
        mailer=open_mailer(settings.mail_url, settings.mail_from),
        upload_folder=settings.upload_folder,
        import_folder=settings.import_folder,
        clock=current_app.config["CLOCK"],
        follow_up_links=FollowUpLinks(
            answer=link_maker(settings.site_url, "follow_ups.page"),
            refuse=link_maker(settings.site_url, "follow_ups.refuse"),
        ),
        status_links=status_links_of(settings),
        keeper_links=keeper_links_of(settings),
    )
    if once:
        if run_round(site, TASKS, {}, Counter()):
            raise click.ClickException("Not everything could be done; see above.")
        return
    if not is_index_usable(site.index):
        logger.warning("No search index can be read; it is made from the database.")
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    run_until(stopped, site)


def run_until(stopped: threading.Event, site: Site) -> None:
    """Run every task as often as it wants, saying each trouble once until it is over."""
    started_at = beaten_at = site.clock()
    last_runs: dict[str, datetime] = {}
    troubles: dict[str, str] = {}
    step_counts = Counter({task.name: 0 for task in TASKS})
    beat(started_at, beaten_at, step_counts, troubles)
    while not stopped.is_set():
        now = site.clock()
        due = [task for task in TASKS if is_over(task.every, last_runs.get(task.name), now)]
        troubles = run_round(site, due, troubles, step_counts)
        last_runs |= {task.name: now for task in due}
        if is_over(BEAT_EVERY, beaten_at, site.clock()):
            beaten_at = site.clock()
            beat(started_at, beaten_at, step_counts, troubles)
        stopped.wait(SECONDS_BETWEEN_ROUNDS)


def beat(
    started_at: datetime, now: datetime, step_counts: Counter[str], troubles: dict[str, str]
) -> None:
    """Leave a sign of life in the database; one that does not answer is a round's trouble."""
    try:
        note_heartbeat(
            db.session,
            platform.node(),
            started_at=started_at,
            now=now,
            step_counts=step_counts,
            troubled_tasks=sorted(troubles),
        )
        db.session.commit()
    except DBAPIError:
        db.session.rollback()


def run_round(
    site: Site,
    tasks: list[Task] | tuple[Task, ...],
    known: dict[str, str],
    step_counts: Counter[str],
) -> dict[str, str]:
    """Run the tasks, committing after each step and counting it; gives their troubles, and logs
    those not known."""
    troubles: dict[str, str] = {}
    try:
        for step in run_once(db.session, site, tasks):
            if step.trouble:
                db.session.rollback()
                troubles[step.task.name] = step.trouble
            else:
                db.session.commit()
                step_counts[step.task.name] += 1
    except DBAPIError as error:
        troubles["database"] = str(error.orig).strip().partition("\n")[0]
    db.session.rollback()  # a transaction that only read must not stay open
    for name, trouble in troubles.items():
        if known.get(name) != trouble:
            logger.warning("Worker, %s: %s", name, trouble)
    return troubles
