"""A rebuild of many documents is written by several processes, and answers as one written alone."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search_index import DocumentError, PractitionerDocument, SearchIndex, open_index
from search_index.whoosh_backend import parallel_writing
from tests.search.documents import a_document, a_query

IndexOf = Callable[..., SearchIndex]


def _many(count: int) -> Iterator[PractitionerDocument]:
    return (a_document(key, key % 7, biography=f"word{key % 3} laser") for key in range(count))


@pytest.fixture
def several_writers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rebuild of few documents is written by several processes, as one of many is."""
    monkeypatch.setattr(parallel_writing, "PARALLEL_FROM", 10)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2})


def test_parts_written_side_by_side_answer_as_one(
    index_of: IndexOf, tmp_path: Path, several_writers: None
) -> None:
    alone = index_of(*_many(9))
    alone.apply(_many(700))
    told: list[int] = []
    together = open_index(f"whoosh://{tmp_path}/together")
    together.rebuild(_many(700), told.append)
    assert together.health().part_count == 1
    assert told == [192, 384, 576, 700]
    assert together.versions() == alone.versions()
    for text in ("", "word1", "laser practitioner"):
        query = a_query(text, per_page=50)
        assert together.search(query) == alone.search(query)


def test_documents_that_fail_leave_no_process_and_the_index_as_it_was(
    index_of: IndexOf, several_writers: None
) -> None:
    index = index_of(a_document(1))

    def failing() -> Iterator[PractitionerDocument]:
        yield from _many(300)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        index.rebuild(failing())
    with pytest.raises(DocumentError):
        index.rebuild([*_many(300), a_document(5)])
    assert multiprocessing.active_children() == []
    assert index.versions() == {1: 1}
