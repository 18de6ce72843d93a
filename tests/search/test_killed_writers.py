"""A writer killed at any step of a commit leaves one whole state, to readers that never stop."""

import itertools
import multiprocessing
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from search_index import PractitionerDocument, SearchIndex, open_index
from tests.search.documents import a_document, a_query

BEFORE = {1: 1, 2: 1, 3: 1}
STEPS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link"}
KILLED = 9


def documents(versions: dict[int, int]) -> list[PractitionerDocument]:
    return [
        a_document(key, version=version, verified_outcome_count=version, biography="marker")
        for key, version in versions.items()
    ]


def change_some(index: SearchIndex) -> None:
    index.apply(documents({1: 2, 4: 2}), [3])


def change_all(index: SearchIndex) -> None:
    index.rebuild(documents({5: 2, 6: 2}))


def _die_at(step: int, folder: Path) -> None:
    """End this process without more ado when it does that many things to files of the folder."""
    left = itertools.count(step, -1)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in STEPS or not str(arguments[0]).startswith(str(folder)):
            return
        is_reading = event == "open" and not arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if not is_reading and next(left) == 0:
            os._exit(KILLED)

    sys.addaudithook(watch)


def _run_and_die(change: Callable[[SearchIndex], None], folder: Path, step: int) -> int:
    """Make the change in a process that dies at that step; gives its exit code."""
    process = os.fork()
    if process == 0:
        _die_at(step, folder)
        try:
            change(open_index(f"whoosh://{folder}"))
        except BaseException:  # a fork of the test runner must never go on as one
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _search_until_stopped(url: str, stop: Any, answers: Any) -> None:
    index = open_index(url)
    seen = set()
    while not stop.is_set():
        page = index.search(a_query("marker", per_page=100))
        seen.add(frozenset((hit.key, hit.verified_outcome_count) for hit in page.hits))
    answers.put(seen)


@pytest.mark.parametrize(
    ("change", "after", "stride"),
    [(change_some, {1: 2, 2: 1, 4: 2}, 1), (change_all, {5: 2, 6: 2}, 3)],
    ids=["apply", "rebuild"],
)
def test_a_writer_killed_at_any_step_leaves_one_whole_state(
    index: SearchIndex,
    tmp_path: Path,
    change: Callable[[SearchIndex], None],
    after: dict[int, int],
    stride: int,
) -> None:
    folder = tmp_path / "index"
    index.rebuild(documents(BEFORE))
    fork = multiprocessing.get_context("fork")
    stop, answers = fork.Event(), fork.Queue()
    url = f"whoosh://{folder}"
    reader = fork.Process(target=_search_until_stopped, args=(url, stop, answers))
    reader.start()
    left_before = left_after = 0
    for step in itertools.count(0, stride):
        code = _run_and_die(change, folder, step)
        state = open_index(url).versions()
        assert code in (0, KILLED)
        assert state in (BEFORE, after)
        left_before += state == BEFORE
        left_after += state == after
        if code == 0:
            break
        if state == after:
            index.rebuild(documents(BEFORE))
    stop.set()
    seen = answers.get(timeout=60)
    reader.join()
    assert state == after
    assert left_before > 3
    assert left_after > 1  # killed after the commit, when only left-overs had to go
    assert seen <= {frozenset(BEFORE.items()), frozenset(after.items())}
