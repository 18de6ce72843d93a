"""The index in PostgreSQL: for sites whose web servers stand on several machines.

Every search is one transaction that sees one state of the index; every change is one as well.
"""

from collections.abc import Callable, Iterable
from typing import Concatenate, ParamSpec, TypeVar

import psycopg
from psycopg import Connection, sql

from search_index.documents import PractitionerDocument
from search_index.errors import IndexCorruptError
from search_index.health import IndexHealth
from search_index.page import SearchPage
from search_index.postgresql_backend import finding, matching, naming, writing
from search_index.postgresql_backend.connections import Connections, Row
from search_index.postgresql_backend.tables import State, get_state
from search_index.query import SearchQuery
from search_index.ranked_page import ranked_page
from search_index.words import WordUse

ArgumentsP = ParamSpec("ArgumentsP")
ResultT = TypeVar("ResultT")

_ATTEMPTS = 2
"""Two rebuilds while a search begins take its tables away; then it begins anew."""


class PostgresqlIndex:
    """SearchIndex in a PostgreSQL database; see there for what the methods promise."""

    def __init__(self, url: str) -> None:
        self._connections = Connections(url)

    def search(self, query: SearchQuery) -> SearchPage:
        def search(connection: Connection[Row], state: State) -> SearchPage:
            words = matching.find_words(connection, state, query)
            return ranked_page(
                query,
                words,
                state.document_count,
                lambda wanted: finding.find(connection, state, query, words, wanted),
            )

        return self._read(search)

    def count(self, query: SearchQuery) -> int:
        def count(connection: Connection[Row], state: State) -> int:
            words = matching.find_words(connection, state, query)
            return finding.count(connection, state, query, words)

        return self._read(count)

    def word_uses(self, text: str) -> dict[str, WordUse]:
        return self._read(matching.word_uses, text)

    def find_similar_word(self, word: str) -> tuple[str, int] | None:
        return self._read(naming.find_similar_word, word)

    def finish_word(self, beginning: str) -> str | None:
        return self._read(naming.finish_word, beginning)

    def has_name(self, text: str) -> bool:
        return self._read(naming.has_name, text)

    def list_names(self, text: str, limit: int) -> list[int]:
        return self._read(naming.list_names, text, limit)

    def apply(self, upserts: Iterable[PractitionerDocument], deletes: Iterable[int] = ()) -> None:
        with writing.writer(self._connections) as connection:
            writing.apply(connection, get_state(connection), upserts, deletes)

    def rebuild(
        self,
        documents: Iterable[PractitionerDocument],
        progress: Callable[[int], None] | None = None,
    ) -> None:
        with writing.writer(self._connections) as connection:
            writing.rebuild(connection, documents, progress)

    def versions(self) -> dict[int, int]:
        def versions(connection: Connection[Row], state: State) -> dict[int, int]:
            statement = sql.SQL("SELECT key, version FROM {}").format(state.documents)
            with connection.cursor(binary=True) as cursor:
                return dict(cursor.execute(statement).fetchall())

        return self._read(versions)

    def health(self) -> IndexHealth:
        return self._read(_health)

    def close(self) -> None:
        self._connections.close()

    def _read(
        self,
        answer: Callable[Concatenate[Connection[Row], State, ArgumentsP], ResultT],
        *arguments: ArgumentsP.args,
        **named: ArgumentsP.kwargs,
    ) -> ResultT:
        for _ in range(_ATTEMPTS):
            try:
                with self._connections.reading() as connection:
                    return answer(connection, get_state(connection), *arguments, **named)
            except psycopg.errors.UndefinedTable as error:
                lost = error
        raise IndexCorruptError(f"A table of the index is missing ({lost}); rebuild the index.")


def _health(connection: Connection[Row], state: State) -> IndexHealth:
    statement = sql.SQL(
        "SELECT pg_total_relation_size({}) + pg_total_relation_size({}), current_database()"
    )
    tables = (sql.Literal(table.as_string(connection)) for table in (state.documents, state.words))
    size, database = connection.execute(statement.format(*tables)).fetchone() or (0, "")
    return IndexHealth(
        url=f"postgresql:///{database}",
        generation=state.generation,
        revision=state.revision,
        document_count=state.document_count,
        part_count=1,
        dead_row_count=0,
        size_bytes=size,
        built_at=state.built_at,
    )
