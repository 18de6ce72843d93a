"""The words of one field while a segment is being written: collected by row, given back by word."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search_index.arrays.number_order import ends_of, look_up, places_in_order


@dataclass(frozen=True, slots=True)
class SortedPostings:
    """The rows of all `words`, which ascend, one word behind the other, and the frequencies beside:
    those of word n go from `ends[n]` to `ends[n + 1]`.
    """

    words: Sequence[str]
    ends: NDArray[np.int64]
    rows: NDArray[np.uint32]
    frequencies: NDArray[np.uint32]

    def by_word(self) -> Iterator[tuple[str, NDArray[np.uint32], NDArray[np.uint32]]]:
        """Each word, its rows ascending, and its frequencies in them."""
        for word, (first, end) in zip(self.words, pairwise(self.ends.tolist()), strict=True):
            yield word, self.rows[first:end], self.frequencies[first:end]


class CollectedPostings:
    """Eight bytes for each word of each row, in arrays; they are put in order once, at the end."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words = array("I")
        self._frequencies = array("I")
        self._words_per_row = array("I")

    def add(self, counts: Mapping[str, int]) -> None:
        """Add the words of the next row, and how often each stands in it."""
        number_of, numbers = self._numbers.setdefault, self._numbers
        self._words.extend([number_of(word, len(numbers)) for word in counts])
        self._frequencies.extend(counts.values())
        self._words_per_row.append(len(counts))

    def sorted(self) -> SortedPostings:
        """All postings, put in order. Once: what was collected is let go."""
        collected, self._words = self._words, array("I")
        collected_frequencies, self._frequencies = self._frequencies, array("I")
        words = sorted(self._numbers)
        numbers = np.fromiter((self._numbers[word] for word in words), np.int64, len(words))
        ranks = np.empty(len(words), np.uint32)
        ranks[numbers] = np.arange(len(words), dtype=np.uint32)
        by_row = np.asarray(collected)
        look_up(ranks, by_row)
        ends = ends_of(by_row, len(words))
        by_word = places_in_order(by_row, ends)
        del by_row, collected
        frequencies = by_word.copy()
        look_up(np.asarray(collected_frequencies), frequencies)
        del collected_frequencies
        row_count = len(self._words_per_row)
        rows = np.repeat(np.arange(row_count, dtype=np.uint32), self._words_per_row)
        look_up(rows, by_word)
        return SortedPostings(
            words=words, ends=np.append(0, ends), rows=by_word, frequencies=frequencies
        )
