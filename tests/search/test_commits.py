"""Changes to the index: durable, whole or not at all, seen by every process, safe to interrupt."""

import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from search_index import (
    IndexBusyError,
    IndexUrlError,
    PractitionerDocument,
    SearchIndex,
    open_index,
)
from search_index.whoosh_backend import writing
from tests.search.documents import a_document, a_query

IndexOf = Callable[..., SearchIndex]
FORKS = 20
PATIENCE_SECONDS = 5.0


def _keys(index: SearchIndex, text: str = "") -> list[int]:
    return sorted(hit.key for hit in index.search(a_query(text, per_page=100)).hits)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def _another(folder: Path) -> SearchIndex:
    """The same index, as another process would open it."""
    return open_index(f"whoosh://{folder}")


@pytest.mark.parametrize(
    "url", ["elasticsearch://host", "whoosh:relative", "whoosh://relative/path", "", "nonsense"]
)
def test_an_address_without_a_backend_is_refused(url: str) -> None:
    with pytest.raises(IndexUrlError, match="whoosh://"):
        open_index(url)


def test_the_index_is_for_its_owner_only(index_of: IndexOf, folder: Path) -> None:
    index_of(a_document())
    assert folder.stat().st_mode & 0o777 == 0o700


def test_changes_are_seen_by_whoever_has_the_index_open(index_of: IndexOf, folder: Path) -> None:
    index = index_of(a_document(1, biography="acne"), a_document(2))
    reader = _another(folder)
    assert _keys(reader) == [1, 2]
    index.apply([a_document(1, version=2, biography="melasma"), a_document(3)], [2])
    assert _keys(reader) == [1, 3]
    assert _keys(reader, "acne") == []
    assert _keys(reader, "melasma") == [1]
    assert reader.versions() == {1: 2, 3: 1}


def test_a_change_builds_on_the_latest_state_even_while_a_thread_is_still_opening_it(
    index_of: IndexOf, folder: Path
) -> None:
    index = index_of(a_document(1))
    assert _keys(index) == [1]
    _another(folder).apply([a_document(2)], [])
    with index._opening:  # as a thread holds it that opens the new state
        assert _keys(index) == [1]
        index.apply([a_document(3)], [])
    assert _keys(index) == [1, 2, 3]


def test_many_small_changes_leave_few_parts(index_of: IndexOf) -> None:
    index = index_of(*(a_document(key) for key in range(1, 30)))
    for version in range(2, 22):
        index.apply([a_document(version % 7 + 1, version=version)], [])
    health = index.health()
    assert health.document_count == 29
    assert health.part_count <= 5
    assert health.revision == 21
    assert not health.is_rebuild_advised


def test_a_reader_of_an_index_that_changes_keeps_nothing_of_parts_that_are_gone(
    index_of: IndexOf, folder: Path
) -> None:
    index = index_of(*(a_document(key, biography="acne") for key in range(1, 30)))
    reader = _another(folder)
    for version in range(2, 22):
        index.apply([a_document(version % 7 + 1, version=version, biography="acne")], [])
        assert len(_keys(reader, "acne")) == 29
    parts = {part.name for part in reader._opened.parts}
    assert {part for part, _ in reader._cache._entries} == parts
    assert set(reader._cache._words) == parts


def test_nothing_is_left_of_parts_that_are_no_longer_used(index_of: IndexOf, folder: Path) -> None:
    index = index_of(*(a_document(key) for key in range(1, 30)))
    for version in range(2, 12):
        index.apply([a_document(1, version=version)], [])
    index.rebuild([a_document(1)])
    index.rebuild([a_document(1)])
    assert len(list(folder.glob("part-*"))) == 2  # the valid one and the one before
    assert list(folder.glob("dead-*")) == []


def test_a_second_writer_is_told_to_wait(
    index_of: IndexOf, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = index_of(a_document(1))
    monkeypatch.setattr(writing, "WRITER_WAIT_SECONDS", 0.0)

    def meanwhile() -> Iterator[PractitionerDocument]:
        with pytest.raises(IndexBusyError, match="nothing was changed"):
            _another(folder).apply([a_document(9)], [])
        assert _keys(_another(folder)) == [1]
        yield a_document(2)

    index.rebuild(meanwhile())
    assert _keys(index) == [2]


_DIES_BEFORE_COMMIT = """
import os, sys
from search_index import open_index
from search_index.whoosh_backend import {module}
from tests.search.documents import a_document
{module}.{function} = lambda *_: os._exit(9)
index = open_index(sys.argv[1])
{change}
"""


@pytest.mark.parametrize(
    ("module", "function"), [("writing", "commit"), ("part", "sync_tree"), ("manifest", "sync")]
)
@pytest.mark.parametrize(
    "change", ["index.apply([a_document(2)], [1])", "index.rebuild([a_document(3)])"]
)
def test_a_writer_that_is_killed_leaves_the_index_as_it_was(
    index_of: IndexOf, folder: Path, module: str, function: str, change: str
) -> None:
    index = index_of(a_document(1))
    program = _DIES_BEFORE_COMMIT.format(module=module, function=function, change=change)
    died = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", program, f"whoosh://{folder}"],
        cwd=Path(__file__).parents[2],
        check=False,
        timeout=60,
    )
    assert died.returncode == 9
    assert _another(folder).versions() == {1: 1}
    index.apply([a_document(4)], [])
    assert _another(folder).versions() == {1: 1, 4: 1}
    assert len(list(folder.glob("part-*"))) <= 3  # what the dead writer left is gone


