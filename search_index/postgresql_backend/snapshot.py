"""The index in PostgreSQL as one search sees it: columns in memory, words read when asked for."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from psycopg import Connection, sql

from search_index.arrays.bitmaps import Rows
from search_index.arrays.snapshot import LivePart, Snapshot
from search_index.document_lines import read_lines
from search_index.documents import PractitionerDocument
from search_index.errors import IndexCorruptError
from search_index.postgresql_backend.column_values import array_of_bytes, columns_of_values
from search_index.postgresql_backend.connections import Row
from search_index.postgresql_backend.part_writing import DEAD_ROWS, DOCUMENTS
from search_index.postgresql_backend.tables import PartEntry, State


@dataclass(frozen=True)
class TableSnapshot(Snapshot):
    """A snapshot and what it was read from."""

    state: State

    @cached_property
    def entries(self) -> Mapping[str, PartEntry]:
        """What the state says of each part, by name."""
        return {str(entry.part): entry for entry in self.state.parts}


def open_snapshot(
    connection: Connection[Row], state: State, before: TableSnapshot | None
) -> TableSnapshot:
    """Read the index as its state says, taking over what `before` has read.

    Raises IndexCorruptError.
    """
    known = {} if before is None else dict(zip(before.state.parts, before.parts, strict=True))
    columns = {entry.columns: part.columns for entry, part in known.items()}
    try:
        parts = tuple(
            known[entry]
            if entry in known
            else LivePart.of(
                str(entry.part),
                columns[entry.columns]
                if entry.columns in columns
                else columns_of_values(_values(connection, state, entry.columns)),
                _dead_rows(connection, state, entry),
            )
            for entry in state.parts
        )
    except (KeyError, ValueError, IndexError, EOFError) as error:
        raise IndexCorruptError(
            f"The arrays of the index in PostgreSQL cannot be read ({error}); rebuild the index."
        ) from error
    return TableSnapshot(parts, state)


@dataclass(frozen=True, slots=True)
class TableDocuments:
    """The documents that the parts of a snapshot keep."""

    connection: Connection[Row]
    snapshot: TableSnapshot

    def are_of(self, part: LivePart) -> bool:
        return self.snapshot.entries[part.name].has_documents

    def read(self, part: LivePart) -> Iterator[PractitionerDocument]:
        lines = _value(self.connection, self.snapshot.state, int(part.name), DOCUMENTS)
        yield from read_lines(io.StringIO(lines.decode()))


def _dead_rows(connection: Connection[Row], state: State, entry: PartEntry) -> Rows:
    if entry.dead_rows is None:
        return np.empty(0, np.int64)
    return array_of_bytes(_value(connection, state, entry.dead_rows, DEAD_ROWS))


def _value(connection: Connection[Row], state: State, owner: int, name: str) -> bytes:
    """One value of an owner. Raises KeyError."""
    statement = sql.SQL("SELECT value FROM {} WHERE owner = %s AND name = %s").format(state.arrays)
    with connection.cursor(binary=True) as cursor:
        row = cursor.execute(statement, [owner, name]).fetchone()
    if row is None:
        raise KeyError(name)
    value: bytes = row[0]
    return value


def _values(connection: Connection[Row], state: State, owner: int) -> dict[str, bytes]:
    """The values of an owner by name."""
    statement = sql.SQL("SELECT name, value FROM {} WHERE owner = %s").format(state.arrays)
    with connection.cursor(binary=True) as cursor:
        return dict(cursor.execute(statement, [owner]).fetchall())
