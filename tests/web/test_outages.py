"""Databases and disks that fail for a while: a page says so and when to try again, nothing more.

Each error here is the real one, of a real database or disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from flask import Flask, request
from sqlalchemy import text

from directory.app import create_app
from directory.database import db
from directory.models import ReviewSource
from tests.factories import load_the_vocabulary
from tests.fixtures.databases import ON_BOTH, ON_POSTGRESQL, ON_SQLITE, connect_to, make_settings
from tests.fixtures.disks import little_room
from tests.fixtures.people import make_account
from tests.fixtures.postgresql_server import PostgresqlServer
from tests.fixtures.sign_in import sign_in_as

PATHS = {"/": 200, "/concerns/melasma": 200, "/account": 200, "/api/v1/practitioners/nobody": 404}


@pytest.fixture
def site(database_url: str, tmp_path: Path, now: datetime) -> Iterator[Flask]:
    """A site with the vocabulary and one account, whose `/keep` writes something."""
    app = create_app(make_settings(tmp_path / "data", database_url))
    app.config.update(CLOCK=lambda: now, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)

    @app.post("/keep/<key>")
    def keep(key: str) -> str:
        name = request.form.get("name", "A site")
        db.session.add(ReviewSource(key=key, name=name, rating_min=1, rating_max=5))
        db.session.flush()
        return "kept"

    with app.app_context():
        load_the_vocabulary(db.session)
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def account_id(site: Flask, now: datetime) -> int:
    """The account of a patient."""
    with site.app_context():
        account = make_account(db.session, now)
        db.session.commit()
        return account.id


@contextmanager
def shut(server: PostgresqlServer, database_url: str) -> Iterator[None]:
    """A database that ends its connections and takes no more, until the end of the block."""
    name = database_url.partition("@/")[2].partition("?")[0]
    with psycopg.connect(server.url("postgres"), autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        yield
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def end_own_connection(server: PostgresqlServer) -> None:
    """End the connection of the request that asks, which does not notice yet."""
    pid = db.session.scalar(text("SELECT pg_backend_pid()"))
    with psycopg.connect(server.url("postgres"), autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


@ON_POSTGRESQL
def test_without_its_database_every_page_says_so_and_serves_again_when_it_is_back(
    site: Flask, account_id: int, database_url: str, postgresql_server: PostgresqlServer
) -> None:
    client = site.test_client()
    sign_in_as(client, account_id)
    assert {path: client.get(path).status_code for path in PATHS} == PATHS
    with shut(postgresql_server, database_url):
        for path in PATHS:
            answer = client.get(path)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5"), path
            assert "Nothing you sent was saved" in answer.text
        assert client.post("/keep/away").status_code == 503
        assert client.get("/no-such-page").status_code == 503  # a page shows who is signed in
    assert {path: client.get(path).status_code for path in PATHS} == PATHS
    assert client.post("/keep/back").text == "kept"


@ON_POSTGRESQL
def test_a_commit_that_nobody_heard_the_end_of_is_not_called_undone(
    site: Flask, postgresql_server: PostgresqlServer
) -> None:
    @site.post("/keep-and-break")
    def keep_and_break() -> str:
        db.session.add(ReviewSource(key="broken", name="A site", rating_min=1, rating_max=5))
        db.session.flush()
        end_own_connection(postgresql_server)
        return "kept"

    answer = site.test_client().post("/keep-and-break")
    assert answer.status_code == 503
    assert "look whether it is there" in answer.text


@ON_POSTGRESQL
def test_a_page_that_was_read_is_shown_though_the_database_goes_away_after_it(
    site: Flask, postgresql_server: PostgresqlServer
) -> None:
    @site.get("/read-and-lose")
    def read_and_lose() -> str:
        end_own_connection(postgresql_server)
        return "read"

    assert site.test_client().get("/read-and-lose").text == "read"
    assert site.test_client().post("/keep/after").text == "kept"


@ON_BOTH
def test_what_a_failed_request_wrote_under_a_savepoint_is_undone_too(site: Flask) -> None:
    @site.post("/keep-and-fail")
    def keep_and_fail() -> str:
        with db.session.begin_nested():
            db.session.add(ReviewSource(key="half", name="A site", rating_min=1, rating_max=5))
        Path("/dev/full").write_bytes(b"the other half")
        return "kept"

    assert site.test_client().post("/keep-and-fail").status_code == 503
    with site.app_context():
        assert db.session.get(ReviewSource, "half") is None


@ON_SQLITE
@pytest.mark.parametrize("pragma", ["max_page_count = 1", "query_only = 1"])
def test_what_a_full_or_read_only_disk_does_not_take_is_said_and_pages_are_read_on(
    site: Flask, pragma: str
) -> None:
    @site.before_request
    def spoil() -> None:
        db.session.execute(text(f"PRAGMA {pragma}"))

    client = site.test_client()
    answer = client.post("/keep/much", data={"name": "x" * 100_000})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Nothing can be saved" in answer.text
    assert client.get("/").status_code == 200
    with site.app_context():
        assert db.session.get(ReviewSource, "much") is None


@ON_SQLITE
def test_what_could_not_be_written_can_be_sent_again_once_there_is_room(site: Flask) -> None:
    client = site.test_client()
    much = {"name": "x" * 300_000}
    with little_room(100_000):
        answer = client.post("/keep/much", data=much)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert "disk I/O error" not in answer.text
        assert client.get("/concerns/melasma").status_code == 200
    with site.app_context():
        assert db.session.get(ReviewSource, "much") is None
    assert client.post("/keep/much", data=much).text == "kept"


@ON_SQLITE
def test_a_database_whose_folder_is_gone_is_away_until_it_is_back(
    site: Flask, database_url: str
) -> None:
    with site.app_context():
        db.engine.dispose()
    folder = Path(database_url.removeprefix("sqlite:///")).parent
    elsewhere = folder.rename(folder.with_name(f"{folder.name}-elsewhere"))
    answer = site.test_client().post("/keep/away")
    elsewhere.rename(folder)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Nothing you sent was saved" in answer.text
    assert site.test_client().post("/keep/back").text == "kept"


@ON_SQLITE
def test_a_database_that_another_one_writes_for_long_is_asked_again_in_seconds(
    site: Flask, database_url: str
) -> None:
    @site.before_request
    def be_hasty() -> None:
        db.session.execute(text("PRAGMA busy_timeout = 0"))

    with connect_to(database_url) as engine, engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        answer = site.test_client().post("/keep/late")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


@ON_SQLITE
@pytest.mark.parametrize("path", ["/fill", "/api/fill"])
def test_a_file_that_finds_no_room_is_an_outage_too(
    site: Flask, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    @site.post(path)
    def fill() -> str:
        Path("/dev/full").write_bytes(b"a receipt")
        return "kept"

    answer = site.test_client().post(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Traceback" not in caplog.text
    assert "No space left on device" in caplog.text


@ON_BOTH
@pytest.mark.parametrize("path", ["/mistaken", "/api/mistaken"])
def test_a_mistake_in_a_query_is_no_outage(
    site: Flask, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    @site.get(path)
    def mistaken() -> str:
        return str(db.session.scalar(text("SELECT no_such_column")))

    answer = site.test_client().get(path)
    assert answer.status_code == 500
    assert "Traceback" in caplog.text


@ON_SQLITE
def test_an_error_page_looks_up_nobody(site: Flask, account_id: int) -> None:
    @site.get("/broken")
    def broken() -> str:
        db.session.close()
        db.session.get_bind = None  # type: ignore[method-assign,assignment]
        raise RuntimeError

    client = site.test_client()
    sign_in_as(client, account_id)
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert "went wrong on our side" in answer.text
