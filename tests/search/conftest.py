"""A real index of its own for each test, on one engine or on each of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search_index import PractitionerDocument, SearchIndex, open_index
from tests.search.engines import (
    WHOOSH,
    NewIndex,
    new_whoosh_index,
    opensearch_indexes,
    postgresql_indexes,
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on the engines that its module names."""
    if "engine_name" in metafunc.fixturenames:
        engines = getattr(metafunc.module, "ENGINES", [WHOOSH])
        metafunc.parametrize("engine_name", engines, scope="session")


@pytest.fixture(scope="session")
def new_index(engine_name: str, request: pytest.FixtureRequest) -> NewIndex:
    """Make empty indexes on the engine."""
    if engine_name == "postgresql":
        return postgresql_indexes(request.getfixturevalue("postgresql_server"))
    if engine_name == "opensearch":
        return opensearch_indexes()
    return new_whoosh_index


@pytest.fixture
def index(engine_name: str, new_index: NewIndex, tmp_path: Path) -> Iterator[SearchIndex]:
    """An index that has not been built yet; Whoosh's in the folder `index` of `tmp_path`."""
    if engine_name == WHOOSH:
        yield open_index(f"whoosh://{tmp_path}/index")
        return
    with new_index() as index:
        yield index


@pytest.fixture
def index_of(index: SearchIndex) -> Callable[..., SearchIndex]:
    """Fill the index with the documents given."""

    def fill(*documents: PractitionerDocument) -> SearchIndex:
        index.rebuild(documents)
        return index

    return fill
