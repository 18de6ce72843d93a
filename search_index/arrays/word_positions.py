"""Where each word of a part stands, so that phrases are found.

The words of all rows are counted through: of each row those of names and facts, then those of the
biography, with a gap behind every passage, so that no phrase goes beyond it.
"""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_index.arrays.number_order import ends_of, look_up, places_in_order
from search_index.arrays.postings import NO_ROWS, PhraseRows
from search_index.document_words import DocumentWords, Passage

_GAP = 0
_SPARSE = 100
"""Positions are looked up one by one while the others are so many times their number."""

Positions = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class SortedPositions:
    """The positions of all `words`, which ascend, one word behind the other: those of word n go
    from `ends[n]` to `ends[n + 1]`. `starts` has of each row where its facts begin, and its
    biography; the next row would start at `next_start`.
    """

    words: Sequence[str]
    ends: NDArray[np.int64]
    positions: Positions
    starts: Positions
    next_start: int


class CollectedPositions:
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

    def sorted(self) -> SortedPositions:
        """All positions, put in order. Once: what was collected is let go."""
        collected, self._words = self._words, array("I")
        words = sorted(self._numbers)
        ranks = np.zeros(len(words) + 1, np.uint32)  # gaps come first
        ranks[[self._numbers[word] for word in words]] = np.arange(1, len(words) + 1)
        by_row = np.asarray(collected)
        look_up(ranks, by_row)
        ends = ends_of(by_row, len(ranks))
        return SortedPositions(
            words=words,
            ends=ends - ends[0],
            positions=places_in_order(by_row, ends)[ends[0] :],
            starts=np.array(self._starts, np.uint32),
            next_start=len(by_row),
        )


def find_phrase(
    words: Sequence[str], positions_of: Callable[[str], Positions], starts: Positions
) -> PhraseRows:
    """The rows in which these words stand behind one another."""
    places = sorted(
        ((positions_of(word), offset) for offset, word in enumerate(words)),
        key=lambda one: len(one[0]),
    )
    rarest, first_offset = places[0]
    begins = rarest - np.uint32(first_offset)  # wraps where the segment begins, and finds none
    for positions, offset in places[1:]:
        if not len(begins):
            return NO_ROWS
        begins = _common(begins + np.uint32(offset), positions) - np.uint32(offset)
    return _rows_at(begins, starts)


def _rows_at(places: Positions, starts: Positions) -> PhraseRows:
    stretches = np.searchsorted(starts, places, "right") - 1
    rows = (stretches >> 1).astype(np.int32)
    firsts = np.flatnonzero(np.diff(rows, prepend=np.int32(-1)))  # facts come first in a row
    return PhraseRows(rows[firsts], stretches[firsts] & 1 == 0)


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
