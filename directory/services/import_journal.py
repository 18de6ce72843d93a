"""Writing in an import's name: every row that it makes, changes or removes is noted with the run.

What was noted is what `import_undo` takes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, inspect
from sqlalchemy.orm import Session

from directory.models import Base, ImportChange, Practitioner

Values = Mapping[str, Any]

BESIDE_THE_INDEX = frozenset({"industry_payment", "medicare_volume", "practitioner_notice"})
"""Tables of which nothing is in the search index."""


class ImportJournal:
    """The writing hand of one import. `flush` sends what was written and noted to the database."""

    def __init__(self, session: Session, run_id: int) -> None:
        self._session = session
        self.run_id = run_id
        self._made: list[Base] = []
        self._notes: list[dict[str, object]] = []
        self._touched: dict[int, None] = {}

    def make(self, rows: Iterable[Base]) -> None:
        """Add new rows; those that hang on a new row need not be named."""
        rows = list(rows)
        self._session.add_all(rows)
        self._made.extend(rows)

    def make_many(self, row_type: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
        """Insert many new rows at once, each by its columns; returns their ids in the same order.

        Several times as fast as `make`, for rows that nothing needs as objects.
        """
        if not rows:
            return []
        made = insert(row_type).returning(row_type.id, sort_by_parameter_order=True)  # type: ignore[attr-defined]  # those with an id of their own
        ids = list(self._session.scalars(made, rows))
        for row_id, row in zip(ids, rows, strict=True):
            self._note_row(row_type.__tablename__, row_id, row["practitioner_id"], None, None)
        return ids

    def write(self, row: Base, values: Values) -> None:
        """Change columns of a row; what is the same already is left alone."""
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not changed:
            return
        before = {name: as_json(getattr(row, name)) for name in changed}
        for name, value in changed.items():
            setattr(row, name, value)
        after = {name: as_json(value) for name, value in changed.items()}
        self._note(row, before, after)

    def remove(self, row: Base) -> None:
        """Delete a row, which must be in the database."""
        columns = inspect(type(row)).columns.keys()
        self._note(row, {name: as_json(getattr(row, name)) for name in columns}, None)
        self._session.delete(row)

    def touch(self, practitioner_id: int) -> None:
        """Note that a practitioner's document in the index is out of date."""
        self._touched[practitioner_id] = None

    def flush(self) -> list[int]:
        """Send everything to the database; returns the practitioners who changed, each once."""
        self._session.flush()
        for row in self._made:
            self._note(row, None, None)
        if self._notes:
            self._session.execute(insert(ImportChange), self._notes)
        touched = list(self._touched)
        self._made, self._notes, self._touched = [], [], {}
        return touched

    def _note(self, row: Base, before: Values | None, after: Values | None) -> None:
        (row_id,) = inspect(row).identity or (None,)
        self._note_row(row.__tablename__, row_id, _owner_of(row), before, after)

    def _note_row(
        self,
        table_name: str,
        row_id: int | None,
        owner: int,
        before: Values | None,
        after: Values | None,
    ) -> None:
        self._notes.append(
            {
                "run_id": self.run_id,
                "practitioner_id": owner,
                "table_name": table_name,
                "row_id": row_id,
                "before": before,
                "after": after,
            }
        )
        if table_name not in BESIDE_THE_INDEX:
            self.touch(owner)


def as_json(value: object) -> object:
    """A column's value as it is noted; days and instants as ISO 8601."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def from_json(row_type: type[Base], column: str, value: object) -> object:
    """What `as_json` noted, as the column holds it."""
    if not isinstance(value, str):
        return value
    python_type = inspect(row_type).columns[column].type.python_type
    if issubclass(python_type, datetime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if issubclass(python_type, date) else value


def _owner_of(row: Base) -> int:
    owner = row.id if isinstance(row, Practitioner) else row.practitioner_id  # type: ignore[attr-defined]
    return int(owner)
