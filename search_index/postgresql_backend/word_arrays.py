"""Arrays of numbers by the words they belong to, many words to a row of the table: to write each
word into a row of its own would be most of the time of a change.

A row has a block of keys that ascend, and begins with `first`. What is written is never changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from psycopg import Connection, sql

from search_index.document_words import BIOGRAPHY, FACTS, INITIALS, NAME
from search_index.postgresql_backend.connections import Row

Numbers = NDArray[np.uint32]

_MOST_KEYS = 64
_MOST_NUMBERS = 2_000

TYPES = {
    **{"part": "int8", "batch": "int4", "first": "text"},
    **{"keys": "text", "ends": "bytea", "numbers": "bytea"},
}
"""The columns of the table, in the order of the rows made here."""


class Kind(StrEnum):
    """What the numbers are of; the letter stands before the word."""

    BIOGRAPHY = "b"
    BIOGRAPHY_COUNTS = "c"
    FACTS = "f"
    INITIALS = "i"
    NAME = "n"
    PLACES = "p"
    STARTS = "s"
    """Of no word: where each row begins among the places."""


KINDS = {BIOGRAPHY: Kind.BIOGRAPHY, FACTS: Kind.FACTS, INITIALS: Kind.INITIALS, NAME: Kind.NAME}
"""Of each field what the rows of its words are."""


def key_of(kind: Kind, word: str) -> str:
    """What the numbers of a word are found by."""
    return f"{kind}{word}"


class WordNumbers(NamedTuple):
    """The numbers of words, which ascend: those of word n go from `ends[n]` to `ends[n + 1]`."""

    words: Sequence[str]
    ends: NDArray[np.int64]
    numbers: Numbers


def block_rows(
    part: int, batch: int, kind: Kind, of_words: WordNumbers
) -> Iterator[Sequence[object]]:
    """The rows that hold the numbers of words."""
    words, ends, numbers = of_words
    first = 0
    while first < len(words):
        most = int(ends.searchsorted(ends[first] + _MOST_NUMBERS, "right")) - 1
        last = min(max(most, first + 1), first + _MOST_KEYS, len(words))
        keys = [key_of(kind, word) for word in words[first:last]]
        of_block = (ends[first + 1 : last + 1] - ends[first]).astype(np.uint32)
        value = numbers[ends[first] : ends[last]].tobytes()
        yield part, batch, keys[0], " ".join(keys), of_block.tobytes(), value
        first = last


_READ = """
    SELECT batch, key, keys, ends, numbers
    FROM generate_series(0, %s - 1) AS batch, unnest(%s::text[]) AS key,
    LATERAL (
        SELECT keys, ends, numbers FROM {words} AS word
        WHERE part = %s AND word.batch = batch.batch AND first <= key COLLATE "C"
        ORDER BY first DESC LIMIT 1
    ) AS block
    ORDER BY batch
"""


def read_arrays(
    connection: Connection[Row],
    table: sql.Identifier,
    part: int,
    batches: int,
    keys: Iterable[str],
) -> Mapping[str, Mapping[int, Numbers]]:
    """The numbers of keys in a part, by batch; keys and batches without any are left out."""
    found: dict[str, dict[int, Numbers]] = defaultdict(dict)
    with connection.cursor(binary=True) as cursor:
        rows = cursor.execute(sql.SQL(_READ).format(words=table), [batches, list(keys), part])
        for batch, key, keys_of_block, ends, numbers in rows:
            block = keys_of_block.split(" ")
            if key in block:
                bounds = [0, *np.frombuffer(ends, np.uint32).tolist()]
                place = block.index(key)
                of_block = np.frombuffer(numbers, np.uint32)
                found[key][batch] = of_block[bounds[place] : bounds[place + 1]]
    return found
