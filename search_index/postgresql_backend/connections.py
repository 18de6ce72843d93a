"""Connections to the server, lent to one thread at a time and opened anew where they are broken."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection, IsolationLevel
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from search_index.errors import IndexUnavailableError, IndexUrlError
from search_index.forks import forget_in_children

_MOST_IDLE = 8

_PATIENCE = {
    "connect_timeout": 2,
    "tcp_user_timeout": 3_000,
    "keepalives_idle": 5,
    "keepalives_interval": 1,
    "keepalives_count": 3,
}
"""How long a server is waited for that went silent, as libpq has it: seconds to connect, and
milliseconds until what was sent is confirmed. Else the kernel waits for a quarter of an hour.
"""
_LOCKS_END = (
    "SET tcp_user_timeout = 20000; SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5;"
    " SET tcp_keepalives_count = 2"
)
"""How long the server keeps the lock of a writer that went silent; two hours without this."""

Row = tuple[Any, ...]


class Connections:
    """Lends connections; a process forked off opens its own. Raises IndexUnavailableError."""

    def __init__(self, url: str) -> None:
        """Remember the address. Raises IndexUrlError when it cannot be one."""
        try:
            said = conninfo_to_dict(url)
        except psycopg.ProgrammingError as error:
            raise IndexUrlError(
                f"The address of the PostgreSQL server cannot be read ({error}); it must be like "
                "postgresql://USER@HOST/NAME."
            ) from error
        self._url = make_conninfo(url, **{k: v for k, v in _PATIENCE.items() if k not in said})
        self.forget()
        forget_in_children(self)

    def forget(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[Connection[Row]] = []

    @contextmanager
    def reading(self) -> Iterator[Connection[Row]]:
        """A connection in a transaction that sees one state of the index and changes nothing."""
        with self._lent() as connection:
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            with connection.transaction():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection[Row]]:
        """A connection in a transaction that is kept when the block ends without an error."""
        with self._lent() as connection:
            connection.isolation_level = IsolationLevel.READ_COMMITTED
            connection.read_only = False
            with connection.transaction():
                yield connection

    def close(self) -> None:
        """Close what is not lent."""
        while (idle := self._pop()) is not None:
            idle.close()

    def _pop(self) -> Connection[Row] | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    @contextmanager
    def _lent(self) -> Iterator[Connection[Row]]:
        connection = self._take()
        try:
            yield connection
        except psycopg.OperationalError as error:
            connection.close()
            raise IndexUnavailableError(_what_failed(error)) from error
        except BaseException:
            connection.close()
            raise
        with self._lock:
            if len(self._idle) < _MOST_IDLE:
                self._idle.append(connection)
                return
        connection.close()

    def _take(self) -> Connection[Row]:
        while (idle := self._pop()) is not None:
            if _is_alive(idle):
                return idle
            self.close()  # the others will be as dead, and each would be waited for
        try:
            connection: Connection[Row] = psycopg.connect(self._url)
            connection.execute(_LOCKS_END)
            connection.commit()
        except psycopg.OperationalError as error:
            raise IndexUnavailableError(_what_failed(error)) from error
        return connection


def _is_alive(connection: Connection[Row]) -> bool:
    """Whether the server has not closed the connection; one without an answer is thrown away."""
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error:
        connection.close()
        return False
    return True


def _what_failed(error: psycopg.Error) -> str:
    reason = " ".join(str(error).split())
    return f"The PostgreSQL server of the search index does not answer ({reason})."
