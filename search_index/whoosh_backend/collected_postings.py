"""The words of one field while a segment is being written: collected by row, given back by word."""

from array import array
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray


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

    def by_word(self) -> Iterator[tuple[str, NDArray[np.uint32], NDArray[np.uint32]]]:
        """Each word in ascending order, its rows ascending, and its frequencies in them."""
        words = np.array(self._words, np.uint32)
        row_count = len(self._words_per_row)
        rows = np.repeat(np.arange(row_count, dtype=np.uint32), self._words_per_row)
        by_word = np.argsort(words, kind="stable")  # so that rows stay in order
        rows, frequencies = rows[by_word], np.array(self._frequencies, np.uint32)[by_word]
        ends = np.cumsum(np.bincount(words, minlength=len(self._numbers)))
        for word in sorted(self._numbers):
            number = self._numbers[word]
            of_word = slice(int(ends[number - 1]) if number else 0, int(ends[number]))
            yield word, rows[of_word], frequencies[of_word]
