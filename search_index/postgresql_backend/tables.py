"""The tables of the index: one row of state, and for each generation documents and words.

They lie in a schema of their own, so that they may share a database with others.
"""

from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import Connection, sql

from search_index.errors import IndexCorruptError, IndexMissingError
from search_index.postgresql_backend.connections import Row

SCHEMA = "search_index"
FORMAT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What holds now. `biography_length` is that of all documents together, in words."""

    format: int
    generation: int
    revision: int
    built_at: datetime
    document_count: int
    biography_length: int

    @property
    def mean_biography_length(self) -> float:
        """In words; 1 when no biography has any."""
        return self.biography_length / self.document_count if self.biography_length else 1.0

    @property
    def documents(self) -> sql.Identifier:
        return documents_of(self.generation)

    @property
    def words(self) -> sql.Identifier:
        return words_of(self.generation)


def documents_of(generation: int) -> sql.Identifier:
    """The table of the documents of a generation."""
    return sql.Identifier(SCHEMA, f"document_{generation}")


def words_of(generation: int) -> sql.Identifier:
    """The table that counts the words of names and facts of a generation."""
    return sql.Identifier(SCHEMA, f"word_{generation}")


_STATE_COLUMNS = "format, generation, revision, built_at, document_count, biography_length"

_SCHEMA = """
    CREATE SCHEMA IF NOT EXISTS search_index;
    CREATE TABLE IF NOT EXISTS search_index.state (
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        format integer NOT NULL,
        generation integer NOT NULL,
        revision integer NOT NULL,
        built_at timestamptz NOT NULL,
        document_count bigint NOT NULL,
        biography_length bigint NOT NULL
    )
"""

# Long values lie beside the rows, so that whoever is filtered and counted without words is read
# from few pages. `words` holds n., f. and b. before each word of names, facts and biographies;
# `repeated_words` how often those stand in the biography that stand there more than once. Phrases
# are looked for in the passages.
_DOCUMENTS = """
    CREATE TABLE {documents} (
        key bigint NOT NULL,
        version bigint NOT NULL,
        points real NOT NULL,
        lo90 real NOT NULL,
        hi90 real NOT NULL,
        years double precision,
        verified_outcome_count bigint NOT NULL,
        effective_outcomes double precision NOT NULL,
        biography_length integer NOT NULL,
        x double precision,
        y double precision,
        z double precision,
        other_vectors double precision[],
        clinics bigint[] NOT NULL,
        name_order text COLLATE "C" NOT NULL,
        facets text[] NOT NULL,
        own_skill jsonb NOT NULL,
        names text[] NOT NULL,
        correctable_words text[] NOT NULL,
        words tsvector NOT NULL,
        repeated_words jsonb NOT NULL,
        fact_passages text NOT NULL,
        biography_passage text NOT NULL
    ) WITH (toast_tuple_target = 512);
    ALTER TABLE {documents} ALTER facets SET STORAGE MAIN;
    CREATE TABLE {words} (word text COLLATE "C" NOT NULL, document_count bigint NOT NULL)
"""

_INDEXES = """
    ALTER TABLE {documents} ADD PRIMARY KEY (key);
    CREATE INDEX ON {documents} USING gin (words) WITH (fastupdate = off);
    CREATE INDEX ON {documents} USING gin (names) WITH (fastupdate = off);
    ALTER TABLE {words} ADD PRIMARY KEY (word)
"""


def make_schema(connection: Connection[Row]) -> None:
    """Make the schema and the table of the state where they are not there yet."""
    connection.execute(_SCHEMA)


def make_tables(connection: Connection[Row], generation: int) -> None:
    """Make the tables of a new generation, without indexes."""
    _run(connection, _DOCUMENTS, generation)


def make_indexes(connection: Connection[Row], generation: int) -> None:
    """Make the indexes of the tables of a generation, and have it known how they are filled."""
    _run(connection, _INDEXES, generation)
    connection.execute(sql.SQL("ANALYZE {}").format(documents_of(generation)))


def drop_tables(connection: Connection[Row], generation: int) -> None:
    """Remove the tables of a generation, if there are any."""
    for table in (documents_of(generation), words_of(generation)):
        connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table))


def last_numbers(connection: Connection[Row]) -> tuple[int, int]:
    """The last generation and revision, also of an index that cannot be read; 0 for none."""
    row = connection.execute("SELECT generation, revision FROM search_index.state").fetchone()
    return (row[0], row[1]) if row else (0, 0)


def get_state(connection: Connection[Row]) -> State:
    """The state of the index. Raises IndexMissingError and IndexCorruptError."""
    with connection.cursor(row_factory=psycopg.rows.class_row(State)) as cursor:
        try:
            state = cursor.execute(f"SELECT {_STATE_COLUMNS} FROM search_index.state").fetchone()  # noqa: S608 -- a constant
        except psycopg.errors.UndefinedTable:
            state = None
    if state is None:
        raise IndexMissingError(
            "There is no search index in PostgreSQL yet; rebuild it from the database."
        )
    if state.format != FORMAT:
        raise IndexCorruptError(
            f"The index in PostgreSQL has format {state.format}, not {FORMAT}; rebuild the index."
        )
    return state


def put_state(connection: Connection[Row], state: State) -> None:
    """Make this the state of the index, with the end of the transaction."""
    connection.execute("DELETE FROM search_index.state")
    connection.execute(
        f"INSERT INTO search_index.state ({_STATE_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s)",  # noqa: S608 -- a constant
        (
            state.format,
            state.generation,
            state.revision,
            state.built_at,
            state.document_count,
            state.biography_length,
        ),
    )


def _run(connection: Connection[Row], statements: str, generation: int) -> None:
    for statement in statements.split(";"):
        connection.execute(
            sql.SQL(statement).format(
                documents=documents_of(generation), words=words_of(generation)
            )
        )
