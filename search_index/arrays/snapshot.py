"""The index as one search sees it: its parts with their live rows, for ever."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from search_index.arrays import bitmaps
from search_index.arrays.bitmaps import Bitmap, Mask, Rows
from search_index.arrays.columns import Columns
from search_index.word_list import WordList


@dataclass(frozen=True)
class LivePart:
    """The columns of a part and which of its rows still hold; it `is_whole` when all do."""

    name: str
    columns: Columns
    live: Mask
    live_bits: Bitmap = field(repr=False)
    is_whole: bool

    @classmethod
    def of(cls, name: str, columns: Columns, dead_rows: NDArray[np.int64]) -> Self:
        """A part without its dead rows. Raises IndexError where it has none of such a number."""
        live = np.ones(columns.row_count, np.bool_)
        live[dead_rows] = False
        return cls(name, columns, live, bitmaps.pack(live), bool(live.all()))

    @property
    def row_count(self) -> int:
        return len(self.live)

    @cached_property
    def all_rows(self) -> Rows:
        return np.arange(self.row_count)

    @cached_property
    def facet_counts(self) -> Mapping[str, Mapping[str, int]]:
        """How many of the rows that hold have each value of each facet."""
        return self.columns.count_by_facet(self.live_bits, None)

    def count_live(self, rows: NDArray[np.integer]) -> int:
        """How many of these rows still hold."""
        return len(rows) if self.is_whole else int(np.count_nonzero(self.live[rows]))


@dataclass(frozen=True)
class Snapshot:
    """The parts of the index at one commit."""

    parts: tuple[LivePart, ...]

    @cached_property
    def document_count(self) -> int:
        return sum(int(np.count_nonzero(part.live)) for part in self.parts)

    @cached_property
    def row_count(self) -> int:
        return sum(part.row_count for part in self.parts)

    @cached_property
    def mean_biography_length(self) -> float:
        """In words, over all documents; 1 when no biography has any."""
        words = sum(int(part.columns.biography_lengths[part.live].sum()) for part in self.parts)
        return words / self.document_count if words else 1.0

    @cached_property
    def word_list(self) -> WordList:
        """The words of names and facts, dead rows included."""
        counts: dict[str, int] = {}
        for part in self.parts:
            for word, count in part.columns.word_counts.items():
                counts[word] = counts.get(word, 0) + count
        return WordList(counts)

    def versions(self) -> dict[int, int]:
        """The version of each document by its key."""
        versions: dict[int, int] = {}
        for part in self.parts:
            keys = part.columns.keys[part.live].tolist()
            versions.update(zip(keys, part.columns.versions[part.live].tolist(), strict=True))
        return versions
