"""Where each word of a segment stands, so that phrases are found: beside Whoosh's own files, as
arrays that are mapped and read only where a phrase is asked for.

The words of all rows are counted through: of each row those of names and facts, then those of the
biography, with a gap behind every passage, so that no phrase goes beyond it.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_index.document_words import DocumentWords, Passage
from search_index.text_hashes import text_hash
from search_index.whoosh_backend.bitmaps import Mask
from search_index.whoosh_backend.text_index import Rows

_GAP = 0
_SPARSE = 100
"""Positions are looked up one by one while the others are so many times their number."""

_WORD_BITS = np.uint64(32)

Positions = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class PhraseRows:
    """The rows a phrase stands in, ascending, and of each whether that is in its name or facts."""

    rows: Rows
    are_facts: Mask


NO_ROWS = PhraseRows(np.empty(0, np.int32), np.empty(0, np.bool_))


class WordPositionsWriter:
    """Collects the words of rows as numbers, four bytes each; they are put in order once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words = array("I")
        self._starts = array("I")  # of each row where its facts begin, and where its biography

    def add(self, words: DocumentWords) -> None:
        """Add the words of the next row."""
        self._starts.append(len(self._words))
        for passage in words.fact_passages():
            self._add(passage)
        self._starts.append(len(self._words))
        self._add(words.biography_passage())

    def _add(self, passage: Passage) -> None:
        number_of, numbers = self._numbers.setdefault, self._numbers
        self._words.extend([number_of(word, len(numbers) + 1) for word in passage])
        self._words.append(_GAP)

    def save(self, folder: Path) -> None:
        """Write the arrays into the folder of the segment."""
        words = np.array(self._words, np.uint32)
        by_word = words.astype(np.uint64) << _WORD_BITS
        by_word |= np.arange(len(words), dtype=np.uint64)
        by_word.sort()
        ends = np.cumsum(np.bincount(words, minlength=len(self._numbers) + 1))
        hashes = np.fromiter(map(text_hash, self._numbers), np.uint64, len(self._numbers))
        by_hash = np.argsort(hashes)
        arrays: dict[str, NDArray[Any]] = {
            "hashes": hashes[by_hash],
            "bounds": np.stack([ends[:-1][by_hash], ends[1:][by_hash]]),
            "positions": by_word.astype(np.uint32),  # the lower half
            "starts": np.array(self._starts, np.uint32),
        }
        for name in _ARRAYS:
            np.save(_file_of(folder, name), arrays[name], allow_pickle=False)


class WordPositions:
    """Finds phrases in a segment. Raises OSError or ValueError when its files cannot be read."""

    def __init__(self, folder: Path) -> None:
        arrays: list[NDArray[Any]] = [
            np.load(_file_of(folder, name), mmap_mode="r", allow_pickle=False).view(np.ndarray)
            for name in _ARRAYS
        ]
        self._hashes, self._bounds, self._starts, all_positions = arrays
        self._positions: Positions = all_positions

    def find(self, words: Sequence[str]) -> PhraseRows:
        """The rows in which these words stand behind one another."""
        places = sorted(
            ((self._positions_of(word), offset) for offset, word in enumerate(words)),
            key=lambda one: len(one[0]),
        )
        rarest, first_offset = places[0]
        begins = rarest - np.uint32(first_offset)  # wraps where the segment begins, and finds none
        for positions, offset in places[1:]:
            if not len(begins):
                return NO_ROWS
            begins = _common(begins + np.uint32(offset), positions) - np.uint32(offset)
        return self._rows_at(begins)

    def _positions_of(self, word: str) -> Positions:
        wanted = np.uint64(text_hash(word))
        line = int(self._hashes.searchsorted(wanted))
        if line == len(self._hashes) or self._hashes[line] != wanted:
            return self._positions[:0]
        return self._positions[int(self._bounds[0, line]) : int(self._bounds[1, line])]

    def _rows_at(self, places: Positions) -> PhraseRows:
        stretches = np.searchsorted(self._starts, places, "right") - 1
        rows = (stretches >> 1).astype(np.int32)
        firsts = np.flatnonzero(np.diff(rows, prepend=np.int32(-1)))  # facts come first in a row
        return PhraseRows(rows[firsts], stretches[firsts] & 1 == 0)


_ARRAYS = ("hashes", "bounds", "starts", "positions")


def _file_of(folder: Path, name: str) -> Path:
    return folder / f"phrases-{name}.npy"


def _common(few: Positions, many: Positions) -> Positions:
    """The positions that are among both; either ascend, each once."""
    if len(few) * _SPARSE < len(many):
        places = np.minimum(np.searchsorted(many, few), len(many) - 1)
        found: Positions = few[many[places] == few]
        return found
    merged = np.concatenate([few, many])
    merged.sort(kind="stable")  # which finds the two ascending runs and merges them
    twice: Positions = merged[:-1][merged[1:] == merged[:-1]]
    return twice
