"""Practitioners by the beginning of their names, while a name is being typed."""

import numpy as np
from numpy.typing import NDArray

from search_index import folding
from search_index.arrays.matching import rows_named
from search_index.arrays.snapshot import LivePart, Snapshot
from search_index.arrays.word_postings import Words, are_in, union
from search_index.documents import OVERALL
from search_index.text_hashes import text_hash
from search_index.word_list import MOST_ENDINGS


def list_names(snapshot: Snapshot, text: str, limit: int, source: Words) -> list[int]:
    """Keys of those whose names have every word of the text, the last as a beginning, by skill."""
    words = [word for word in folding.words(text) if word not in folding.TITLES]
    if not words:
        return []
    endings = snapshot.word_list.list_beginning_with(words[-1])[:MOST_ENDINGS]
    found: list[tuple[float, int]] = []
    for part in snapshot.parts:
        rows = _rows(part, words[:-1], endings, source)
        points = part.columns.skill_of(OVERALL)[0][rows]
        keys = part.columns.keys[rows]
        best = np.lexsort((keys, -points))[:limit]
        found += zip((-points[best]).tolist(), keys[best].tolist(), strict=True)
    return [key for _, key in sorted(found)[:limit]]


def has_name(snapshot: Snapshot, text: str) -> bool:
    """Whether the text is exactly somebody's name of several words."""
    name = folding.query_name(text)
    name_hash = text_hash(name)
    return " " in name and any(
        bool(part.live[rows_named(part, name_hash)].any()) for part in snapshot.parts
    )


def _rows(part: LivePart, whole: list[str], endings: list[str], source: Words) -> NDArray[np.int32]:
    found = [word.name for word in source.find_words(part, [*endings, *whole])]
    rows = union(found[: len(endings)], part.row_count)
    for of_word in found[len(endings) :]:
        rows = rows[are_in(rows, of_word, part.row_count)]
    return rows[part.live[rows]]
