"""The rows a word stands in, and those a phrase stands in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_index.arrays.bitmaps import Mask

Rows = NDArray[np.int32]
Frequencies = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Postings:
    """The rows a word stands in, ascending, and how often it stands in each."""

    rows: Rows
    frequencies: Frequencies

    @property
    def size_bytes(self) -> int:
        return self.rows.nbytes + self.frequencies.nbytes


NO_POSTINGS = Postings(np.empty(0, np.int32), np.empty(0, np.float32))


@dataclass(frozen=True, slots=True)
class PhraseRows:
    """The rows a phrase stands in, ascending, and of each whether that is in its name or facts."""

    rows: Rows
    are_facts: Mask


NO_ROWS = PhraseRows(np.empty(0, np.int32), np.empty(0, np.bool_))
