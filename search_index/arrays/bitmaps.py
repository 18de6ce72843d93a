"""Sets of rows as packed bits, 64 rows to a word: to intersect and count them quickly.

What is done with few rows costs as much as these rows: then only the words are kept that have any,
and beside them which words of the part they are.
"""

import numpy as np
from numpy.typing import NDArray

Bitmap = NDArray[np.uint64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
Words = NDArray[np.intp]

BITS = 64
_SPARSE = 4
"""Words without rows are left out where at most one word in so many has any."""


def pack(mask: Mask) -> Bitmap:
    """The bitmap of a mask; of a matrix, one bitmap per line."""
    row_count = mask.shape[-1]
    padded = np.zeros((*mask.shape[:-1], row_count + -row_count % BITS), np.bool_)
    padded[..., :row_count] = mask
    return np.packbits(padded, axis=-1, bitorder="little").view(np.uint64)


def from_rows(rows: NDArray[np.integer], row_count: int) -> Bitmap:
    """The bitmap of some rows, given in ascending order, each once."""
    bitmap = np.zeros(-(-row_count // BITS), np.uint64)
    if len(rows):
        words, bits = sparse_from_rows(rows)
        bitmap[words] = bits
    return bitmap


def sparse_from_rows(rows: NDArray[np.integer]) -> tuple[Words, Bitmap]:
    """The words that hold some rows, and their bits; rows ascend, each once."""
    if not len(rows):
        return np.empty(0, np.intp), np.empty(0, np.uint64)
    words = rows >> 6
    bits = np.uint64(1) << (rows & 63).astype(np.uint64)
    firsts = np.empty(len(rows), np.bool_)
    firsts[0] = True
    np.not_equal(words[1:], words[:-1], out=firsts[1:])
    places = firsts.nonzero()[0]
    return words[places], np.bitwise_or.reduceat(bits, places)


def is_sparse(filled_count: int, word_count: int) -> bool:
    """Whether leaving out the words without rows saves more than it costs."""
    return filled_count * _SPARSE <= word_count


def rows_of(bitmap: Bitmap, words: Words | None = None) -> Rows:
    """The rows in a bitmap, ascending; `words` says which words of the part it has, None is all."""
    filled = bitmap.nonzero()[0]
    bits = np.unpackbits(bitmap[filled].view(np.uint8), bitorder="little")
    places = bits.nonzero()[0]
    if words is not None:
        filled = words[filled]
    rows: Rows = (filled[places >> 6] << 6) + (places & 63)
    return rows


def are_set(bitmap: Bitmap, rows: NDArray[np.integer]) -> Mask:
    """Of each of some rows whether it is in a bitmap of all words."""
    bits = bitmap[rows >> 6] >> (rows & 63).astype(np.uint64)
    are: Mask = (bits & np.uint64(1)).astype(np.bool_)
    return are


def count_common(bitmaps: Bitmap, chosen: Bitmap) -> NDArray[np.int64]:
    """How many rows each line of a matrix of bitmaps shares with the chosen one."""
    words = chosen.nonzero()[0]
    common = (
        bitmaps.take(words, axis=1) & chosen[words]
        if is_sparse(len(words), len(chosen))
        else bitmaps & chosen
    )
    return np.asarray(np.bitwise_count(common).sum(axis=-1, dtype=np.int64))
