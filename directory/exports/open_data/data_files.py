"""The files of the open data, written row by row: NDJSON and CSV at once, then Parquet from NDJSON.

Parquet is made from the lines that are written already, so that what fails while the database is
read fails as itself, and memory holds no more than a group of rows. Equal rows make equal files.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self, TextIO

from directory.exports.open_data.dictionary import Table

Value = str | int | float | bool | date | None
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class FileFormat:
    """One of the formats that every table is written in."""

    name: str
    suffix: str
    media_type: str

    def name_file(self, table: Table) -> str:
        """The name of a table's file in this format."""
        return f"{table.name}.{self.suffix}"


CSV = FileFormat("CSV", "csv", "text/csv")
NDJSON = FileFormat("NDJSON", "ndjson", "application/x-ndjson")
PARQUET = FileFormat("Parquet", "parquet", "application/vnd.apache.parquet")
FORMATS = (CSV, NDJSON, PARQUET)


class DataFiles:
    """The files of all tables in one folder, open for rows; use it as a context manager."""

    def __init__(self, folder: Path, tables: Sequence[Table]) -> None:
        self.row_counts = Counter[str]({table.name: 0 for table in tables})
        self._folder = folder
        self._tables = tables
        self._opened = ExitStack()
        self._write: dict[str, Callable[[Row], None]] = {}

    def __enter__(self) -> Self:
        for table in self._tables:
            self._write[table.name] = _open_table(
                table,
                self._opened.enter_context(_create(self._folder / CSV.name_file(table))),
                self._opened.enter_context(_create(self._folder / NDJSON.name_file(table))),
            )
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def write(self, table_name: str, row: Row) -> None:
        """Write one row, which has a value for every column of its table and no other."""
        self._write[table_name](row)
        self.row_counts[table_name] += 1


def read_rows(file: Path) -> Iterator[dict[str, Value]]:
    """The rows of an NDJSON file, days as texts."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _create(file: Path) -> TextIO:
    return file.open("w", encoding="utf-8", newline="")


def _open_table(table: Table, csv_file: TextIO, ndjson_file: TextIO) -> Callable[[Row], None]:
    names = table.column_names
    lines = csv.writer(csv_file)  # by RFC 4180: lines end with CR LF, texts with either are quoted
    lines.writerow(names)

    def write(row: Row) -> None:
        if len(row) != len(names):
            raise ValueError(f"{table.name} has no column {set(row) - set(names)}.")
        values = [_plain(row[name]) for name in names]
        lines.writerow(_csv_cells(values))
        ndjson_file.write(_json_line(dict(zip(names, values, strict=True))))

    return write


def _plain(value: Value) -> str | int | float | bool | None:
    """A value as JSON knows it: days as texts, and nothing in place of an empty text."""
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def _csv_cells(values: Iterable[Value]) -> Iterator[Value]:
    for value in values:
        yield str(value).lower() if isinstance(value, bool) else value


def _json_line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"
