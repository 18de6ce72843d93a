"""The one database handle of the application, and how its connections behave on SQLite."""

from __future__ import annotations

import inspect
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from directory.silent_servers import Reachability


class Database(SQLAlchemy):
    """The extension without its asynchronous half, which nothing here uses."""

    def init_app(self, app: Flask) -> None:
        """Register on the application. The coroutine that would close asynchronous sessions is left
        out: it starts a thread at the end of every request, a tenth of a page's time.
        """
        super().init_app(app)
        app.teardown_appcontext_funcs = [
            _let_connections_end(function)
            for function in app.teardown_appcontext_funcs
            if not inspect.iscoroutinefunction(function)
        ]


def _let_connections_end(
    close: Callable[[BaseException | None], None],
) -> Callable[[BaseException | None], None]:
    """Close what a request used. A connection that ended after all was read and written spoils no
    answer; the pool makes a new one."""

    def close_all(error: BaseException | None) -> None:
        try:
            close(error)
        except DBAPIError as lost:
            logger.warning("A connection ended before its request did: %s", lost.orig)

    return close_all


class RoutedSession(Session):
    """A session that asks the replica once `read_from_replica` has said so, else the database."""

    def get_bind(self, *arguments: Any, **options: Any) -> Engine | Connection:  # noqa: ANN401  # as SQLAlchemy has it
        """Give what the next statement is sent to."""
        if IS_READER in self.info:
            return db.get_engine(REPLICA)
        return super().get_bind(*arguments, **options)


logger = logging.getLogger("directory.database")

REPLICA = "replica"
COUNTS = "counts"
IS_READER = "is_reader"
SERVER_PATIENCE = {
    "connect_timeout": 2,
    "tcp_user_timeout": 3_000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}
"""How long a server is waited for that does not answer, as libpq has it: seconds to connect, and
milliseconds until what was sent is confirmed. A host without power, or behind a broken line,
refuses nothing; the kernel would go on sending for a quarter of an hour. An idle line is tried
meanwhile.
"""
CLIENT_PATIENCE = "; ".join(
    (
        "SET tcp_user_timeout = 20000",
        "SET tcp_keepalives_idle = 10",
        "SET tcp_keepalives_interval = 5",
        "SET tcp_keepalives_count = 2",
    )
)
"""How long the server keeps what belongs to one of us who went silent. Its locks would stay for two
hours, and whoever takes over on another host would wait for them.
"""

db = Database(session_options={"class_": RoutedSession})


def list_engines(
    database_url: str, read_database_url: str, request_counts_file: Path
) -> dict[str, dict[str, object]]:
    """The engines of a site, as the extension takes them: the database, its replica if it has one,
    and beside SQLite a file in which requests are counted.
    """
    engines = {"default": _engine(database_url)}
    if make_url(database_url).get_backend_name() == "sqlite":
        engines[COUNTS] = _engine(f"sqlite:///{request_counts_file}")
    if read_database_url:
        engines[REPLICA] = _engine(read_database_url)
    return engines


def _engine(url: str) -> dict[str, object]:
    """How to reach a database. What it says of a statement is logged, so parameters are left out.

    A server may be started anew, or not answer: connections are tried before they are used, and
    none is waited for longer than people wait for a page. What the URL says itself holds.
    """
    engine: dict[str, object] = {"url": url, "hide_parameters": True}
    if make_url(url).get_backend_name() == "postgresql":
        engine["pool_pre_ping"] = True
        arguments: dict[str, object] = {"client_encoding": "utf8"}  # whatever the server's own is
        said = make_url(url).query
        engine["connect_args"] = arguments | {
            name: much for name, much in SERVER_PATIENCE.items() if name not in said
        }
    return engine


def read_from_replica(session: Session) -> None:
    """Let a session ask the replica from now on. Raises OperationalError where it does not answer;
    the session then asks the database as before."""
    session.info[IS_READER] = True
    try:
        session.connection()
    except OperationalError:
        del session.info[IS_READER]
        session.rollback()
        raise


def find_counts_engine() -> Engine:
    """Where requests are counted: in the database, but on SQLite beside it, where nobody waits for
    another writer, nor for the disk with every request."""
    engine = db.engines.get(COUNTS)
    if engine is None:
        return db.engine
    event.listen(engine, "connect", _hurry)
    return engine


def _hurry(connection: sqlite3.Connection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = NORMAL")  # whole after a power cut, if without its end
    cursor.execute(f"PRAGMA busy_timeout = {COUNTING_MS}")
    cursor.close()


PATIENCE_MS = 10_000
COUNTING_MS = 2_000
HASTE_MS = 50
"""How long a writer waits on SQLite for another one to end."""

CACHE_KB = 8_000
"""How much of the database a connection keeps at most. With SQLite's own 2 MB the reports that a
page of results counts push each other out, and reading them takes three times as long."""


@event.listens_for(Engine, "connect")
def _configure_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401  # any driver's
    """Readers beside one writer, foreign keys on, and an acknowledged commit is on the disk.

    WAL with synchronous=NORMAL loses acknowledged commits in a power cut, so FULL it is.
    """
    if not isinstance(connection, sqlite3.Connection):
        return
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {PATIENCE_MS}",
        f"cache_size = -{CACHE_KB}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


_servers: WeakKeyDictionary[Dialect, Reachability] = WeakKeyDictionary()
os.register_at_fork(after_in_child=_servers.clear)  # nobody listens there for a server's return


@event.listens_for(Engine, "do_connect")
def _connect_to_server(
    dialect: Dialect, _record: object, arguments: list[Any], options: dict[str, Any]
) -> object:
    """Wait for no server that is known to be silent; SQLite's file is opened as always."""
    if dialect.name != "postgresql":
        return None
    server = _servers.setdefault(dialect, Reachability())
    return server.connect(lambda: dialect.connect(*arguments, **options))


@event.listens_for(Engine, "connect")
def _configure_postgresql(connection: Any, _record: object) -> None:  # noqa: ANN401  # any driver's
    """Have a server let go soon of what belongs to a host that went silent."""
    if isinstance(connection, psycopg.Connection):
        connection.execute(CLIENT_PATIENCE)
        connection.commit()


@event.listens_for(Engine, "savepoint")
def _begin_before_savepoint(connection: Connection, _name: str) -> None:
    """Let a savepoint on SQLite be part of a transaction.

    Its driver begins none before a savepoint, and the end of one outside of a transaction commits:
    what a request wrote first would stay when the request fails.
    """
    driver: object = connection.connection.dbapi_connection
    if isinstance(driver, sqlite3.Connection) and not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def read_moment() -> Iterator[Session]:
    """A session in which everything read is of one moment, whatever is written meanwhile."""
    with db.engine.connect() as connection:
        connection.exec_driver_sql(
            "BEGIN"
            if connection.dialect.name == "sqlite"
            else "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        )
        with Session(connection) as session:
            yield session


@contextmanager
def hasty_transaction() -> Iterator[Session]:
    """A transaction for what is not worth waiting for.

    Raises OperationalError where SQLite has another writer, soon and not after the usual time.
    """
    with db.sessionmaker.begin() as session:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        if is_sqlite:
            session.connection().exec_driver_sql(f"PRAGMA busy_timeout = {HASTE_MS}")
        try:
            yield session
        finally:
            if is_sqlite:
                session.connection().exec_driver_sql(f"PRAGMA busy_timeout = {PATIENCE_MS}")
