"""The index in PostgreSQL: for sites whose web servers stand on several machines.

Every search is one transaction that sees one state of the index; every change is one as well. What
a process has read of parts, which never change, it keeps for the searches that follow.
"""

import threading
from collections.abc import Callable, Iterable
from typing import TypeVar

import psycopg
from psycopg import Connection, sql

from search_index.arrays import answering, naming
from search_index.documents import PractitionerDocument
from search_index.errors import IndexCorruptError
from search_index.forks import forget_in_children
from search_index.health import IndexHealth
from search_index.page import SearchPage
from search_index.postgresql_backend import writing
from search_index.postgresql_backend.connections import Connections, Row
from search_index.postgresql_backend.snapshot import TableSnapshot, open_snapshot
from search_index.postgresql_backend.table_words import Memory, TableWords
from search_index.postgresql_backend.tables import get_state
from search_index.query import SearchQuery
from search_index.words import WordUse

ResultT = TypeVar("ResultT")

_ATTEMPTS = 2
"""Two rebuilds while a search begins take its tables away; then it begins anew."""


class PostgresqlIndex:
    """SearchIndex in a PostgreSQL database; see there for what the methods promise."""

    def __init__(self, url: str) -> None:
        self._connections = Connections(url)
        self.forget()
        forget_in_children(self)

    def forget(self) -> None:
        self._opened: TableSnapshot | None = None
        self._opening = threading.Lock()
        self._memory = Memory()

    def search(self, query: SearchQuery) -> SearchPage:
        return self._read(lambda words: answering.search(words.snapshot, query, words))

    def count(self, query: SearchQuery) -> int:
        return self._read(lambda words: answering.count(words.snapshot, query, words))

    def word_uses(self, text: str) -> dict[str, WordUse]:
        return self._read(lambda words: answering.word_uses(words.snapshot, text, words))

    def find_similar_word(self, word: str) -> tuple[str, int] | None:
        return self._read(lambda words: answering.find_similar_word(words.snapshot, word))

    def finish_word(self, beginning: str) -> str | None:
        return self._read(lambda words: answering.finish_word(words.snapshot, beginning))

    def has_name(self, text: str) -> bool:
        return self._read(lambda words: naming.has_name(words.snapshot, text))

    def list_names(self, text: str, limit: int) -> list[int]:
        return self._read(lambda words: naming.list_names(words.snapshot, text, limit, words))

    def apply(self, upserts: Iterable[PractitionerDocument], deletes: Iterable[int] = ()) -> None:
        with writing.writer(self._connections) as connection:
            writing.apply(connection, self._snapshot(connection), upserts, deletes)

    def rebuild(
        self,
        documents: Iterable[PractitionerDocument],
        progress: Callable[[int], None] | None = None,
    ) -> None:
        with writing.writer(self._connections) as connection:
            writing.rebuild(connection, documents, progress)

    def versions(self) -> dict[int, int]:
        return self._read(lambda words: words.snapshot.versions())

    def health(self) -> IndexHealth:
        return self._read(lambda words: _health(words.connection, words.snapshot))

    def close(self) -> None:
        self._connections.close()
        self._opened = None
        self._memory = Memory()

    def _read(self, answer: Callable[[TableWords], ResultT]) -> ResultT:
        for _ in range(_ATTEMPTS):
            try:
                with self._connections.reading() as connection:
                    snapshot = self._snapshot(connection)
                    return answer(TableWords(connection, snapshot, self._memory))
            except psycopg.errors.UndefinedTable as error:
                lost = error
        raise IndexCorruptError(f"A table of the index is missing ({lost}); rebuild the index.")

    def _snapshot(self, connection: Connection[Row]) -> TableSnapshot:
        """The index as the transaction sees it, which others may have read already."""
        state = get_state(connection)
        opened = self._opened
        if opened is not None and opened.state.stamp == state.stamp:
            return opened
        with self._opening:
            opened = self._opened
            if opened is None or opened.state.stamp != state.stamp:
                opened = self._opened = open_snapshot(connection, state, before=opened)
                self._memory.forget_parts_but({part.name for part in opened.parts})
            return opened


def _health(connection: Connection[Row], snapshot: TableSnapshot) -> IndexHealth:
    state = snapshot.state
    tables = (state.arrays, state.words)
    sizes = sql.SQL(" + ").join(
        sql.SQL("pg_total_relation_size({})").format(sql.Literal(table.as_string(connection)))
        for table in tables
    )
    statement = sql.SQL("SELECT {}, current_database()").format(sizes)
    size, database = connection.execute(statement).fetchone() or (0, "")
    return IndexHealth(
        url=f"postgresql:///{database}",
        generation=state.generation,
        revision=state.revision,
        document_count=snapshot.document_count,
        part_count=len(snapshot.parts),
        dead_row_count=snapshot.row_count - snapshot.document_count,
        size_bytes=size,
        built_at=state.built_at,
    )
