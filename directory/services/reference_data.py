"""Brings tables in step with reference data from files: what differs is written, nothing else.

Which data, and what it means, is known by the callers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select, tuple_, update
from sqlalchemy.orm import Session

from directory.domain.load_report import LoadReport
from directory.models.base import Base

ROWS_PER_DELETE = 400  # SQLite takes a limited number of parameters in a statement

WantedRows = Iterable[Mapping[str, Any]]


def synchronise_tables(
    session: Session, wanted: Sequence[tuple[type[Base], WantedRows]]
) -> LoadReport:
    """Makes each model's table hold exactly the wanted rows, by primary key.

    Each row gives every column by its name. A table stands behind those it refers to: rows are
    created in this order and removed in the opposite one.
    """
    differences = [_Difference(session, model, rows) for model, rows in wanted]
    for difference in reversed(differences):
        difference.remove(session)
    for difference in differences:
        difference.write(session)
    session.expire_all()
    return sum((difference.report for difference in differences), LoadReport())


class _Difference:
    """What has to be done to one table."""

    def __init__(self, session: Session, model: type[Base], wanted_rows: WantedRows) -> None:
        table = model.__table__
        assert isinstance(table, Table)  # noqa: S101  # every model here is a plain table
        self._table = table
        self._keys = [column.name for column in table.primary_key]
        wanted = {self._key(row): dict(row) for row in wanted_rows}
        present = {self._key(row): dict(row) for row in session.execute(select(table)).mappings()}
        self._created = [row for key, row in wanted.items() if key not in present]
        self._updated = [row for key, row in wanted.items() if present.get(key, row) != row]
        self._removed = [key for key in present if key not in wanted]
        self.report = LoadReport(
            created_count=len(self._created),
            updated_count=len(self._updated),
            removed_count=len(self._removed),
            unchanged_count=len(wanted) - len(self._created) - len(self._updated),
        )

    def remove(self, session: Session) -> None:
        for start in range(0, len(self._removed), ROWS_PER_DELETE):
            some = self._removed[start : start + ROWS_PER_DELETE]
            session.execute(delete(self._table).where(tuple_(*self._table.primary_key).in_(some)))

    def write(self, session: Session) -> None:
        connection = session.connection()
        if self._updated:
            statement = update(self._table).where(
                *(column == bindparam(f"old_{column.name}") for column in self._table.primary_key)
            )
            rows = [row | {f"old_{key}": row[key] for key in self._keys} for row in self._updated]
            connection.execute(statement, rows)
        if self._created:
            connection.execute(insert(self._table), self._created)

    def _key(self, row: Mapping[Any, Any]) -> tuple[Any, ...]:
        return tuple(row[key] for key in self._keys)
