"""What a change and a rebuild do to an index, on every engine."""

from collections.abc import Callable, Iterator

import pytest

from search_index import (
    DocumentError,
    IndexMissingError,
    PractitionerDocument,
    SearchIndex,
)
from tests.search.documents import a_document, a_query
from tests.search.engines import EVERY_ENGINE

ENGINES = EVERY_ENGINE
IndexOf = Callable[..., SearchIndex]


def _keys(index: SearchIndex, text: str = "") -> list[int]:
    return sorted(hit.key for hit in index.search(a_query(text, per_page=100)).hits)


def test_a_missing_index_says_that_it_has_to_be_rebuilt(index: SearchIndex) -> None:
    for use in (
        lambda: index.search(a_query()),
        lambda: index.apply([a_document()], []),
        index.versions,
        index.health,
    ):
        with pytest.raises(IndexMissingError, match="rebuild"):
            use()


def test_a_key_that_is_changed_and_deleted_is_deleted(index_of: IndexOf) -> None:
    index = index_of(a_document(1))
    index.apply([a_document(1, version=2), a_document(2)], [1, 99])
    assert index.versions() == {2: 1}


def test_of_two_changes_to_a_key_the_last_holds(index_of: IndexOf) -> None:
    index = index_of()
    index.apply([a_document(1, version=1), a_document(1, version=2)], [])
    assert index.versions() == {1: 2}


def test_no_change_is_no_commit(index_of: IndexOf) -> None:
    index = index_of(a_document(1))
    before = index.health()
    index.apply([], [])
    assert index.health() == before


def test_a_rebuild_reports_its_progress_up_to_the_last_document(index: SearchIndex) -> None:
    seen: list[int] = []
    index.rebuild((a_document(key) for key in range(1, 251)), seen.append)
    assert seen == [100, 200, 250]


def test_a_rebuild_that_fails_leaves_the_index_as_it_was(index_of: IndexOf) -> None:
    index = index_of(a_document(1))

    def broken() -> Iterator[PractitionerDocument]:
        yield a_document(2)
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError, match="went away"):
        index.rebuild(broken())
    with pytest.raises(DocumentError, match="Two documents have the key 3"):
        index.rebuild([a_document(3), a_document(3)])
    assert index.versions() == {1: 1}
    index.apply([a_document(4)], [])
    assert index.versions() == {1: 1, 4: 1}


def test_searches_are_answered_from_the_old_index_during_a_rebuild(index_of: IndexOf) -> None:
    index = index_of(a_document(1))

    def meanwhile() -> Iterator[PractitionerDocument]:
        yield a_document(2)
        assert _keys(index) == [1]
        yield a_document(3)

    index.rebuild(meanwhile())
    assert _keys(index) == [2, 3]


def test_generations_count_rebuilds_and_revisions_all_commits(index_of: IndexOf) -> None:
    index = index_of(a_document(1))
    before = index.health()
    index.apply([a_document(2)], [])
    changed = index.health()
    index.rebuild([a_document(3)])
    rebuilt = index.health()
    assert (before.generation, changed.generation) == (1, 1)
    assert before.revision < changed.revision < rebuilt.revision
    assert (changed.document_count, rebuilt.document_count) == (2, 1)
    assert rebuilt.generation == 2
    assert not rebuilt.is_rebuild_advised


def test_an_index_can_be_rebuilt_again_and_again(index_of: IndexOf) -> None:
    index = index_of()
    for key in range(1, 5):
        index.rebuild([a_document(key, biography=f"word{key}")])
        assert _keys(index, f"word{key}") == [key]


def test_words_follow_changes(index_of: IndexOf) -> None:
    index = index_of(
        *(a_document(key, name=f"Nobody {key}", place_words="Boston") for key in range(1, 4)),
        a_document(9, name="Somebody Else", place_words="Bostwick"),
    )
    assert index.finish_word("bost") == "boston"
    index.apply([a_document(key, name="Ann", place_words="Bostwick") for key in (1, 2, 3)], [])
    assert index.finish_word("bost") == "bostwick"
    assert index.list_names("ann", 2) == [1, 2]
