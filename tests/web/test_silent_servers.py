"""A server that went silent is tried in the background, one that refuses by whoever asks."""

from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest

from directory.app import create_app
from directory.database import SERVER_PATIENCE, db
from directory.silent_servers import LISTENER, SILENT_AFTER_SECONDS, Reachability
from tests.fixtures.databases import ON_POSTGRESQL, make_settings

MOST_SECONDS = 10.0


class Server:
    """A server that answers, refuses at once, or is silent."""

    def __init__(self) -> None:
        self.answers = self.refuses = False
        self.attempt_count = 0
        self.seconds = 0.0
        self.closed = threading.Event()

    def clock(self) -> float:
        return self.seconds

    def connect(self) -> Server:
        self.attempt_count += 1
        if self.answers:
            return self
        if not self.refuses:
            self.seconds += SILENT_AFTER_SECONDS
        raise psycopg.OperationalError("nobody there")

    def close(self) -> None:
        self.closed.set()


def test_one_that_refuses_is_asked_each_time() -> None:
    server = Server()
    server.refuses = True
    reachability = Reachability(server.clock)
    for _ in range(2):
        with pytest.raises(psycopg.OperationalError):
            reachability.connect(server.connect)
    server.answers = True
    assert reachability.connect(server.connect) is server
    assert server.attempt_count == 3


def test_for_a_silent_one_nobody_waits_until_it_is_back() -> None:
    server, is_back = Server(), threading.Event()
    reachability = Reachability(server.clock, lambda _seconds: is_back.wait(MOST_SECONDS) or None)
    for _ in range(3):
        with pytest.raises(psycopg.OperationalError, match="nobody there"):
            reachability.connect(server.connect)
    assert server.attempt_count == 1
    server.answers = True
    is_back.set()
    assert server.closed.wait(MOST_SECONDS)  # the attempt in the background
    for thread in threading.enumerate():
        if thread.name == LISTENER:
            thread.join(MOST_SECONDS)
    assert reachability.connect(server.connect) is server


@ON_POSTGRESQL
def test_no_server_is_waited_for_by_the_kernels_patience_unless_the_address_says_so(
    database_url: str, tmp_path: Path
) -> None:
    own = "tcp_user_timeout=7000"
    app = create_app(make_settings(tmp_path, f"{database_url}&{own}"))
    with app.app_context(), db.engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert isinstance(driver, psycopg.Connection)
        said = driver.info.get_parameters()
    expected = {name: str(much) for name, much in SERVER_PATIENCE.items()}
    assert {name: said[name] for name in expected} == expected | {"tcp_user_timeout": "7000"}
    with app.app_context():
        db.engine.dispose()
