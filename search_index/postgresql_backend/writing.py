"""Changing the index: one writer at a time, each change one transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
from psycopg import Connection, sql

from search_index.distinct_keys import with_distinct_keys
from search_index.documents import PractitionerDocument
from search_index.errors import IndexBusyError
from search_index.postgresql_backend import tables
from search_index.postgresql_backend.connections import Connections, Row
from search_index.postgresql_backend.rows import RowWriter
from search_index.postgresql_backend.tables import FORMAT, State

WRITER_WAIT_SECONDS = 10.0
_LOCK = 7_355_608_123
"""Names the lock of the index among the advisory locks of the database."""

_PROGRESS_STEP = 100


@contextmanager
def writer(connections: Connections) -> Iterator[Connection[Row]]:
    """A transaction with the only right to write. The server takes it back from who dies.

    Raises IndexBusyError after the wait.
    """
    with connections.writing() as connection:
        try:
            connection.execute(f"SET LOCAL lock_timeout = {WRITER_WAIT_SECONDS * 1000 + 1:.0f}")
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        except psycopg.errors.LockNotAvailable:
            raise IndexBusyError(
                f"Another process has been writing the index in PostgreSQL for "
                f"{WRITER_WAIT_SECONDS:g} seconds; nothing was changed, try again when it is done."
            ) from None
        connection.execute("SET LOCAL lock_timeout = 0")
        yield connection


def rebuild(
    connection: Connection[Row],
    documents: Iterable[PractitionerDocument],
    progress: Callable[[int], None] | None,
) -> None:
    """Write a new generation from these documents alone; it is the valid one with the commit.

    The generation before stays for searches that have begun; the one before that goes.
    """
    tables.make_schema(connection)
    last_generation, last_revision = tables.last_numbers(connection)
    generation = last_generation + 1
    tables.drop_tables(connection, generation)
    tables.make_tables(connection, generation)
    rows = RowWriter()
    counted = _reported(with_distinct_keys(documents), progress)
    rows.write(connection, tables.documents_of(generation), counted)
    state = State(
        format=FORMAT,
        generation=generation,
        revision=last_revision + 1,
        built_at=datetime.now(UTC),
        document_count=rows.document_count,
        biography_length=rows.biography_length,
    )
    tables.make_indexes(connection, generation)
    _add_words(connection, state, sql.SQL("true"))
    tables.put_state(connection, state)
    tables.drop_tables(connection, generation - 2)


def apply(
    connection: Connection[Row],
    state: State,
    upserts: Iterable[PractitionerDocument],
    deletes: Iterable[int],
) -> None:
    """Put in or replace some documents and take out others.

    Of several documents with the same key the last holds; a key that is also deleted is deleted.
    """
    deleted = set(deletes)
    by_key = {document.key: document for document in upserts if document.key not in deleted}
    changed = sorted(deleted | by_key.keys())
    if not changed:
        return
    is_changed = sql.SQL("key = ANY({}::bigint[])").format(sql.Literal(changed))
    gone_count, gone_length = _remove(connection, state, is_changed)
    rows = RowWriter()
    rows.write(connection, state.documents, by_key.values())
    _add_words(connection, state, is_changed)
    tables.put_state(
        connection,
        replace(
            state,
            revision=state.revision + 1,
            document_count=state.document_count - gone_count + rows.document_count,
            biography_length=state.biography_length - gone_length + rows.biography_length,
        ),
    )


def _remove(connection: Connection[Row], state: State, which: sql.Composable) -> tuple[int, int]:
    """Remove rows and take their words off the counts; how many rows, and their biographies."""
    connection.execute(
        sql.SQL(
            "UPDATE {words} AS word SET document_count = word.document_count - gone.number"
            " FROM ({gone}) AS gone WHERE gone.word = word.word"
        ).format(words=state.words, gone=_counted_words(state, which))
    )
    connection.execute(sql.SQL("DELETE FROM {} WHERE document_count = 0").format(state.words))
    removed: Sequence[Row] = connection.execute(
        sql.SQL("DELETE FROM {} WHERE {} RETURNING biography_length").format(state.documents, which)
    ).fetchall()
    return len(removed), sum(length for (length,) in removed)


def _add_words(connection: Connection[Row], state: State, which: sql.Composable) -> None:
    connection.execute(
        sql.SQL(
            "INSERT INTO {words} AS word {added} ON CONFLICT (word)"
            " DO UPDATE SET document_count = word.document_count + excluded.document_count"
        ).format(words=state.words, added=_counted_words(state, which))
    )


def _counted_words(state: State, which: sql.Composable) -> sql.Composable:
    return sql.SQL(
        "SELECT word, count(*) AS number FROM {}, unnest(correctable_words) AS word"
        " WHERE {} GROUP BY word"
    ).format(state.documents, which)


def _reported(
    documents: Iterable[PractitionerDocument], progress: Callable[[int], None] | None
) -> Iterator[PractitionerDocument]:
    number = 0
    for number, document in enumerate(documents, 1):
        yield document
        if progress is not None and number % _PROGRESS_STEP == 0:
            progress(number)
    if progress is not None and number:
        progress(number)
