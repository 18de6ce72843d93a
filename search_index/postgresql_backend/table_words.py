"""The words of searches, read from the tables of a generation and remembered."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from psycopg import Connection

from search_index import folding
from search_index.arrays.postings import PhraseRows, Postings
from search_index.arrays.postings_cache import PostingsCache
from search_index.arrays.snapshot import LivePart
from search_index.arrays.word_positions import Positions, find_phrase
from search_index.arrays.word_postings import WordCache, WordPostings, read_word
from search_index.document_words import BIOGRAPHY
from search_index.errors import IndexCorruptError
from search_index.postgresql_backend.connections import Row
from search_index.postgresql_backend.snapshot import TableSnapshot
from search_index.postgresql_backend.word_arrays import KINDS, Kind, Numbers, key_of, read_arrays

_PLACES_BYTES = 64 * 2**20

_NO_NUMBERS: Numbers = np.empty(0, np.uint32)

_POSTINGS = [*KINDS.values(), Kind.BIOGRAPHY_COUNTS]


@dataclass(frozen=True, slots=True)
class WordPlaces:
    """The places of a word in a part, ascending, or where the rows begin among them."""

    places: Positions

    @property
    def size_bytes(self) -> int:
        return self.places.nbytes


class Memory:
    """What a process remembers of the words that it read."""

    def __init__(self) -> None:
        self.postings = WordCache()
        self.places: PostingsCache[WordPlaces] = PostingsCache(_PLACES_BYTES)

    def forget_parts_but(self, kept: Collection[str]) -> None:
        """Let go of what was read of parts that the index no longer has."""
        self.postings.forget_parts_but(kept)
        self.places.forget_parts_but(kept)


@dataclass(frozen=True, slots=True)
class TableWords:
    """Words of the parts of a snapshot, read in the transaction that sees its state."""

    connection: Connection[Row]
    snapshot: TableSnapshot
    memory: Memory

    def find_words(self, part: LivePart, words: Sequence[str]) -> list[WordPostings]:
        return self.memory.postings.get_all(
            part.name, words, lambda unknown: self._read_words(part, unknown)
        )

    def find_phrase(self, part: LivePart, words: Sequence[str]) -> PhraseRows:
        starts, *places = self.memory.places.get_all(
            part.name,
            [key_of(Kind.STARTS, ""), *(key_of(Kind.PLACES, word) for word in words)],
            lambda keys: self._read_places(part, keys),
        )
        by_word = {word: found.places for word, found in zip(words, places, strict=True)}
        return find_phrase(words, by_word.__getitem__, starts.places)

    def _read_words(self, part: LivePart, words: Sequence[str]) -> list[WordPostings]:
        terms = {*words, *map(folding.stem, words)}
        read = self._read(part, [key_of(kind, term) for kind in _POSTINGS for term in terms])

        def postings_of(field: str, word: str) -> Postings:
            rows = read.get(key_of(KINDS[field], word), {})
            counts = read.get(key_of(Kind.BIOGRAPHY_COUNTS, word), {}) if field == BIOGRAPHY else {}
            frequencies = [
                counts[batch] if batch in counts else np.ones(len(rows_of_batch), np.uint32)
                for batch, rows_of_batch in rows.items()
            ]
            return Postings(
                _joined(rows.values()).view(np.int32), _joined(frequencies).astype(np.float32)
            )

        return [read_word(word, postings_of, part.row_count) for word in words]

    def _read_places(self, part: LivePart, keys: Sequence[str]) -> list[WordPlaces]:
        read = self._read(part, keys)
        return [WordPlaces(_joined(read.get(key, {}).values())) for key in keys]

    def _read(self, part: LivePart, keys: Iterable[str]) -> Mapping[str, Mapping[int, Numbers]]:
        state, entry = self.snapshot.state, self.snapshot.entries[part.name]
        try:
            return read_arrays(self.connection, state.words, entry.part, entry.batches, keys)
        except (ValueError, IndexError) as error:
            raise IndexCorruptError(
                f"The words of the index in PostgreSQL are damaged ({error}); rebuild the index."
            ) from error


def _joined(batches: Collection[Numbers]) -> Numbers:
    """Numbers of one batch behind those of another."""
    return next(iter(batches)) if len(batches) == 1 else np.concatenate([_NO_NUMBERS, *batches])
