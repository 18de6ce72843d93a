"""A second index answers while the server of the first is away, and neither is forgotten."""

import threading
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from search_index import (
    FallbackIndex,
    IndexMissingError,
    IndexUnavailableError,
    SearchIndex,
    open_index,
)
from tests.search.documents import a_document, a_query

AWAY = "opensearch://127.0.0.1:1/nothing"


@pytest.fixture
def first(tmp_path: Path) -> SearchIndex:
    return open_index(f"whoosh://{tmp_path}/first")


@pytest.fixture
def second(tmp_path: Path) -> SearchIndex:
    return open_index(f"whoosh://{tmp_path}/second")


def test_a_rebuild_and_changes_reach_both(first: SearchIndex, second: SearchIndex) -> None:
    both = FallbackIndex(first, second)
    seen: list[int] = []
    both.rebuild((a_document(key) for key in (1, 2)), seen.append)
    both.apply(iter([a_document(3)]), iter([1]))
    assert seen == [2]
    assert first.versions() == second.versions() == both.versions() == {2: 1, 3: 1}


def test_searches_are_answered_by_the_second_while_the_first_is_away(second: SearchIndex) -> None:
    second.rebuild([a_document(1, name="Maria Okafor", concern_words="melasma")])
    with closing(FallbackIndex(open_index(AWAY), second)) as both:
        assert both.search(a_query("okafor")).total == 1
        assert both.count(a_query("okafor")) == 1
        assert both.find_similar_word("melasna") == ("melasma", 1)
        assert both.finish_word("mela") == "melasma"
        assert both.has_name("okafor maria")
        assert both.list_names("okaf", 3) == [1]
        assert list(both.word_uses("okafor")) == ["okafor"]
        assert both.health() == second.health()


def test_a_change_that_the_first_does_not_take_is_an_error_and_can_be_made_again(
    first: SearchIndex, second: SearchIndex
) -> None:
    for index in (first, second):
        index.rebuild([a_document(1)])
    away = FallbackIndex(open_index(AWAY), second)
    with pytest.raises(IndexUnavailableError):
        away.apply([a_document(2)], [])
    back = FallbackIndex(first, second)
    back.apply([a_document(2)], [])
    assert back.versions() == {1: 1, 2: 1}


def test_where_the_two_differ_the_version_is_none(first: SearchIndex, second: SearchIndex) -> None:
    first.rebuild([a_document(1, version=2), a_document(2)])
    second.rebuild([a_document(1, version=1), a_document(2), a_document(3)])
    assert FallbackIndex(first, second).versions() == {1: -1, 2: 1, 3: -1}


def test_one_that_is_missing_is_told_so_that_both_are_rebuilt(
    first: SearchIndex, second: SearchIndex
) -> None:
    first.rebuild([a_document(1)])
    both = FallbackIndex(first, second)
    with pytest.raises(IndexMissingError):
        both.health()
    both.rebuild([a_document(2)])
    assert second.versions() == {2: 1}


class SilentServer:
    """An index whose server is away until `is_back`; searches that ask it are counted."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self.is_back = threading.Event()
        self.search_count = 0

    def __getattr__(self, name: str) -> object:
        self.search_count += name == "search"
        if not self.is_back.is_set():
            raise IndexUnavailableError("nobody there")
        return getattr(self._index, name)


def test_searches_wait_for_no_silent_server_and_find_it_when_it_is_back(
    first: SearchIndex, second: SearchIndex
) -> None:
    first.rebuild([a_document(1, name="Maria Okafor"), a_document(2, name="Ana Okafor")])
    second.rebuild([a_document(1, name="Maria Okafor")])
    server = SilentServer(first)
    both = FallbackIndex(cast(SearchIndex, server), second, seconds_between_attempts=0.001)
    assert [both.search(a_query("okafor")).total for _ in range(3)] == [1, 1, 1]
    assert server.search_count == 1
    server.is_back.set()
    join_listeners()
    assert both.search(a_query("okafor")).total == 2


def test_nobody_listens_for_a_server_once_the_index_is_closed(second: SearchIndex) -> None:
    second.rebuild([a_document(1)])
    with closing(FallbackIndex(open_index(AWAY), second)) as both:
        assert both.count(a_query("")) == 1
    join_listeners()


def join_listeners() -> None:
    for listener in threading.enumerate():
        if listener.name.endswith("(_await_return)"):
            listener.join(10)
            assert not listener.is_alive()
