"""Moving a site to another database: every row of every table, in an order that foreign keys allow.

The tables of both are of the same revision. Uploads and the index are no rows and stay.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Table, delete, func, insert, inspect, select, text
from sqlalchemy.orm import Session

from directory.domain.errors import DomainError
from directory.models import Base

BATCH = 2000


class MoveError(DomainError):
    """The rows cannot be moved; the sentence says why."""


def move_rows(
    source: Connection, session: Session, progress: Callable[[str, int], None]
) -> dict[str, int]:
    """Copy all rows into a database that holds nothing but what its migrations put there.

    Gives how many rows each table has; `progress` is told the same, table by table. Raises
    MoveError for a source of another revision and a target that has been used.
    """
    target = session.connection()
    _refuse_what_does_not_fit(source, target)
    tables = Base.metadata.sorted_tables
    for table in reversed(tables):
        if _count(target, table):
            target.execute(delete(table))
    counts = {}
    for table in tables:
        rows = source.execution_options(yield_per=BATCH).execute(
            select(table).order_by(*table.primary_key)
        )
        for batch in rows.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in batch])
        _continue_numbers(target, table)
        counts[table.name] = _count(target, table)
        if counts[table.name] != _count(source, table):
            raise MoveError(f"{table.name} was written to meanwhile. Stop the site and begin anew.")
        progress(table.name, counts[table.name])
    return counts


def _refuse_what_does_not_fit(source: Connection, target: Connection) -> None:
    if not inspect(source).has_table("alembic_version"):
        raise MoveError("The source has no tables of a site.")
    here, there = (
        one.scalar(text("SELECT version_num FROM alembic_version")) for one in (target, source)
    )
    if here != there:
        raise MoveError(
            f"The source has tables of revision {there}, and this version has {here}. Run setup on "
            "the source first, with DATABASE_URL leading there."
        )
    if _count(target, Base.metadata.tables["practitioner"]) or _count(
        target, Base.metadata.tables["account"]
    ):
        raise MoveError("DATABASE_URL leads to a site that is in use. Give an empty database.")


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _continue_numbers(target: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows from the highest on; SQLite does so by itself."""
    column = table.autoincrement_column
    if column is None or target.dialect.name != "postgresql":
        return
    highest = target.scalar(select(func.max(column)))
    sequence = target.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
    if sequence and highest is not None:
        target.execute(select(func.setval(sequence, highest)))
