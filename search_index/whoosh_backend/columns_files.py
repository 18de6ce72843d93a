"""Columns as files of a folder, mapped into memory when they are read.

What is written here is never changed afterwards.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_index.arrays.columns import ARRAYS, KEYWORDS, SKILL, Columns

_KEYWORDS_FILE = "keywords.json"


def save_columns(columns: Columns, folder: Path) -> None:
    """Write columns into a folder."""
    for name in ARRAYS:
        np.save(_file_of(folder, name), getattr(columns, name), allow_pickle=False)
    np.save(_file_of(folder, SKILL), np.stack(list(columns.skill.values())), allow_pickle=False)
    keywords = {name: getattr(columns, name) for name in KEYWORDS}
    keywords["skill_concerns"] = list(columns.skill)
    (folder / _KEYWORDS_FILE).write_text(json.dumps(keywords), encoding="utf-8")


def load_columns(folder: Path) -> Columns:
    """Map the columns of a folder. Raises OSError or ValueError when they cannot be read."""
    keywords = json.loads((folder / _KEYWORDS_FILE).read_text(encoding="utf-8"))
    arrays: dict[str, Any] = {name: _mapped(folder, name) for name in ARRAYS}
    return Columns(
        **arrays,
        skill=dict(zip(keywords["skill_concerns"], _mapped(folder, SKILL), strict=True)),
        facet_values=tuple((facet, value) for facet, value in keywords["facet_values"]),
        word_counts=keywords["word_counts"],
    )


def _mapped(folder: Path, name: str) -> NDArray[Any]:
    array: NDArray[Any] = np.load(_file_of(folder, name), mmap_mode="r", allow_pickle=False)
    return array.view(np.ndarray)


def _file_of(folder: Path, name: str) -> Path:
    return folder / f"{name}.npy"
