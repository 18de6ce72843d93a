"""Servers of databases that went silent: they are tried in the background, and nobody waits.

A host without power, or behind a broken line, refuses nothing: each attempt to connect takes as
long as it may. Were every request to attempt it, all threads would soon wait for nothing, those of
visitors too who could be answered from elsewhere.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

import psycopg

SILENT_AFTER_SECONDS = 1.0
"""What takes longer than this to fail was not refused."""
SECONDS_BETWEEN_ATTEMPTS = 2.0
LISTENER = "waits for a silent server"


class Closable(Protocol):
    """A connection, as far as it matters here."""

    def close(self) -> None:
        """End it."""
        ...


ConnectionT = TypeVar("ConnectionT", bound=Closable)


class Reachability:
    """What one process knows of a server: whether it is silent."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._wait = wait
        self._silence = ""

    def connect(self, attempt: Callable[[], ConnectionT]) -> ConnectionT:
        """Make a connection. Raises psycopg.OperationalError where the server cannot be reached, at
        once as long as it is known to be silent.
        """
        if self._silence:
            raise psycopg.OperationalError(self._silence)
        began = self._clock()
        try:
            return attempt()
        except psycopg.OperationalError as error:
            if self._clock() - began >= SILENT_AFTER_SECONDS and not self._silence:
                self._silence = str(error)
                threading.Thread(
                    name=LISTENER, target=self._listen, args=(attempt,), daemon=True
                ).start()
            raise

    def _listen(self, attempt: Callable[[], ConnectionT]) -> None:
        while self._silence:
            self._wait(SECONDS_BETWEEN_ATTEMPTS)
            try:
                attempt().close()
            except psycopg.OperationalError:
                continue
            self._silence = ""
