"""Writes parts into the tables of a generation. What is written is never changed afterwards."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress

import numpy as np
from numpy.typing import NDArray
from psycopg import Connection, sql

from search_index.arrays.changes import MOST_KEPT_DOCUMENTS
from search_index.arrays.collected_postings import SortedPostings
from search_index.arrays.columns import Columns
from search_index.arrays.columns_builder import ColumnsBuilder
from search_index.arrays.text_builder import TextBuilder
from search_index.arrays.word_positions import SortedPositions
from search_index.document_lines import write_lines
from search_index.document_words import BIOGRAPHY, DocumentWords
from search_index.documents import PractitionerDocument
from search_index.postgresql_backend import word_arrays
from search_index.postgresql_backend.column_values import array_bytes, values_of_columns
from search_index.postgresql_backend.connections import Row
from search_index.postgresql_backend.tables import (
    PartEntry,
    State,
    arrays_of,
    new_number,
    words_of,
)
from search_index.postgresql_backend.word_arrays import KINDS, Kind, WordNumbers, block_rows

DEAD_ROWS, DOCUMENTS = "dead_rows", "documents"

BATCH_DOCUMENTS = 25_000
"""The words of so many documents are in memory while a part is written, about 300 MB."""


class PartWriter:
    """Writes into the tables of one generation; `finish` is to be called at the end."""

    def __init__(self, connection: Connection[Row], generation: int) -> None:
        self._connection = connection
        self._generation = generation
        self._values: list[tuple[int, str, bytes]] = []

    def write_part(self, documents: Iterable[PractitionerDocument]) -> PartEntry | None:
        """Write a new part of documents with distinct keys; None where there are none."""
        part = new_number()
        columns, texts = ColumnsBuilder(), _Texts(part, self._copy_words)
        kept: list[PractitionerDocument] | None = []
        for document in documents:
            words = DocumentWords.of(document)
            texts.add(words)
            columns.add(document, biography_length=len(words.biography))
            columns.count_words(words.correctable())
            if kept is not None:
                kept.append(document)
            if columns.row_count > MOST_KEPT_DOCUMENTS:
                kept = None
        if not columns.row_count:
            return None
        if kept is not None:
            lines = io.StringIO()
            write_lines(lines, kept)
            self._values.append((part, DOCUMENTS, lines.getvalue().encode()))
        batches = texts.finish()
        return PartEntry(part, self.write_columns(columns.build()), None, batches, kept is not None)

    def write_columns(self, columns: Columns) -> int:
        """Write columns; the number they are kept under."""
        number = new_number()
        self._values += [(number, name, value) for name, value in values_of_columns(columns)]
        return number

    def write_dead_rows(self, rows: NDArray[np.int64]) -> int:
        """Write which rows of a part no longer hold; the number they are kept under."""
        number = new_number()
        self._values.append((number, DEAD_ROWS, array_bytes(rows)))
        return number

    def finish(self) -> None:
        """Write what is left."""
        types = {"owner": "int8", "name": "text", "value": "bytea"}
        self._copy(arrays_of(self._generation), types, self._values)

    def _copy_words(self, rows: Iterable[Sequence[object]]) -> None:
        self._copy(words_of(self._generation), word_arrays.TYPES, rows)

    def _copy(
        self, table: sql.Identifier, columns: Mapping[str, str], rows: Iterable[Sequence[object]]
    ) -> None:
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(table, names)
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(list(columns.values()))
            for row in rows:
                copy.write_row(row)


class _Texts:
    """The words of a part, written batch by batch; rows and places count through all of them."""

    def __init__(self, part: int, write: Callable[[Iterable[Sequence[object]]], None]) -> None:
        self._part = part
        self._write = write
        self._batch = 0
        self._builder = TextBuilder()
        self._first_row = 0
        self._first_place = 0

    def add(self, words: DocumentWords) -> None:
        if self._builder.row_count == BATCH_DOCUMENTS:
            self._end_batch()
        self._builder.add(words)

    def finish(self) -> int:
        """Write what is left; how many batches there are."""
        self._end_batch()
        return self._batch

    def _end_batch(self) -> None:
        positions = self._builder.positions.sorted()
        self._write(self._rows(positions))
        self._first_place += positions.next_start
        self._first_row += self._builder.row_count
        self._batch += 1
        self._builder = TextBuilder()

    def _rows(self, positions: SortedPositions) -> Iterator[Sequence[object]]:
        first_place = np.uint32(self._first_place)
        starts = positions.starts + first_place
        yield from chain.from_iterable(
            block_rows(self._part, self._batch, kind, numbers)
            for kind, numbers in (
                *self._postings(),
                (Kind.PLACES, _places(positions, first_place)),
                (Kind.STARTS, WordNumbers([""], np.array([0, len(starts)]), starts)),
            )
        )

    def _postings(self) -> Iterator[tuple[Kind, WordNumbers]]:
        first_row = np.uint32(self._first_row)
        for field, kind in KINDS.items():
            postings = self._builder.postings[field].sorted()
            yield kind, WordNumbers(postings.words, postings.ends, postings.rows + first_row)
            if field == BIOGRAPHY:
                yield Kind.BIOGRAPHY_COUNTS, _counts(postings)


def _places(positions: SortedPositions, first_place: np.uint32) -> WordNumbers:
    return WordNumbers(positions.words, positions.ends, positions.positions + first_place)


def _counts(postings: SortedPostings) -> WordNumbers:
    """How often words stand in each row; those are left out that nowhere stand twice."""
    ends, frequencies = postings.ends, postings.frequencies
    most = np.maximum.reduceat(frequencies, ends[:-1]) if len(frequencies) else frequencies
    are_told = most > 1
    counts = np.diff(ends)
    return WordNumbers(
        list(compress(postings.words, are_told)),
        np.concatenate([[0], np.cumsum(counts[are_told])]),
        frequencies[np.repeat(are_told, counts)],
    )


def forget_others(connection: Connection[Row], before: State, after: State) -> None:
    """Remove what the state before names and that after does not.

    Searches that have begun still see it.
    """
    parts = {entry.part for entry in before.parts} - {entry.part for entry in after.parts}
    owners = _owners_of(before) - _owners_of(after)
    for table, column, numbers in (
        (before.words, "part", parts),
        (before.arrays, "owner", owners),
    ):
        if numbers:
            statement = sql.SQL("DELETE FROM {} WHERE {} = ANY(%s)")
            connection.execute(statement.format(table, sql.Identifier(column)), [sorted(numbers)])


def _owners_of(state: State) -> set[int]:
    return {owner for entry in state.parts for owner in entry.owners}
