"""Where one word stands in one part: ascending rows for names, facts, biographies and all together.

What is done with rows costs as much as there are of them, or one pass over a mask of the part where
that is less.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search_index import folding
from search_index.arrays.bitmaps import Mask
from search_index.arrays.postings import PhraseRows, Postings, Rows
from search_index.arrays.postings_cache import PostingsCache
from search_index.arrays.snapshot import LivePart
from search_index.document_words import BIOGRAPHY, FACTS, INITIALS, NAME

_SPARSE = 16
"""Rows are looked up one by one while they are at most one in so many of the part's."""


@dataclass(frozen=True, slots=True)
class WordPostings:
    """Where a word stands in the names, facts and biographies of a part.

    `are_facts` says of each row in `anywhere` whether the word is in its name or facts.
    """

    name: Rows
    facts: Rows
    biography: Postings
    anywhere: Rows
    are_facts: Mask

    @property
    def size_bytes(self) -> int:
        rows = (self.name, self.facts, self.anywhere, self.are_facts)
        return sum(one.nbytes for one in rows) + self.biography.size_bytes


class Words(Protocol):
    """Where the words of searches are read; what was read may be remembered."""

    def find_words(self, part: LivePart, words: Sequence[str]) -> list[WordPostings]:
        """Of each word, folded, its postings in a part; facts and biographies are compared by
        stems.
        """
        ...

    def find_phrase(self, part: LivePart, words: Sequence[str]) -> PhraseRows:
        """The rows of a part in which these words stand behind one another."""
        ...


WordCache = PostingsCache[WordPostings]


def read_word(word: str, read: Callable[[str, str], Postings], row_count: int) -> WordPostings:
    """The postings of a word in a part; `read` knows those of a field and a word in it."""
    stem = folding.stem(word)
    names = [read(NAME, word).rows]
    if len(word) == 1:
        names.append(read(INITIALS, word).rows)
    name = union(names, row_count)
    facts, biography = read(FACTS, stem).rows, read(BIOGRAPHY, stem)
    name_or_facts = union([name, facts], row_count)
    anywhere = union([name_or_facts, biography.rows], row_count)
    are_facts = are_in(anywhere, name_or_facts, row_count)
    return WordPostings(name, facts, biography, anywhere, are_facts)


def union(several: Sequence[Rows], row_count: int) -> Rows:
    """The rows that are in any of several, ascending and each once."""
    filled = [rows for rows in several if len(rows)]
    if len(filled) <= 1:
        return filled[0] if filled else np.empty(0, np.int32)
    if sum(map(len, filled)) * _SPARSE < row_count:
        return np.unique(np.concatenate(filled))
    return np.flatnonzero(_mask(filled, row_count)).astype(np.int32)


def are_in(rows: Rows, others: Rows, row_count: int) -> Mask:
    """Of each of some rows whether it is among others, which ascend."""
    if rows is others:
        return np.ones(len(rows), np.bool_)
    if not len(others):
        return np.zeros(len(rows), np.bool_)
    if _is_sparse(rows, others, row_count):
        found: Mask = others[_places(rows, others)] == rows
        return found
    return _mask([others], row_count)[rows]


def frequencies_at(rows: Rows, postings: Postings, row_count: int) -> NDArray[np.float32]:
    """How often the word of the postings stands in each of some rows."""
    if not len(postings.rows):
        return np.zeros(len(rows), np.float32)
    if _is_sparse(rows, postings.rows, row_count):
        places = _places(rows, postings.rows)
        found = postings.frequencies[places]
        found[postings.rows[places] != rows] = 0
        return found
    frequencies = np.zeros(row_count, np.float32)
    frequencies[postings.rows] = postings.frequencies
    return frequencies[rows]


def _is_sparse(rows: Rows, others: Rows, row_count: int) -> bool:
    """Whether looking up each row costs less than passes over the part and the others."""
    return len(rows) * _SPARSE < row_count + len(others)


def _places(rows: Rows, others: Rows) -> NDArray[np.intp]:
    return np.minimum(np.searchsorted(others, rows), len(others) - 1)


def _mask(several: Sequence[Rows], row_count: int) -> Mask:
    mask = np.zeros(row_count, np.bool_)
    for rows in several:
        mask[rows] = True
    return mask
