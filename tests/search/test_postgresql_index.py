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
from search_index.postgresql_backend import writing
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
        "SELECT tablename FROM pg_tables WHERE schemaname = 'search_index' ORDER BY 1",
    )
    assert tables == ["document_3", "document_4", "state", "word_3", "word_4"]


def test_a_lost_table_and_an_unknown_format_are_told_and_a_rebuild_mends_them(
    index_of: IndexOf, postgresql_server: PostgresqlServer
) -> None:
    index = index_of(a_document(1))
    forget = "UPDATE search_index.state SET format = 99 RETURNING 1"
    lose = "ALTER TABLE search_index.document_2 RENAME TO lost"
    for harm in (forget, lose):
        _execute(postgresql_server, index, harm)
        with pytest.raises(IndexCorruptError, match="rebuild the index"):
            index.search(a_query())
        index.rebuild([a_document(2)])
        assert index.versions() == {2: 1}