def _search_until_stopped(url: str, stop: Any, answers: Any) -> None:
    index = open_index(url)
    wrong, generations = 0, set()
    while not stop.is_set():
        found = index.search(a_query("marker", per_page=100))
        versions = {hit.verified_outcome_count for hit in found.hits}
        wrong += found.total != 20 or len(versions) != 1
        generations |= versions
    answers.put((wrong, len(generations)))


def test_searches_in_other_processes_and_threads_see_whole_generations_only(
    index: SearchIndex, folder: Path
) -> None:
    def generation(number: int) -> list[PractitionerDocument]:
        return [
            a_document(key, biography="marker", verified_outcome_count=number)
            for key in range(1, 21)
        ]

    index.rebuild(generation(0))
    spawn = multiprocessing.get_context("spawn")
    stop, answers = spawn.Event(), spawn.Queue()
    url = f"whoosh://{folder}"
    process = spawn.Process(target=_search_until_stopped, args=(url, stop, answers))
    threads = [
        threading.Thread(target=_search_until_stopped, args=(url, stop, answers)) for _ in range(2)
    ]
    process.start()
    for thread in threads:
        thread.start()
    for number in range(1, 10):
        if number % 3:
            index.apply(generation(number), [])
        else:
            index.rebuild(generation(number))
    stop.set()
    seen = [answers.get(timeout=30) for _ in range(3)]
    process.join()
    for thread in threads:
        thread.join()
    assert [wrong for wrong, _ in seen] == [0, 0, 0]
    assert max(generations for _, generations in seen) > 1


def test_threads_share_one_index(index_of: IndexOf) -> None:
    words = [f"word{n}" for n in range(40)]
    index = index_of(*(a_document(n + 1, biography=word) for n, word in enumerate(words)))
    wrong: list[str] = []

    def look_up() -> None:
        wrong.extend(word for n, word in enumerate(words) if _keys(index, word) != [n + 1])

    threads = [threading.Thread(target=look_up) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_forked_process_opens_the_index_for_itself(index_of: IndexOf) -> None:
    index = index_of(a_document(1, biography="before"))
    assert _keys(index, "before") == [1]
    child = os.fork()
    if child == 0:
        index.apply([a_document(2, biography="after")], [])
        os._exit(0 if _keys(index, "after") == [2] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert _keys(index, "after") == [2]


def test_threads_of_a_forked_process_that_search_at_once_all_find(index_of: IndexOf) -> None:
    index = index_of(a_document(1, biography="acne"))
    assert _keys(index, "acne") == [1]
    assert all(_fork_and_search_at_once(index) == 0 for _ in range(FORKS))


def _fork_and_search_at_once(index: SearchIndex) -> int:
    """The exit code of a process whose threads search at once: 0 when all of them found it."""
    child = os.fork()
    if child != 0:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    sys.setswitchinterval(1e-6)
    start, found = threading.Barrier(4), list[list[int]]()

    def look_up() -> None:
        start.wait()
        found.append(_keys(index, "acne"))

    threads = [threading.Thread(target=look_up, daemon=True) for _ in range(start.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    os._exit(0 if found == [[1]] * len(threads) else 1)


def test_a_search_that_began_before_a_rebuild_can_still_read_its_words(
    index_of: IndexOf, folder: Path
) -> None:
    index = index_of(a_document(1, biography="acne"))
    reader = _another(folder)
    snapshot = reader._snapshot()
    for _ in range(3):
        index.rebuild([a_document(2, biography="melasma")])
    assert len(snapshot.files[snapshot.parts[0].name].text.read("biography", "acne").rows) == 1


def test_closing_lets_go_and_the_next_search_opens_again(index_of: IndexOf) -> None:
    index = index_of(a_document(1))
    index.close()
    assert _keys(index) == [1]
