"""One Whoosh segment: written once, then read term by term into arrays of rows.

The only module that knows Whoosh. Row numbers are Whoosh's document numbers: a segment is written
in one go, never merged and never deleted from, so the two stay the same. Its searcher and query
language are not used: the former ranks wrongly with a limit, the latter would parse hostile text.
"""

import threading
from array import array
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, cast

import numpy as np
from numpy.typing import NDArray
from whoosh import fields, formats
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import TermNotFound

from search_index.arrays.collected_postings import CollectedPostings
from search_index.arrays.postings import NO_POSTINGS, Frequencies, Postings, Rows
from search_index.document_words import BIOGRAPHY, FACTS, INITIALS, NAME
from search_index.errors import IndexCorruptError

_POSTINGS_PER_BLOCK = 1 << 16  # a block is read at once, so few large ones are read fastest

_CODEC: Any = W3Codec  # Whoosh gives these two no types
_STORAGE: Any = FileStorage


class _CountedWords(fields.FieldType):
    """A field whose words have been folded, counted and put in order already."""

    indexed = True
    stored = False
    scorable = False  # Whoosh's own field lengths are not needed
    unique = False
    spelling = False
    vector = None
    column_type = None
    analyzer = None

    def __init__(self) -> None:
        self.format = formats.Existence()


class TextIndexWriter:
    """Writes the segment of a folder, one row after the other."""

    def __init__(self, folder: Path) -> None:
        schema = fields.Schema(
            **{name: _CountedWords() for name in (NAME, INITIALS, FACTS, BIOGRAPHY)}
        )
        codec = _CODEC(blocklimit=_POSTINGS_PER_BLOCK, compression=0)
        codec.length_stats = False
        index = _STORAGE(str(folder)).create_index(schema)
        self._writer = index.writer(compound=False, codec=codec)
        self._schema = schema
        self._fields = {name: CollectedPostings() for name in sorted(schema.names())}
        # Whoosh sorts postings one by one, as objects; NumPy sorts them as arrays
        self._writer.fieldwriter.add_postings = self._write_postings

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._writer.commit(merge=False)
        else:
            self._writer.cancel()

    def add(self, counted_words: Mapping[str, Mapping[str, int]]) -> None:
        """Add the next row: for each field the words and how often they stand in it."""
        for name, postings in self._fields.items():
            postings.add(counted_words.get(name, {}))
        self._writer.add_document()

    def _write_postings(self, *_unsorted: object) -> None:
        """Write all postings, word by word, when Whoosh closes the segment."""
        fields_writer = self._writer.fieldwriter
        for name, postings in self._fields.items():
            fields_writer.start_field(name, self._schema[name])
            for word, rows, frequencies in postings.sorted().by_word():
                fields_writer.start_term(word.encode())
                _put(fields_writer._postwriter, rows, frequencies)
                fields_writer.finish_term()
            fields_writer.finish_field()


class _BlockWriter(Protocol):
    """What is used of the insides of W3PostingsWriter. Contract tests watch over it."""

    _ids: "array[int]"
    _weights: "array[float]"
    _maxweight: float

    def _write_block(self) -> None: ...


def _put(writer: _BlockWriter, rows: NDArray[np.uint32], frequencies: NDArray[np.uint32]) -> None:
    """Fill blocks as a whole; the last one is left to be written when the word is finished."""
    weights = frequencies.astype(np.float32)
    for first in range(0, len(rows), _POSTINGS_PER_BLOCK):
        if first:
            writer._write_block()
        block = slice(first, first + _POSTINGS_PER_BLOCK)
        writer._ids = array("I", rows[block].tobytes())
        writer._weights = array("f", weights[block].tobytes())
        writer._maxweight = float(weights[block].max())


class TextIndexReader:
    """Reads postings of a segment. May be shared by threads; not over a fork.

    Raises IndexCorruptError when the segment cannot be read. The files are opened at once, so they
    may be unlinked while the reader lives.
    """

    def __init__(self, folder: Path) -> None:
        self._lock = threading.Lock()
        self._folder = folder
        try:
            self._reader = _STORAGE(str(folder), readonly=True).open_index().reader()
        except Exception as error:  # Whoosh unpickles its table of contents: anything may come
            raise IndexCorruptError(
                f"The text index in {folder} cannot be opened ({error}); rebuild the index."
            ) from error

    def read(self, field: str, word: str) -> Postings:
        """Read the postings of a word from the files; empty when no row has it."""
        try:
            with self._lock:
                try:
                    matcher = self._reader.postings(field, word)
                except TermNotFound:
                    return NO_POSTINGS
                blocks = list(_blocks(cast(_BlockMatcher, matcher)))
        except Exception as error:  # damage shows as errors of pickle, struct or zlib
            raise IndexCorruptError(
                f"The text index in {self._folder} is damaged ({error}); rebuild the index."
            ) from error
        rows, frequencies = zip(*blocks, strict=True)
        return Postings(np.concatenate(rows), np.concatenate(frequencies))


class _BlockMatcher(Protocol):
    """What is used of the insides of W3LeafMatcher. Contract tests watch over it."""

    _data: tuple[Sequence[int], Sequence[float] | float | None, object]

    def is_active(self) -> bool: ...
    def _read_data(self) -> None: ...
    def _next_block(self) -> None: ...


def _blocks(matcher: _BlockMatcher) -> Iterator[tuple[Rows, Frequencies]]:
    """Read a matcher block by block, past its slow interface of one posting at a time.

    A block holds the gaps between its rows, and the frequencies or, if all are alike, one of them.
    """
    while matcher.is_active():
        matcher._read_data()
        gaps, weights, _ = matcher._data
        rows = np.cumsum(np.fromiter(gaps, np.int32, len(gaps)), dtype=np.int32)
        frequencies = np.ones(len(rows), np.float32)
        if weights is not None:
            frequencies[:] = weights
        yield rows, frequencies
        matcher._next_block()
