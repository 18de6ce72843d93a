"""Tables as Parquet, written in groups of rows. Only whoever writes an export imports this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
from arro3.io import write_parquet

from directory.exports.open_data.data_files import Row, Value
from directory.exports.open_data.dictionary import Column, Kind, Table

ROWS_AT_ONCE = 10_000
ROWS_IN_A_GROUP = 100_000
"""What a reader has to hold at once, and so does the writer."""

COMPRESSION = "zstd(3)"
EPOCH = date(1970, 1, 1)

_TYPES = {
    Kind.TEXT: DataType.utf8(),
    Kind.WHOLE: DataType.int64(),
    Kind.NUMBER: DataType.float64(),
    Kind.YES_NO: DataType.bool(),
    Kind.DAY: DataType.date32(),
}


def write_parquet_file(file: Path, table: Table, rows: Iterable[Row]) -> None:
    """Write the rows of a table, days as texts."""
    schema = Schema(
        [
            Field(column.name, _TYPES[column.kind], metadata={"description": column.words})
            for column in table.columns
        ]
    )
    write_parquet(
        RecordBatchReader.from_batches(schema, _batches(table, schema, rows)),
        file,
        compression=COMPRESSION,
        max_row_group_size=ROWS_IN_A_GROUP,
    )


def _batches(table: Table, schema: Schema, rows: Iterable[Row]) -> Iterator[RecordBatch]:
    waiting = iter(rows)
    while batch := list(islice(waiting, ROWS_AT_ONCE)):
        arrays = [_array(column, [row[column.name] for row in batch]) for column in table.columns]
        yield RecordBatch.from_arrays(arrays, schema=schema)


def _array(column: Column, values: list[Value]) -> Array:
    if column.kind is Kind.DAY:
        days = [None if value is None else _days_since_epoch(str(value)) for value in values]
        return Array(days, DataType.int32()).cast(DataType.date32())
    return Array(values, _TYPES[column.kind])


def _days_since_epoch(day: str) -> int:
    return (date.fromisoformat(day) - EPOCH).days
