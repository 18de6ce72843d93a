"""What only the index in PostgreSQL has to look after: connections, tables, and its one writer."""

from collections.abc import Callable, Iterator

import psycopg
import pytest

from search_index import (
    IndexBusyError,
    IndexCorruptError,
    IndexUnavailableError,
    IndexUrlError,
    PractitionerDocument,
    SearchIndex,
    open_index,
)
from search_index.arrays import answering
from search_index.postgresql_backend import part_writing, writing
from search_index.postgresql_backend.postgresql_index import PostgresqlIndex
from search_index.postgresql_backend.table_words import TableWords
from search_index.postgresql_backend.tables import FORMAT, SCHEMA
from tests.fixtures.postgresql_server import PostgresqlServer
from tests.search.documents import a_document, a_query
from tests.search.engines import EVERY_ENGINE

ENGINES = [engine for engine in EVERY_ENGINE if "postgresql" in str(engine)]
IndexOf = Callable[..., SearchIndex]


def _execute(server: PostgresqlServer, index: SearchIndex, statement: str) -> list[object]:
    """Do something in the database of an index, aside of it."""
    database = index.health().url.removeprefix("postgresql:///")
    with psycopg.connect(server.url(database), autocommit=True) as connection:
        result = connection.execute(statement)
        return [value for (value,) in result.fetchall()] if result.description else []


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(IndexUrlError, match="must be like postgresql://USER@HOST/NAME"):
        open_index("postgresql://[nowhere")


def test_a_server_that_is_away_is_told_apart_from_a_missing_index() -> None:
    index = open_index("postgresql://nobody@/nothing?host=/nonexistent")
    for use in (index.health, lambda: index.search(a_query()), lambda: index.apply([], [1])):
        with pytest.raises(IndexUnavailableError, match="does not answer"):
            use()


def test_a_connection_that_the_server_closed_is_opened_again(
    index_of: IndexOf, postgresql_server: PostgresqlServer
) -> None:
    index = index_of(a_document(1))
    _execute(
        postgresql_server,
        index,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    assert index.search(a_query()).total == 1


def test_a_second_writer_is_told_to_wait(
    index_of: IndexOf, postgresql_server: PostgresqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = index_of(a_document(1))
    url = postgresql_server.url(index.health().url.removeprefix("postgresql:///"))
    monkeypatch.setattr(writing, "WRITER_WAIT_SECONDS", 0.0)

    def meanwhile() -> Iterator[PractitionerDocument]:
        with pytest.raises(IndexBusyError, match="nothing was changed"):
            open_index(url).apply([a_document(9)], [])
        yield a_document(2)

    index.rebuild(meanwhile())
    assert index.versions() == {2: 1}


def test_the_generation_before_stays_for_searches_that_have_begun_and_older_ones_go(
    index_of: IndexOf, postgresql_server: PostgresqlServer
) -> None:
    index = index_of(a_document(1))
    for _ in range(3):
        index.rebuild([a_document(2)])
    tables = _execute(
        postgresql_server,
        index,
        f"SELECT tablename FROM pg_tables WHERE schemaname = '{SCHEMA}' ORDER BY 1",  # noqa: S608  # a constant
    )
    assert tables == [*("array_3", "array_4", "manifest", "words_3", "words_4")]


def test_indexes_of_former_formats_serve_hosts_not_yet_upgraded_until_the_second_rebuild(
    index: SearchIndex, postgresql_server: PostgresqlServer
) -> None:
    index.rebuild([a_document(1)])
    former, later = f"search_index_{FORMAT - 1}", f"search_index_{FORMAT + 1}"
    others = ("search_index", former, later, "search_index_of_others")
    made = "; ".join(f"CREATE SCHEMA {name}; CREATE TABLE {name}.state ()" for name in others)
    _execute(postgresql_server, index, f"{made}; DROP SCHEMA {SCHEMA} CASCADE")
    index.close()
    left = []
    for _ in range(2):
        index.rebuild([a_document(1)])
        schemas = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'search%'"
        left.append(set(_execute(postgresql_server, index, schemas)))
    for name in (later, "search_index_of_others"):
        _execute(postgresql_server, index, f"DROP SCHEMA {name} CASCADE")
    assert left == [{*others, SCHEMA}, {later, "search_index_of_others", SCHEMA}]


def test_a_lost_table_and_an_unknown_format_are_told_and_a_rebuild_mends_them(
    index_of: IndexOf, postgresql_server: PostgresqlServer
) -> None:
    index = index_of(a_document(1))
    forget = f"UPDATE {SCHEMA}.manifest SET format = 99 RETURNING 1"  # noqa: S608
    lose = f"ALTER TABLE {SCHEMA}.words_2 RENAME TO lost"
    damage = f"UPDATE {SCHEMA}.array_3 SET value = 'x' RETURNING 1"  # noqa: S608
    empty = f"UPDATE {SCHEMA}.array_4 SET value = '' RETURNING 1"  # noqa: S608
    misspell = f"UPDATE {SCHEMA}.words_5 SET numbers = 'x' RETURNING 1"  # noqa: S608
    for harm in (forget, lose, damage, empty, misspell):
        _execute(postgresql_server, index, harm)
        index.close()
        with pytest.raises(IndexCorruptError, match="rebuild the index"):
            index.search(a_query("acne"))
        index.rebuild([a_document(2, biography="acne")])
        assert index.versions() == {2: 1}


def test_words_that_were_written_in_batches_are_found_as_if_they_were_not(
    index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    biographies = ["acne scars", "scars of acne", "", "deep acne scars", "acne acne acne", "acne"]
    documents = [a_document(key, biography=text) for key, text in enumerate(biographies)]
    queries = [a_query("scars"), a_query("acne"), a_query(phrases=("acne scars",))]
    pages = []
    for documents_in_batch in (100, 2, 1):
        monkeypatch.setattr(part_writing, "BATCH_DOCUMENTS", documents_in_batch)
        index.rebuild(documents)
        pages.append([index.search(query).hits for query in queries])
    assert pages[0] == pages[1] == pages[2]
    assert [len(hits) for hits in pages[0]] == [3, 5, 2]


def test_a_search_that_has_begun_still_reads_words_that_a_change_removed(
    index_of: IndexOf, postgresql_server: PostgresqlServer
) -> None:
    index = index_of(a_document(1, biography="acne"))
    url = postgresql_server.url(index.health().url.removeprefix("postgresql:///"))
    assert isinstance(index, PostgresqlIndex)

    def while_it_changes(words: TableWords) -> int:
        another = open_index(url)
        another.apply([a_document(1, version=2, biography="melasma")])
        assert another.search(a_query("acne")).total == 0
        return answering.count(words.snapshot, a_query("acne"), words)

    assert index._read(while_it_changes) == 1
    assert index.search(a_query("acne")).total == 0
