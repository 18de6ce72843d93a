"""Counting requests where all processes of a site see it, and alone while that cannot be had.

They meet in a database: the site's own on PostgreSQL, and else a file of its own beside the site's,
where nobody waits for another writer. Of a network a keyed hash is kept, and of its requests the
seconds within a rule's window.
"""

from __future__ import annotations

import hmac
import logging
import threading
from array import array

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from directory.domain.checks import Check, ok, warn
from directory.domain.rate_limits import (
    LONGEST_RATE_WINDOW,
    PROBE,
    RateRule,
    RateStanding,
    admit,
)

RETRY_SECONDS = 10
"""How long requests are counted alone before the database is asked again."""
MOST_NETWORKS_ALONE = 10_000
UNSIGNED = "I"
"""Seconds of the epoch in four bytes each, which is enough until 2106."""
CREATION_LOCK_ID = 20_261_124  # any number but that of migrations, the same in every process

_CREATION = {
    "sqlite": (
        "CREATE TABLE IF NOT EXISTS counted_requests "
        "(key TEXT PRIMARY KEY, newest INTEGER NOT NULL, seconds BLOB NOT NULL)",
    ),
    "postgresql": (
        f"SELECT pg_advisory_xact_lock({CREATION_LOCK_ID})",
        "CREATE SCHEMA IF NOT EXISTS request_counts",
        "CREATE UNLOGGED TABLE IF NOT EXISTS request_counts.counted_requests "
        "(key text PRIMARY KEY, newest bigint NOT NULL, seconds bytea NOT NULL)",
    ),
}
_TABLES = {"sqlite": "counted_requests", "postgresql": "request_counts.counted_requests"}
_ADVICE = {
    "sqlite": "See that DATA_DIR can be written; if request_counts.sqlite3 in it is damaged, stop "
    "the site and delete it.",
    "postgresql": "Let the site's account create schemas in its database.",
}

logger = logging.getLogger("directory.request_counts")


class RequestCounter:
    """One process's way to the counts that all processes of a site share."""

    def __init__(self, engine: Engine, secret_key: str) -> None:
        self._engine = engine
        self._secret_key = secret_key.encode()
        self._has_table = False
        self._asked_again_at = self._cleaned_at = 0.0
        self._alone: dict[str, array[int]] = {}
        self._alone_lock = threading.Lock()
        table = _TABLES[engine.dialect.name]
        # Written first and read by the same statement: nobody else counts this key meanwhile.
        self._take = text(
            f"INSERT INTO {table} (key, newest, seconds) VALUES (:key, :newest, :none) "  # noqa: S608  # our own names
            "ON CONFLICT (key) DO UPDATE SET newest = excluded.newest RETURNING seconds"
        )
        self._keep = text(f"UPDATE {table} SET seconds = :seconds WHERE key = :key")  # noqa: S608
        self._clean = text(f"DELETE FROM {table} WHERE newest < :newest")  # noqa: S608

    def count(self, rule: RateRule, network: str, at: float) -> RateStanding:
        """Count a network's request at an instant, or refuse it. Never fails: see `check`."""
        key = hmac.digest(self._secret_key, f"{rule.name} {network}".encode(), "sha256").hex()
        if at >= self._asked_again_at:
            try:
                return self._count_together(rule, key, at)
            except SQLAlchemyError as error:
                self._has_table = False
                self._asked_again_at = at + RETRY_SECONDS
                logger.warning("Requests are counted by each process alone: %s", error)
        return self._count_alone(rule, key, at)

    def check(self, at: float) -> Check:
        """Whether requests are counted for all processes together. They are served either way."""
        try:
            self._count_together(PROBE, PROBE.name, at)
        except SQLAlchemyError:
            return warn(
                "request counts",
                "Requests of the API are counted by each process alone, so that more are answered "
                "than the answers tell.",
                _ADVICE[self._engine.dialect.name],
            )
        return ok("request counts", "Requests of the API are counted for all processes together.")

    def _count_together(self, rule: RateRule, key: str, at: float) -> RateStanding:
        if not self._has_table:
            self._make_table()
            self._has_table = True
        if at > self._cleaned_at + LONGEST_RATE_WINDOW.total_seconds():
            self._cleaned_at = at
            self._forget_who_went(at)
        with self._engine.begin() as connection:
            taken = {"key": key, "newest": int(at), "none": b""}
            counted = array(UNSIGNED, connection.execute(self._take, taken).scalar_one())
            seconds, standing = admit(rule, counted, at)
            kept = {"key": key, "seconds": array(UNSIGNED, seconds).tobytes()}
            connection.execute(self._keep, kept)
        return standing

    def _make_table(self) -> None:
        try:
            self._execute_creation()
        except OperationalError:
            if self._engine.dialect.name != "sqlite":
                raise
            self._execute_creation()  # another process made the file just then

    def _execute_creation(self) -> None:
        with self._engine.begin() as connection:
            for statement in _CREATION[connection.dialect.name]:
                connection.execute(text(statement))

    def _forget_who_went(self, at: float) -> None:
        """Delete whoever did not ask for so long that no rule counts it any more."""
        newest = int(at - LONGEST_RATE_WINDOW.total_seconds()) - 1
        with self._engine.begin() as connection:
            connection.execute(self._clean, {"newest": newest})

    def _count_alone(self, rule: RateRule, key: str, at: float) -> RateStanding:
        with self._alone_lock:
            if key not in self._alone and len(self._alone) >= MOST_NETWORKS_ALONE:
                self._alone.clear()
            seconds, standing = admit(rule, self._alone.get(key, ()), at)
            self._alone[key] = array(UNSIGNED, seconds)
        return standing
