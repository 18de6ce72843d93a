"""A replica: readers are answered by it, writers see what they wrote, and it may lag or go away.

Two databases stand for one and its replica, so that it can be seen which of them answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, request, request_finished
from flask.testing import FlaskClient
from sqlalchemy import NullPool, create_engine, update
from sqlalchemy.orm import Session

from directory.app import create_app
from directory.database import IS_READER, REPLICA, db
from directory.models import Practitioner
from directory.services.skill import fit_and_score
from directory.services.worker_heartbeats import LONGEST_OUTAGE, WORRYING_LAG, note_heartbeat
from directory.web.reading import ReplicaState
from tests.conftest import TODAY
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.databases import TEMPLATE, make_settings
from tests.fixtures.postgresql_server import PostgresqlServer

pytestmark = pytest.mark.postgresql
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
FILLED = "read_filled"
NOWHERE = "postgresql://me@127.0.0.1:1/nothing"


@pytest.fixture(scope="module")
def filled_database(postgresql_server: PostgresqlServer, postgresql_template: str) -> Iterator[str]:
    """The name of a database with one profile, to be copied."""
    with open_session(postgresql_server.create_database(FILLED, template=TEMPLATE)) as session:
        load_the_vocabulary(session)
        make_practitioner(session, slug="nia")
        fit_and_score(session, NOON.date(), NOON)
        beat(session, NOON)
        session.commit()
    yield FILLED
    postgresql_server.drop_database(FILLED)


@pytest.fixture
def urls(postgresql_server: PostgresqlServer, filled_database: str) -> Iterator[dict[str, str]]:
    """The database and the replica; in each the same profile says where it comes from."""
    found = {}
    for where in ("database", "replica"):
        found[where] = postgresql_server.create_database(f"read_{where}", filled_database)
        with open_session(found[where]) as session:
            session.execute(update(Practitioner).values(family_name=where.title()))
            session.commit()
    yield found
    for where in found:
        postgresql_server.drop_database(f"read_{where}")


@contextmanager
def open_session(url: str) -> Iterator[Session]:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
    with Session(engine) as session:
        yield session


def beat(session: Session, now: datetime) -> None:
    note_heartbeat(session, "host", started_at=now, now=now, step_counts={}, troubled_tasks=[])


@pytest.fixture
def site(urls: dict[str, str], tmp_path: Path, now: datetime) -> Iterator[Flask]:
    """A site that has both."""
    app = create_app(make_settings(tmp_path, urls["database"], READ_DATABASE_URL=urls["replica"]))
    app.config.update(CLOCK=lambda: now, WTF_CSRF_ENABLED=False)
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def who_answers(client: FlaskClient, path: str = "/practitioners/nia") -> str:
    page = client.get(path).text
    [found] = [where for where in ("database", "replica") if where.title() in page]
    return found


def test_visitors_read_from_the_replica_and_who_sent_a_form_from_the_database(
    site: Flask,
) -> None:
    visitor, writer = site.test_client(), site.test_client()
    writer.set_cookie(site.config["SESSION_COOKIE_NAME"], "anything")
    assert (who_answers(visitor), who_answers(writer)) == ("replica", "database")
    assert who_answers(visitor, "/practitioners/nia/wrong") == "database"  # a form


def test_guide_healing_and_checklist_are_read_from_the_replica(site: Flask) -> None:
    paths = ["/guide", "/guide/checklist", "/practitioners/nia/checklist", "/healing"]
    read = []

    def note(*_: object, **__: object) -> None:
        read.append(request.path if IS_READER in db.session.info else "the database")

    with request_finished.connected_to(note, site):
        for path in paths:
            site.test_client().get(path)
    assert read == paths


def test_what_is_counted_in_a_readers_request_is_written_to_the_database(
    site: Flask, urls: dict[str, str]
) -> None:
    site.test_client().get("/practitioners/nia", headers={"User-Agent": "Firefox"})
    counts = {}
    for where, url in urls.items():
        with open_session(url) as session:
            counts[where] = (
                session.connection()
                .exec_driver_sql("SELECT sum(opened_count) FROM page_count")
                .scalar()
            )
    assert counts == {"database": 1, "replica": None}


def test_a_replica_that_is_far_behind_is_not_read_from_until_it_has_caught_up(
    site: Flask, urls: dict[str, str], now: datetime
) -> None:
    later = now + WORRYING_LAG + timedelta(seconds=1)
    with open_session(urls["database"]) as session:
        beat(session, later)
        session.commit()
    assert who_answers(site.test_client()) == "database"
    with open_session(urls["replica"]) as session:
        beat(session, later)
        session.commit()
    site.extensions["replica_state"] = ReplicaState()  # as ten seconds later
    assert who_answers(site.test_client()) == "replica"


def test_without_the_replica_the_database_answers(
    site: Flask, urls: dict[str, str], postgresql_server: PostgresqlServer
) -> None:
    client = site.test_client()
    assert who_answers(client) == "replica"
    with site.app_context():
        db.get_engine(REPLICA).dispose()
    postgresql_server.drop_database("read_replica")
    assert who_answers(client) == "database"  # at once, without having looked at it again
    assert who_answers(client) == "database"


@pytest.mark.parametrize(
    ("since_the_last_sign", "status"),
    [(LONGEST_OUTAGE, 200), (LONGEST_OUTAGE + timedelta(seconds=1), 503)],
)
def test_while_the_database_is_away_visitors_read_from_a_replica_that_was_up_to_date(
    site: Flask,
    postgresql_server: PostgresqlServer,
    since_the_last_sign: timedelta,
    status: int,
) -> None:
    postgresql_server.drop_database("read_database")
    site.config.update(CLOCK=lambda: NOON + since_the_last_sign, PROPAGATE_EXCEPTIONS=False)
    assert site.test_client().get("/practitioners/nia").status_code == status


def test_doctor_tells_of_a_replica_that_is_away(
    urls: dict[str, str], tmp_path: Path, now: datetime
) -> None:
    app = create_app(make_settings(tmp_path, urls["database"], READ_DATABASE_URL=NOWHERE))
    done = app.test_cli_runner().invoke(args=["doctor"])
    assert "The replica does not answer" in done.output
    with app.app_context():
        db.engine.dispose()
