"""Empty indexes on each engine, for the tests that every engine must pass.

A module that sets `ENGINES = EVERY_ENGINE` runs once on each; others run on Whoosh alone.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count

import psycopg
import pytest

from search_index import SearchIndex, open_index
from search_index.opensearch_backend.cluster import Cluster
from search_index.postgresql_backend.tables import SCHEMA
from tests.fixtures.postgresql_server import PostgresqlServer

WHOOSH = "whoosh"
EVERY_ENGINE = [
    WHOOSH,
    pytest.param("postgresql", marks=pytest.mark.postgresql),
    pytest.param("opensearch", marks=pytest.mark.opensearch),
]

NewIndex = Callable[[], AbstractContextManager[SearchIndex]]
"""Makes an index that has not been built yet, and removes it at the end of the block."""

_numbers = count(1)


@contextmanager
def new_whoosh_index() -> Iterator[SearchIndex]:
    with tempfile.TemporaryDirectory() as folder:
        yield open_index(f"whoosh://{folder}/index")


def postgresql_indexes(server: PostgresqlServer) -> NewIndex:
    """Indexes in databases of a server, each used again when it is free."""
    free: list[str] = []

    @contextmanager
    def new_index() -> Iterator[SearchIndex]:
        url = free.pop() if free else server.create_database(f"search_{next(_numbers)}")
        index = open_index(url)
        try:
            yield index
        finally:
            index.close()
            with psycopg.connect(url) as connection:
                connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
            free.append(url)

    return new_index


def opensearch_indexes() -> NewIndex:
    """Indexes in the cluster that runs already; skips where none is named."""
    nodes = os.environ.get("OPENSEARCH_URL", "")
    if not nodes:
        pytest.skip("OPENSEARCH_URL names no cluster (make test-opensearch starts one)")

    @contextmanager
    def new_index() -> Iterator[SearchIndex]:
        prefix = f"test-{os.getpid()}-{next(_numbers)}"
        index = open_index(f"{nodes}/{prefix}")
        try:
            yield index
        finally:
            index.close()
            cluster = Cluster(f"{nodes}/{prefix}")
            with cluster.asked() as client:
                client.indices.delete(index=f"{prefix}-*")

    return new_index
