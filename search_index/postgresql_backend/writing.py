"""Changing the index: one writer at a time, each change one transaction."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg
from psycopg import Connection

from search_index.arrays.changes import plan_change
from search_index.arrays.renewals import renewed_columns_of
from search_index.distinct_keys import with_distinct_keys
from search_index.documents import PractitionerDocument
from search_index.errors import IndexBusyError
from search_index.postgresql_backend import tables
from search_index.postgresql_backend.connections import Connections, Row
from search_index.postgresql_backend.part_writing import PartWriter, forget_others
from search_index.postgresql_backend.snapshot import TableDocuments, TableSnapshot
from search_index.postgresql_backend.tables import FORMAT, PartEntry, State

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
            connection.execute(
                f"SET LOCAL lock_timeout = {WRITER_WAIT_SECONDS * 1000 + 1:.0f};"
                f"SELECT pg_advisory_xact_lock({_LOCK}); SET LOCAL lock_timeout = 0"
            )
        except psycopg.errors.LockNotAvailable:
            raise IndexBusyError(
                f"Another process has been writing the index in PostgreSQL for "
                f"{WRITER_WAIT_SECONDS:g} seconds; nothing was changed, try again when it is done."
            ) from None
        yield connection


def rebuild(
    connection: Connection[Row],
    documents: Iterable[PractitionerDocument],
    progress: Callable[[int], None] | None,
) -> None:
    """Write a new generation from these documents alone; it is the valid one with the commit.

    The generation before stays for searches that have begun; the one before that goes. Indexes of
    earlier formats stay beside the first of this one, for hosts that were not upgraded yet.
    """
    tables.make_schema(connection)
    last_generation, last_revision = tables.last_numbers(connection)
    generation = last_generation + 1
    tables.drop_tables(connection, generation)
    tables.make_tables(connection, generation)
    writer = PartWriter(connection, generation)
    part = writer.write_part(_reported(with_distinct_keys(documents), progress))
    writer.finish()
    state = State(
        format=FORMAT,
        generation=generation,
        revision=last_revision + 1,
        stamp=tables.new_number(),
        built_at=datetime.now(UTC),
        parts=_parts_with(part),
    )
    tables.make_indexes(connection, generation)
    tables.put_state(connection, state)
    tables.drop_tables(connection, generation - 2)
    if last_generation:
        tables.drop_former_formats(connection)


def apply(
    connection: Connection[Row],
    snapshot: TableSnapshot,
    upserts: Iterable[PractitionerDocument],
    deletes: Iterable[int],
) -> None:
    """Put in or replace some documents and take out others. `snapshot` is what holds now."""
    documents = TableDocuments(connection, snapshot)
    change = plan_change(snapshot.parts, upserts, deletes, documents)
    if change is None:
        return
    writer = PartWriter(connection, snapshot.state.generation)
    entries = {str(entry.part): entry for entry in snapshot.state.parts}
    for renewal in change.renewals:
        name = renewal.part.name
        columns = writer.write_columns(renewed_columns_of(renewal))
        entries[name] = entries[name]._replace(columns=columns)
    for kept in change.kept:
        if kept.has_more_dead_rows:
            dead_rows = writer.write_dead_rows(kept.dead_rows)
            entries[kept.part.name] = entries[kept.part.name]._replace(dead_rows=dead_rows)
    part = writer.write_part(change.documents)
    writer.finish()
    kept_entries = (entries[kept.part.name] for kept in change.kept)
    state = snapshot.state.with_parts((*kept_entries, *_parts_with(part)))
    forget_others(connection, snapshot.state, state)
    tables.put_state(connection, state)


def _parts_with(part: PartEntry | None) -> tuple[PartEntry, ...]:
    return () if part is None else (part,)


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
