"""Columns as values of rows: each array by its name, as the bytes that NumPy writes to a file."""

import io
import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_index.arrays import bitmaps
from search_index.arrays.columns import ARRAYS, KEYWORDS, SKILL, Columns
from search_index.arrays.own_skill import OwnSkill
from search_index.documents import OVERALL
from search_index.facets import SKILL_KNOWN

_OWN_SKILL, _OWN_SKILL_ROWS, _OWN_SKILL_ENDS = "own_skill", "own_skill_rows", "own_skill_ends"
_KEYWORDS_NAME = "keywords"


def values_of_columns(columns: Columns) -> Iterator[tuple[str, bytes]]:
    """The values of columns by name."""
    for name in ARRAYS:
        yield name, array_bytes(getattr(columns, name))
    own = {concern: _own_skill(columns, concern) for concern in columns.skill if concern != OVERALL}
    rows = [rows for rows, _ in own.values()]
    yield SKILL, array_bytes(columns.skill[OVERALL])
    yield (
        _OWN_SKILL,
        array_bytes(
            np.concatenate([np.empty((3, 0), np.float32), *(n for _, n in own.values())], axis=1)
        ),
    )
    yield _OWN_SKILL_ROWS, array_bytes(np.concatenate([np.empty(0, np.int32), *rows]))
    yield _OWN_SKILL_ENDS, array_bytes(np.cumsum([0, *map(len, rows)]))
    keywords = {name: getattr(columns, name) for name in KEYWORDS}
    yield _KEYWORDS_NAME, json.dumps({**keywords, "concerns": list(own)}).encode()


def columns_of_values(values: Mapping[str, bytes]) -> Columns:
    """The columns that have these values. Raises KeyError or ValueError when some are no good."""
    keywords = json.loads(values[_KEYWORDS_NAME])
    own, rows = array_of_bytes(values[_OWN_SKILL]), array_of_bytes(values[_OWN_SKILL_ROWS])
    bounds = pairwise(array_of_bytes(values[_OWN_SKILL_ENDS]).tolist())
    arrays: dict[str, Any] = {name: array_of_bytes(values[name]) for name in ARRAYS}
    return Columns(
        **arrays,
        skill=OwnSkill(
            array_of_bytes(values[SKILL]),
            {
                concern: (rows[first:end], own[:, first:end])
                for concern, (first, end) in zip(keywords["concerns"], bounds, strict=True)
            },
        ),
        facet_values=tuple((facet, value) for facet, value in keywords["facet_values"]),
        word_counts=keywords["word_counts"],
    )


def array_bytes(array: NDArray[Any]) -> bytes:
    """An array with its shape and type."""
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


def array_of_bytes(value: bytes) -> NDArray[Any]:
    """The array of some bytes. Raises ValueError."""
    array: NDArray[Any] = np.load(io.BytesIO(value), allow_pickle=False)
    return array


def _own_skill(columns: Columns, concern: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Which rows have skill of their own for a concern, and their numbers."""
    known = columns.facet_bits[columns.facet_lines[SKILL_KNOWN, concern]]
    rows = bitmaps.rows_of(known).astype(np.int32)
    return rows, columns.skill[concern][:, rows]
