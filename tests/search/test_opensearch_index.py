"""What only the index in OpenSearch has to look after: addresses, its one writer, lost nodes."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search_index import (
    IndexBusyError,
    IndexUnavailableError,
    IndexUrlError,
    PractitionerDocument,
    SearchIndex,
    open_index,
)
from search_index.opensearch_backend import lease
from search_index.opensearch_backend.cluster import FORMAT, Cluster
from tests.search.documents import a_document, a_query
from tests.search.engines import EVERY_ENGINE

ENGINES = [engine for engine in EVERY_ENGINE if "opensearch" in str(engine)]
IndexOf = Callable[..., SearchIndex]
SEARCHERS = 4
SEARCHES_AFTERWARDS = 100


@pytest.mark.parametrize(
    "url",
    [
        "opensearch://host/prefix",
        "opensearch://host:0/prefix",
        "opensearch://host:9200",
        "opensearch://host:9200,:9201/prefix",
        "opensearch://host:9200/Upper Case",
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(IndexUrlError, match="must be like opensearch://HOST:PORT"):
        open_index(url)


def test_a_password_is_not_told() -> None:
    with pytest.raises(IndexUrlError) as refusal:
        open_index("opensearch://user:secret@host:none/prefix")
    assert "secret" not in str(refusal.value)


def test_a_cluster_that_is_away_is_told_apart_from_a_missing_index() -> None:
    index = open_index("opensearch://127.0.0.1:1,127.0.0.1:2/nothing")
    for use in (index.health, lambda: index.search(a_query()), lambda: index.apply([], [1])):
        with pytest.raises(IndexUnavailableError, match="No OpenSearch node"):
            use()


def _another(index: SearchIndex) -> SearchIndex:
    return open_index(index.health().url)


def test_indexes_of_former_formats_go_with_the_second_rebuild(index_of: IndexOf) -> None:
    index = index_of(a_document(1))
    cluster = Cluster(index.health().url)
    former = f"{cluster.prefix}-v{FORMAT - 1}-7"
    with cluster.asked() as client:
        client.indices.create(index=former)
        index.rebuild([a_document(2)])
        assert not client.indices.exists(index=former)
    assert index.versions() == {2: 1}


def test_a_second_writer_is_told_to_wait(
    index_of: IndexOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = index_of(a_document(1))
    monkeypatch.setattr(lease, "WRITER_WAIT_SECONDS", 0.0)

    def meanwhile() -> Iterator[PractitionerDocument]:
        with pytest.raises(IndexBusyError, match="nothing was changed"):
            _another(index).apply([a_document(9)], [])
        yield a_document(2)

    index.rebuild(meanwhile())
    assert index.versions() == {2: 1}


def test_a_writer_that_died_keeps_nobody_waiting_for_ever(
    index_of: IndexOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = index_of(a_document(1))
    monkeypatch.setattr(lease, "_LEASE_SECONDS", 0.0)  # it has ended when it is looked at

    def meanwhile() -> Iterator[PractitionerDocument]:
        yield a_document(2)
        _another(index).apply([a_document(9)], [])

    with pytest.raises(IndexBusyError, match="took over the writing"):
        index.rebuild(meanwhile())
    assert index.versions() == {1: 1, 9: 1}


@pytest.mark.skipif(
    "OPENSEARCH_NODES" not in os.environ, reason="needs the three nodes of make test-opensearch"
)
def test_a_cluster_loses_a_node_without_a_failed_search(index_of: IndexOf) -> None:
    index = index_of(*(a_document(key, biography="gentle laser") for key in range(1, 201)))
    expected = index.search(a_query("gentle"))
    answered: list[int] = []
    wrong: list[object] = []
    stop = threading.Event()

    def search_until_stopped() -> None:
        reader = _another(index)
        while not stop.is_set():
            try:
                page = reader.search(a_query("gentle"))
            except Exception as error:
                wrong.append(error)
            else:
                answered.append(page.total)
                if page != expected:
                    wrong.append(page)

    threads = [threading.Thread(target=search_until_stopped) for _ in range(SEARCHERS)]
    for thread in threads:
        thread.start()
    _wait_for(lambda: len(answered) >= SEARCHES_AFTERWARDS)
    lost = Path(os.environ["OPENSEARCH_NODES"], "n1", "pid")  # the first that searches ask
    os.kill(int(lost.read_text()), signal.SIGKILL)
    lost.unlink()
    before = len(answered)
    _wait_for(lambda: len(answered) >= before + SEARCHES_AFTERWARDS or bool(wrong))
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    index.apply([a_document(201, biography="gentle laser")], [])
    assert index.search(a_query("gentle")).total == 201


def _wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < deadline, "it does not come"
        threading.Event().wait(0.05)
