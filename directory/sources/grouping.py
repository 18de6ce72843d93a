"""Bringing together the rows of one person that lie scattered over a file, without memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any, NamedTuple

from directory.domain.npi import is_valid_npi
from directory.sources.columns import Columns
from directory.sources.csv_rows import CsvRows
from directory.sources.records import RowError, RowProblem, SkippedRow, SkipReason

_ROWS_AT_ONCE = 5_000


class GroupedRow(NamedTuple):
    """One row as it was put in: the line it begins on and its cells."""

    line: int
    cells: dict[str, str]


class RowGroup(NamedTuple):
    """All rows of one person, in the order of the file."""

    npi: str
    rows: list[GroupedRow]


def group_by_npi(
    rows: CsvRows,
    columns: Columns,
    wanted: Iterable[str],
    *,
    is_of_interest: Callable[[Sequence[str]], bool] = lambda values: True,
) -> Iterator[RowGroup | SkippedRow | RowError]:
    """The rows of people among `wanted`, grouped, after all other rows and in order of first line.

    Rows of which `is_of_interest` says no, from their values, are skipped before all else.

    The rows wait in a temporary database that SQLite keeps on disk and deletes by itself, so
    memory does not grow with the file.
    """
    npis = frozenset(wanted)
    with closing(sqlite3.connect("")) as database:
        database.execute("CREATE TABLE held (npi TEXT, line INTEGER, cells TEXT)")
        batch: list[tuple[str, int, str]] = []
        for row in rows:
            if isinstance(row, RowError):
                yield row
                continue
            if not is_of_interest(row.values):
                yield SkippedRow(row.line, SkipReason.NOT_OF_INTEREST)
                continue
            npi = columns.read_cell(row.values, "npi")
            if npi in npis:
                batch.append((npi, row.line, json.dumps(columns.read(row.values))))
            elif is_valid_npi(npi):
                yield SkippedRow(row.line, SkipReason.NOT_LISTED)
            else:
                yield RowError(row.line, RowProblem.INVALID_NUMBER, npi)
            if len(batch) == _ROWS_AT_ONCE:
                database.executemany("INSERT INTO held VALUES (?, ?, ?)", batch)
                batch.clear()
        database.executemany("INSERT INTO held VALUES (?, ?, ?)", batch)
        database.execute("CREATE INDEX held_by_npi ON held (npi, line)")
        held = database.execute(
            "SELECT held.npi, held.line, held.cells FROM held JOIN"
            " (SELECT npi, min(line) AS first FROM held GROUP BY npi) AS groups"
            " ON groups.npi = held.npi ORDER BY groups.first, held.line"
        )
        yield from _by_npi(held)


def _by_npi(held: Iterable[tuple[Any, ...]]) -> Iterator[RowGroup]:
    group: RowGroup | None = None
    for npi, line, cells in held:
        if group is None or npi != group.npi:
            if group is not None:
                yield group
            group = RowGroup(npi, [])
        group.rows.append(GroupedRow(line, json.loads(cells)))
    if group is not None:
        yield group
