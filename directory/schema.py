"""Bringing the tables to the newest revision: in one transaction, and one process at a time.

The revisions themselves lie in `migrations/`. What is called here needs an application context.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from flask import current_app
from flask_alembic import Alembic
from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import JSON, Column, Connection, event, inspect, text
from sqlalchemy.exc import OperationalError

from directory.database import db
from directory.domain.errors import DomainError
from directory.models import Base, claim, listing, page_count, photo, place, vocabulary
from directory.models.base import Instant


class TablesInUseError(DomainError):
    """Somebody held a table so long that a migration gave up, rather than let all others wait."""

    def __init__(self) -> None:
        super().__init__(
            "A long request or backup holds a table that is to be changed. Nothing was changed; "
            "run it again in a moment: flask --app wsgi setup"
        )


class UnfitEncodingError(DomainError):
    """A database that does not understand its letters, as one made without a locale."""

    def __init__(self, encoding: str) -> None:
        super().__init__(
            f"The database is encoded in {encoding}, and it must be in UTF8. Make another one: "
            "createdb --encoding=UTF8 --template=template0 NAME"
        )


class NumberedAlembic(Alembic):
    """Alembic whose revisions are 0001, 0002, …: their order is seen in a folder's listing."""

    def rev_id(self) -> str:
        """Return the number after the highest there is."""
        numbers = (int(script.revision) for script in self.script_directory.walk_revisions())
        return f"{max(numbers, default=0) + 1:04}"


TABLES_BESIDE_MODELS = (
    claim,
    listing,
    page_count,
    photo,
    place,
    vocabulary,
)  # imported, so that the metadata knows them

alembic = NumberedAlembic(metadatas=Base.metadata)


def _render_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write an Instant into a migration as the database sees it: the class may change later."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return False


def _is_default_another(
    _context: object,
    _found_column: object,
    column: Column[Any],
    found: str | None,
    _wanted: object,
    rendered: str | None,
) -> bool | None:
    """Compare defaults of JSON by how they are written: PostgreSQL knows no equal JSON. Others are
    compared as usual."""
    if not isinstance(column.type, JSON):
        return None
    return (found or "").partition("::")[0].strip("'") != (rendered or "")


MIGRATION_OPTIONS = {
    "transactional_ddl": True,
    "render_as_batch": True,  # SQLite alters a table only by copying it
    "render_item": _render_type,
    "compare_server_default": _is_default_another,
}

NEWEST_REVISION = "newest_revision"
LOCK_TIMEOUT_MS = 800
"""How long a migration waits for a table on PostgreSQL: who waits for it, others wait behind. Less
than the second after which PostgreSQL looks whether two wait for each other, and ends one of them:
that would be a visitor.
"""
MOST_ATTEMPTS = 40
SECONDS_BETWEEN_ATTEMPTS = 1.0
"""In a minute there is a moment in which nobody uses the tables."""
MIGRATION_LOCK_ID = 20_261_123  # any number, as long as every process asks for the same one


def find_newest_revision() -> str:
    """The revision this version of the site needs. Read once: the files stay as they are."""
    extensions = current_app.extensions
    if NEWEST_REVISION not in extensions:
        extensions[NEWEST_REVISION] = ",".join(script.revision for script in alembic.heads())
    revision: str = extensions[NEWEST_REVISION]
    return revision


def is_schema_newer() -> bool:
    """Whether a newer version of the site has brought the tables to a revision unknown here."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found is not None and str(found) > find_newest_revision()


def upgrade_schema() -> bool:
    """Run the migrations that are missing and return whether there were any.

    All of them are one transaction: a process killed half-way leaves the old tables, and the next
    one begins again. A second process waits for the first. Tables that are in use are asked for
    again. Raises TablesInUseError.
    """
    for _ in range(MOST_ATTEMPTS - 1):
        try:
            return _upgrade_at_once()
        except TablesInUseError:
            time.sleep(SECONDS_BETWEEN_ATTEMPTS)
    return _upgrade_at_once()


def _upgrade_at_once() -> bool:
    with whole_migration():
        is_needed = alembic.needs_upgrade()
        alembic.upgrade()
    return is_needed


@contextmanager
def whole_migration() -> Iterator[None]:
    """Make everything Alembic does inside one transaction that no other migration runs beside.

    Python's SQLite driver begins no transaction for CREATE TABLE by itself. Foreign keys are off
    meanwhile: to alter a table SQLite copies and drops it, and the drop would cascade.
    """
    connection = alembic.migration_context.connection
    assert connection is not None  # noqa: S101  # there is none only when Alembic writes scripts
    if connection.dialect.name != "sqlite":
        encoding: str = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        if encoding != "UTF8":
            raise UnfitEncodingError(encoding)
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK_ID})")
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
        try:
            yield
        except OperationalError as error:
            if not isinstance(error.orig, LockNotAvailable | DeadlockDetected):
                raise
            connection.rollback()
            raise TablesInUseError from error
        return
    _set_foreign_keys(connection, "OFF")
    event.listen(connection, "begin", _begin_immediately)
    try:
        yield
    finally:
        event.remove(connection, "begin", _begin_immediately)
        connection.rollback()
        _set_foreign_keys(connection, "ON")


def _begin_immediately(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _set_foreign_keys(connection: Connection, state: str) -> None:
    connection.exec_driver_sql(f"PRAGMA foreign_keys = {state}")
    connection.commit()
