"""A damaged or tampered index is noticed, said plainly, and mended by a rebuild."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from search_index import IndexCorruptError, SearchIndex, open_index
from tests.search.documents import a_document, a_query

IndexOf = Callable[..., SearchIndex]


@pytest.fixture
def folder(index_of: IndexOf, tmp_path: Path) -> Path:
    """The folder of an index with two parts and dead rows."""
    index = index_of(*(a_document(key, biography="acne") for key in range(1, 20)))
    index.apply([a_document(1, biography="melasma")], [2])
    return tmp_path / "index"


def _assert_said_and_mended(folder: Path) -> None:
    index = open_index(f"whoosh://{folder}")
    with pytest.raises(IndexCorruptError, match="rebuild the index"):
        index.search(a_query("acne"))
    index.rebuild([a_document(7)])
    assert [hit.key for hit in index.search(a_query()).hits] == [7]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"format": 1}', '{"format": 99}', "\x00" * 50, "🙂"]
)
def test_a_manifest_that_is_none(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    _assert_said_and_mended(folder)


def test_a_manifest_of_another_format(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 1}))
    _assert_said_and_mended(folder)


@pytest.mark.parametrize("pattern", ["**/keys.npy", "**/*.pst", "**/*.toc", "dead-*", "**/*.json"])
def test_a_file_that_is_missing(folder: Path, pattern: str) -> None:
    next(path for path in folder.glob(pattern) if path.name != "manifest.json").unlink()
    _assert_said_and_mended(folder)


@pytest.mark.parametrize("pattern", ["**/keys.npy", "**/*.trm", "**/*.toc", "dead-*"])
def test_a_file_that_was_cut_off(folder: Path, pattern: str) -> None:
    path = next(folder.glob(pattern))
    path.write_bytes(path.read_bytes()[:-3])
    _assert_said_and_mended(folder)


@pytest.mark.parametrize(
    "pattern", ["**/keys.npy", "**/*.trm", "**/*.pst", "**/*.toc", "dead-*", "**/keywords.json"]
)
def test_a_file_that_was_overwritten_with_noise(folder: Path, pattern: str) -> None:
    for path in folder.glob(pattern):
        path.write_bytes(bytes(255 - n % 251 for n in range(path.stat().st_size)))
    _assert_said_and_mended(folder)


def test_an_index_that_others_may_write_to_is_not_opened(folder: Path) -> None:
    folder.chmod(0o777)
    _assert_said_and_mended(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_damage_noticed_by_a_reader_does_not_outlive_the_rebuild(folder: Path) -> None:
    reader = open_index(f"whoosh://{folder}")
    path = folder / "manifest.json"
    path.write_text("damaged")
    with pytest.raises(IndexCorruptError):
        reader.search(a_query())
    open_index(f"whoosh://{folder}").rebuild([a_document(7)])
    assert reader.search(a_query()).total == 1
