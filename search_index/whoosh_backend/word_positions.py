"""Where each word of a segment stands: beside Whoosh's own files, as arrays that are mapped and
read only where a phrase is asked for.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_index.arrays.postings import PhraseRows
from search_index.arrays.word_positions import Positions, SortedPositions, find_phrase
from search_index.text_hashes import text_hash

_ARRAYS = ("hashes", "bounds", "starts", "positions")


def save_positions(positions: SortedPositions, folder: Path) -> None:
    """Write the arrays into the folder of the segment."""
    hashes = np.fromiter(map(text_hash, positions.words), np.uint64, len(positions.words))
    by_hash = np.argsort(hashes)
    arrays: dict[str, NDArray[Any]] = {
        "hashes": hashes[by_hash],
        "bounds": np.stack([positions.ends[:-1][by_hash], positions.ends[1:][by_hash]]),
        "positions": positions.positions,
        "starts": positions.starts,
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
        return find_phrase(words, self._positions_of, self._starts)

    def _positions_of(self, word: str) -> Positions:
        wanted = np.uint64(text_hash(word))
        line = int(self._hashes.searchsorted(wanted))
        if line == len(self._hashes) or self._hashes[line] != wanted:
            return self._positions[:0]
        return self._positions[int(self._bounds[0, line]) : int(self._bounds[1, line])]


def _file_of(folder: Path, name: str) -> Path:
    return folder / f"phrases-{name}.npy"
