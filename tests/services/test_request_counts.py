"""Requests are counted by all processes together, and alone where the database cannot be had."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from directory.domain.rate_limits import RateRule
from directory.services.database_copies import PostgresqlCopier
from directory.services.request_counts import RETRY_SECONDS, RequestCounter
from tests.fixtures.databases import ON_POSTGRESQL, TEST_SECRET_KEY, connect_to

RULE = RateRule("few", 3, timedelta(minutes=1))
NETWORK = "192.0.2.77"
NOON = 1_795_780_800.0


@pytest.fixture
def two_engines(database_url: str) -> Iterator[tuple[Engine, Engine]]:
    """What two processes have of one database."""
    with ExitStack() as stack:
        yield (
            stack.enter_context(connect_to(database_url)),
            stack.enter_context(connect_to(database_url)),
        )


def list_rows(engine: Engine) -> list[tuple[str, bytes]]:
    schema = "request_counts." if engine.dialect.name == "postgresql" else ""
    with engine.connect() as connection:
        rows = connection.execute(text(f"SELECT key, seconds FROM {schema}counted_requests"))  # noqa: S608
        return [(key, bytes(seconds)) for key, seconds in rows]


def test_processes_count_together(two_engines: tuple[Engine, Engine]) -> None:
    one, other = (RequestCounter(engine, TEST_SECRET_KEY) for engine in two_engines)
    lefts = [counter.count(RULE, NETWORK, NOON).left for counter in (one, other, one, other, one)]
    assert lefts == [2, 1, 0, -1, -1]
    assert other.count(RULE, "192.0.2.78", NOON).left == 2
    assert one.count(RULE, NETWORK, NOON + 60).left == 2
    assert one.check(NOON).state == other.check(NOON).state == "ok"


def test_nobody_is_named_and_whoever_went_is_forgotten(
    two_engines: tuple[Engine, Engine],
) -> None:
    counter = RequestCounter(two_engines[0], TEST_SECRET_KEY)
    counter.count(RULE, NETWORK, NOON)
    [(key, seconds)] = list_rows(two_engines[1])
    assert (NETWORK in key, len(seconds)) == (False, 4)
    counter.count(RULE, "192.0.2.78", NOON + 120)
    [(later, _)] = list_rows(two_engines[1])
    assert later != key


@ON_POSTGRESQL
def test_no_backup_keeps_who_asked(
    two_engines: tuple[Engine, Engine], database_url: str, tmp_path: Path
) -> None:
    RequestCounter(two_engines[0], TEST_SECRET_KEY).count(RULE, NETWORK, NOON)
    [(key, _)] = list_rows(two_engines[1])
    PostgresqlCopier(database_url).copy_to(tmp_path / "copy.dump")
    restored = subprocess.run(  # noqa: S603
        ["pg_restore", "--file=-", str(tmp_path / "copy.dump")],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    )
    assert "counted_requests" in restored.stdout
    assert key not in restored.stdout


def test_a_table_that_was_taken_away_is_made_again(two_engines: tuple[Engine, Engine]) -> None:
    counter = RequestCounter(two_engines[0], TEST_SECRET_KEY)
    counter.count(RULE, NETWORK, NOON)
    with two_engines[1].begin() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        what = "TABLE counted_requests" if is_sqlite else "SCHEMA request_counts CASCADE"
        connection.execute(text(f"DROP {what}"))
    assert counter.count(RULE, NETWORK, NOON + 1).left == 2
    assert counter.count(RULE, NETWORK, NOON + 1 + RETRY_SECONDS).left == 2
    assert len(list_rows(two_engines[1])) == 1


def test_a_database_that_is_away_is_counted_without_and_asked_again(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    with connect_to(f"sqlite:///{folder / 'counts.sqlite3'}") as engine:
        counter = RequestCounter(engine, TEST_SECRET_KEY)
        lefts = [counter.count(RULE, NETWORK, NOON + second).left for second in range(4)]
        assert lefts == [2, 1, 0, -1]
        assert counter.check(NOON).state == "warn"
        folder.mkdir()
        assert counter.check(NOON).state == "ok"
        assert counter.count(RULE, NETWORK, NOON + RETRY_SECONDS - 1).left == -1
        assert counter.count(RULE, NETWORK, NOON + RETRY_SECONDS).left == 2


def test_memory_is_bounded_while_the_database_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.services.request_counts.MOST_NETWORKS_ALONE", 2)
    with connect_to(f"sqlite:///{tmp_path / 'nowhere' / 'counts.sqlite3'}") as engine:
        counter = RequestCounter(engine, TEST_SECRET_KEY)
        for number in range(4):
            assert counter.count(RULE, str(number), NOON).left == 2
        assert counter.count(RULE, "3", NOON).left == 1
