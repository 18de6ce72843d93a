"""The tables of the index: one row that says what holds now, and for each generation the arrays
and words of its parts.

They lie in a schema of their own, so that they may share a database with others, and a schema for
each format: while hosts are upgraded one after the other, those of two versions each search, and
change, the index that they can read.
"""

import json
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, Self

import psycopg
from psycopg import Connection, sql

from search_index.errors import IndexCorruptError, IndexMissingError
from search_index.postgresql_backend.connections import Row

FORMAT = 3
SCHEMA = f"search_index_{FORMAT}"


class PartEntry(NamedTuple):
    """A part of the index: the numbers that its words, its columns and its dead rows, if it has
    any, are kept under; in how many batches its words were written, and whether it was small enough
    to keep its documents.
    """

    part: int
    columns: int
    dead_rows: int | None
    batches: int
    has_documents: bool

    @property
    def owners(self) -> set[int]:
        """The numbers that arrays of the part are kept under."""
        return {self.part, self.columns, *([] if self.dead_rows is None else [self.dead_rows])}


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What holds now. `stamp` is another one after each commit, and after nothing else."""

    format: int
    generation: int
    revision: int
    stamp: int
    built_at: datetime
    parts: tuple[PartEntry, ...]

    @property
    def arrays(self) -> sql.Identifier:
        return arrays_of(self.generation)

    @property
    def words(self) -> sql.Identifier:
        return words_of(self.generation)

    def with_parts(self, parts: tuple[PartEntry, ...]) -> Self:
        """The next state of the same generation."""
        return replace(self, revision=self.revision + 1, stamp=new_number(), parts=parts)


def new_number() -> int:
    """A number that nothing in the index has had yet."""
    return secrets.randbits(62)


def arrays_of(generation: int) -> sql.Identifier:
    """The table of the columns of a generation, and of all else that is read as a whole."""
    return sql.Identifier(SCHEMA, f"array_{generation}")


def words_of(generation: int) -> sql.Identifier:
    """The table of where each word of a generation stands."""
    return sql.Identifier(SCHEMA, f"words_{generation}")


_STATE_COLUMNS = "format, generation, revision, stamp, built_at, parts"

_PUT = f"""
    INSERT INTO {SCHEMA}.manifest ({_STATE_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (is_only) DO UPDATE
    SET ({_STATE_COLUMNS}) = ({", ".join(f"excluded.{n}" for n in _STATE_COLUMNS.split(", "))})
"""  # noqa: S608 -- constants

_SCHEMA = f"""
    CREATE SCHEMA IF NOT EXISTS {SCHEMA};
    CREATE TABLE IF NOT EXISTS {SCHEMA}.manifest (
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        format integer NOT NULL,
        generation integer NOT NULL,
        revision integer NOT NULL,
        stamp bigint NOT NULL,
        built_at timestamptz NOT NULL,
        parts jsonb NOT NULL
    )
"""

# Arrays are numbers one behind the other, which cannot be compressed: trying to would be most of
# the time of writing and reading them.
_TABLES = """
    CREATE TABLE {arrays} (
        owner bigint NOT NULL, name text COLLATE "C" NOT NULL, value bytea NOT NULL
    );
    ALTER TABLE {arrays} ALTER value SET STORAGE EXTERNAL;
    CREATE TABLE {words} (
        part bigint NOT NULL,
        batch integer NOT NULL,
        first text COLLATE "C" NOT NULL,
        keys text NOT NULL,
        ends bytea NOT NULL,
        numbers bytea NOT NULL
    );
    ALTER TABLE {words} ALTER numbers SET STORAGE EXTERNAL
"""

_INDEXES = """
    ALTER TABLE {arrays} ADD PRIMARY KEY (owner, name);
    ALTER TABLE {words} ADD PRIMARY KEY (part, batch, first);
    ANALYZE {arrays};
    ANALYZE {words}
"""

_FORMER_SCHEMAS = """
    SELECT nspname FROM pg_namespace
    WHERE nspname ~ '^search_index(_[0-9]+)?$'
    AND coalesce(nullif(substr(nspname, 14), ''), '0')::integer < %s
"""
"""Those of earlier formats; of the first two without a number."""


def make_schema(connection: Connection[Row]) -> None:
    """Make the schema and the table of the state where they are not there yet."""
    connection.execute(_SCHEMA)


def make_tables(connection: Connection[Row], generation: int) -> None:
    """Make the tables of a new generation, without indexes."""
    _run(connection, _TABLES, generation)


def make_indexes(connection: Connection[Row], generation: int) -> None:
    """Make the indexes of the tables of a generation, and have it known how they are filled."""
    _run(connection, _INDEXES, generation)


def drop_tables(connection: Connection[Row], generation: int) -> None:
    """Remove the tables of a generation, if there are any."""
    for table in (arrays_of(generation), words_of(generation)):
        connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table))


def drop_former_formats(connection: Connection[Row]) -> None:
    """Remove what versions with earlier formats searched."""
    for (name,) in connection.execute(_FORMER_SCHEMAS, [FORMAT]).fetchall():
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))


def last_numbers(connection: Connection[Row]) -> tuple[int, int]:
    """The last generation and revision, also of an index that cannot be read; 0 for none."""
    row = connection.execute(f"SELECT generation, revision FROM {SCHEMA}.manifest").fetchone()  # noqa: S608 -- a constant
    return (row[0], row[1]) if row else (0, 0)


def get_state(connection: Connection[Row]) -> State:
    """The state of the index. Raises IndexMissingError and IndexCorruptError."""
    try:
        row = connection.execute(f"SELECT {_STATE_COLUMNS} FROM {SCHEMA}.manifest").fetchone()  # noqa: S608 -- a constant
    except psycopg.errors.UndefinedTable:
        row = None
    if row is None:
        raise IndexMissingError(
            "There is no search index in PostgreSQL yet; rebuild it from the database."
        )
    form, generation, revision, stamp, built_at, parts = row
    if form != FORMAT:
        raise IndexCorruptError(
            f"The index in PostgreSQL has format {form}, not {FORMAT}; rebuild the index."
        )
    return State(
        format=form,
        generation=generation,
        revision=revision,
        stamp=stamp,
        built_at=built_at,
        parts=tuple(PartEntry(*part) for part in parts),
    )


def put_state(connection: Connection[Row], state: State) -> None:
    """Make this the state of the index, with the end of the transaction."""
    connection.execute(
        _PUT,
        (
            state.format,
            state.generation,
            state.revision,
            state.stamp,
            state.built_at,
            json.dumps(state.parts),
        ),
    )


def _run(connection: Connection[Row], statements: str, generation: int) -> None:
    for statement in statements.split(";"):
        connection.execute(
            sql.SQL(statement).format(
                arrays=arrays_of(generation),
                words=words_of(generation),
            )
        )
