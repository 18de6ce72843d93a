"""The text of a part: one Whoosh segment or, where several processes wrote it, a few behind one
another. Rows count through all of them.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from search_index.arrays.postings import PhraseRows, Postings
from search_index.errors import IndexCorruptError
from search_index.whoosh_backend.text_index import TextIndexReader
from search_index.whoosh_backend.word_positions import WordPositions

_ROW_COUNTS_FILE = "segments.json"


def segment_folder(part: Path, number: int) -> Path:
    """Where the text segment of that number lies."""
    return part / f"text-{number}"


def write_row_counts(part: Path, row_counts: dict[int, int]) -> None:
    """Write down the segments of a part by number, in the order of their rows."""
    (part / _ROW_COUNTS_FILE).write_text(json.dumps(list(row_counts.items())), encoding="utf-8")


class TextSegments:
    """Reads postings and phrases over all segments of a part. Raises IndexCorruptError."""

    def __init__(self, part: Path) -> None:
        try:
            row_counts = json.loads((part / _ROW_COUNTS_FILE).read_text(encoding="utf-8"))
            self._readers: list[tuple[int, TextIndexReader]] = []
            self._positions: list[tuple[int, WordPositions]] = []
            first_row = 0
            for number, row_count in row_counts:
                folder = segment_folder(part, number)
                self._readers.append((first_row, TextIndexReader(folder)))
                self._positions.append((first_row, WordPositions(folder)))
                first_row += row_count
        except (OSError, ValueError, TypeError) as error:
            raise IndexCorruptError(
                f"The text segments in {part} cannot be read ({error}); rebuild the index."
            ) from error

    def read(self, field: str, word: str) -> Postings:
        """Read the postings of a word from the files; empty when no row has it."""
        found = [
            (first_row, postings)
            for first_row, reader in self._readers
            if len((postings := reader.read(field, word)).rows)
        ]
        if len(found) == 1 and found[0][0] == 0:
            return found[0][1]
        return Postings(
            np.concatenate(
                [np.empty(0, np.int32), *(some.rows + np.int32(first) for first, some in found)]
            ),
            np.concatenate([np.empty(0, np.float32), *(some.frequencies for _, some in found)]),
        )

    def find_phrase(self, words: Sequence[str]) -> PhraseRows:
        """The rows in which these words stand behind one another."""
        found = [(first, positions.find(words)) for first, positions in self._positions]
        return PhraseRows(
            np.concatenate([some.rows + np.int32(first) for first, some in found]),
            np.concatenate([some.are_facts for _, some in found]),
        )
