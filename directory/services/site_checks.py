"""Whether a site can do its work: its database, its tables, its index and its worker.

Asked by readiness for every probe, so each is quick; what takes longer is in `machine_checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from directory.domain.checks import Check, fail, ok, warn
from directory.services.request_counts import RequestCounter
from directory.services.worker_heartbeats import LATE_AFTER, list_heartbeats
from search_index import SearchIndex, SearchIndexError

SETUP = "Run: flask --app wsgi setup"


def list_site_checks(
    session: Session,
    index: SearchIndex,
    counter: RequestCounter,
    newest_revision: str,
    now: datetime,
) -> Iterator[Check]:
    """Look at everything a site needs; without a database that answers only at the index."""
    database = check_database(session)
    yield database
    yield check_index(index)
    if database.state != "fail":
        yield from _list_answers(
            session,
            (lambda: check_tables(session, newest_revision), lambda: check_worker(session, now)),
        )
        yield counter.check(now.timestamp())


def check_database(session: Session) -> Check:
    """Whether the database answers."""
    try:
        session.execute(text("SELECT 1"))
    except DBAPIError:
        session.rollback()
        return fail(
            "database",
            "The database does not answer.",
            "See that its server runs, that DATABASE_URL leads there, and that the disk has room.",
        )
    return ok("database", "The database answers.")


def check_tables(session: Session, newest_revision: str) -> Check:
    """Whether the tables are as new as this version of the site, or newer: others are upgrading."""
    found = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is None or str(found) < newest_revision:
        return fail(
            "tables",
            f"The tables have revision {found or 'none'}, but this version needs "
            f"{newest_revision}.",
            SETUP,
        )
    return ok("tables", f"The tables have revision {found}.")


def check_index(index: SearchIndex) -> Check:
    """Whether there is a search index that can be read."""
    try:
        health = index.health()
    except SearchIndexError:
        return fail(
            "search index",
            "The search index cannot be read.",
            "A worker makes it anew; or run: flask --app wsgi index rebuild",
        )
    if health.is_rebuild_advised:
        return warn(
            "search index",
            f"The search index has {health.part_count} parts and {health.dead_row_count:,} "
            "outdated rows, so that searches take longer.",
            "At a quiet hour run: flask --app wsgi index rebuild",
        )
    return ok("search index", f"The search index holds {health.document_count:,} practitioners.")


def check_worker(session: Session, now: datetime) -> Check:
    """Whether a worker was heard of just now. Pages work without one, so this only warns."""
    advice = "See that one runs: flask --app wsgi worker"
    beats = list_heartbeats(session)
    if not beats:
        return warn("worker", "No worker has been heard of.", advice)
    silence = now - max(beat.seen_at for beat in beats)
    if silence > LATE_AFTER:
        return warn(
            "worker",
            f"No worker was heard of for {int(silence.total_seconds()) // 60} minutes: mail waits, "
            "and changes are not found. It is stopped, or busy with one long step.",
            advice,
        )
    troubled = sorted({task for beat in beats for task in beat.troubled_tasks})
    if troubled:
        return warn(
            "worker",
            f"A worker is there, but has trouble with: {', '.join(troubled)}.",
            "Its log says why.",
        )
    return ok("worker", f"Heard of {int(max(silence.total_seconds(), 0))} seconds ago.")


def _list_answers(session: Session, checks: Iterable[Callable[[], Check]]) -> Iterator[Check]:
    """The checks of a database that answers; tables that are not there are one finding."""
    for check in checks:
        try:
            yield check()
        except DBAPIError:
            session.rollback()
            yield fail("tables", "The tables are missing or cannot be read.", SETUP)
            return
