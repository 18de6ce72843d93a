"""Connections to the server, lent to one thread at a time and opened anew where they are broken."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection, IsolationLevel
from psycopg.conninfo import conninfo_to_dict

from search_index.errors import IndexUnavailableError, IndexUrlError
from search_index.forks import forget_in_children

_CONNECT_SECONDS = 5
_MOST_IDLE = 8

_FOR_SEARCHES = "SET LOCAL jit = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off"
"""Compiling a search takes longer than answering it, and every search is another statement. The
planner does not know that the words of a row lie beside it, so that to read them row by row costs
many times what the index does.
"""

Row = tuple[Any, ...]


class Connections:
    """Lends connections; a process forked off opens its own. Raises IndexUnavailableError."""

    def __init__(self, url: str) -> None:
        """Remember the address. Raises IndexUrlError when it cannot be one."""
        try:
            conninfo_to_dict(url)
        except psycopg.ProgrammingError as error:
            raise IndexUrlError(
                f"The address of the PostgreSQL server cannot be read ({error}); it must be like "
                "postgresql://USER@HOST/NAME."
            ) from error
        self._url = url
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
                connection.execute(_FOR_SEARCHES)
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
        with self._lock:
            while self._idle:
                self._idle.pop().close()

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
        with self._lock:
            while self._idle:
                connection = self._idle.pop()
                if _is_alive(connection):
                    return connection
        try:
            return psycopg.connect(self._url, connect_timeout=_CONNECT_SECONDS)
        except psycopg.OperationalError as error:
            raise IndexUnavailableError(_what_failed(error)) from error


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
