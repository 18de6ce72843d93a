"""What we rely on of Whoosh's insides. To be run against every Whoosh we might change to."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from search_index.arrays.postings_cache import PostingsCache
from search_index.whoosh_backend import text_index
from search_index.whoosh_backend.text_index import (
    BIOGRAPHY,
    FACTS,
    INITIALS,
    NAME,
    Postings,
    TextIndexReader,
    TextIndexWriter,
)

ROW_COUNT = 1_000


def _frequency(row: int, word_number: int) -> int:
    """How often a word stands in a row: rarely for high numbers, often more than once."""
    return 0 if row % (word_number + 1) else 1 + row % 3


@pytest.fixture(params=[7, 1 << 16], ids=["many blocks", "one block"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(text_index, "_POSTINGS_PER_BLOCK", request.param)
    with TextIndexWriter(tmp_path) as writer:
        for row in range(ROW_COUNT):
            words = {f"w{n}": count for n in range(50) if (count := _frequency(row, n))}
            writer.add({NAME: {"same": 1}, INITIALS: {}, FACTS: words, BIOGRAPHY: words})
    return tmp_path


def _expected(word_number: int) -> Iterator[tuple[int, int]]:
    return ((row, n) for row in range(ROW_COUNT) if (n := _frequency(row, word_number)))


def test_every_posting_is_read_with_its_row_and_frequency(folder: Path) -> None:
    reader = TextIndexReader(folder)
    for number in range(50):
        for field in (FACTS, BIOGRAPHY):
            found = reader.read(field, f"w{number}")
            pairs = zip(found.rows.tolist(), found.frequencies.tolist(), strict=True)
            assert list(pairs) == list(_expected(number))


def test_blocks_hold_what_whoosh_gives_one_by_one(folder: Path) -> None:
    reader = TextIndexReader(folder)
    for word in ("w0", "w1", "w49"):
        matcher = reader._reader.postings(BIOGRAPHY, word)
        assert reader.read(BIOGRAPHY, word).rows.tolist() == list(matcher.all_ids())
    assert reader.read(NAME, "same").rows.tolist() == list(range(ROW_COUNT))


def test_a_word_that_is_nowhere_has_no_postings(folder: Path) -> None:
    reader = TextIndexReader(folder)
    for field, word in ((FACTS, "w50"), (NAME, "w0"), (INITIALS, "s"), (FACTS, "")):
        assert len(reader.read(field, word).rows) == 0


def test_files_are_open_from_the_start_so_that_they_may_be_removed(folder: Path) -> None:
    reader = TextIndexReader(folder)
    shutil.rmtree(folder)
    assert len(reader.read(FACTS, "w0").rows) == ROW_COUNT


def test_a_segment_is_a_few_plain_files(folder: Path) -> None:
    kinds = {path.suffix for path in folder.iterdir()}
    assert {".trm", ".pst", ".toc"} <= kinds
    assert ".seg" not in kinds  # a compound file would be copied into the memory of each process


def test_a_writer_that_fails_leaves_no_segment_behind(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), TextIndexWriter(tmp_path) as writer:
        writer.add({NAME: {"a": 1}})
        raise RuntimeError
    assert len(TextIndexReader(tmp_path).read(NAME, "a").rows) == 0


def test_the_cache_reads_once_and_keeps_within_its_budget() -> None:
    read: list[str] = []

    def postings(word: str) -> Postings:
        read.append(word)
        return Postings(
            np.zeros(100, np.int32),
            np.zeros(100, np.float32),
        )

    cache: PostingsCache[Postings] = PostingsCache(budget_bytes=4_000)  # room for three
    for word in ("a", "a", "b", "c", "a", "d", "a", "b"):
        cache.get_all("part", [word], lambda words: list(map(postings, words)))
    assert read == ["a", "b", "c", "d", "b"]  # b was used longest ago when d came


def test_what_was_read_of_a_part_is_forgotten_with_it() -> None:
    read: list[str] = []

    def postings(part: str) -> Postings:
        read.append(part)
        return Postings(np.zeros(100, np.int32), np.zeros(100, np.float32))

    cache: PostingsCache[Postings] = PostingsCache(budget_bytes=4_000)  # room for three
    for part in ("old", "kept", "older"):
        cache.get_all(part, ["word"], lambda _, part=part: [postings(part)])
    cache.forget_parts_but({"kept", "new"})
    for part in ("kept", "new", "newer", "kept", "new", "newer", "kept", "old"):
        cache.get_all(part, ["word"], lambda _, part=part: [postings(part)])
    assert read == ["old", "kept", "older", "new", "newer", "old"]
