"""The index as one search sees it: the parts of one manifest with their live rows, for ever."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_index.errors import IndexCorruptError
from search_index.whoosh_backend import bitmaps
from search_index.whoosh_backend.bitmaps import Bitmap, Mask, Rows
from search_index.whoosh_backend.columns import Columns
from search_index.whoosh_backend.manifest import (
    Manifest,
    Stamp,
    check_sizes,
    read_manifest,
    stamp_of,
)
from search_index.whoosh_backend.part import Part
from search_index.word_list import WordList

_OPENING_ATTEMPTS = 5


@dataclass(frozen=True)
class LivePart:
    """A part and which of its rows still hold; it `is_whole` when all do."""

    part: Part
    live: Mask
    live_bits: Bitmap = field(repr=False)

    is_whole: bool

    @property
    def name(self) -> str:
        return self.part.name

    @property
    def columns(self) -> Columns:
        return self.part.columns

    @property
    def row_count(self) -> int:
        return len(self.live)

    @cached_property
    def all_rows(self) -> Rows:
        return np.arange(self.row_count)

    @cached_property
    def facet_counts(self) -> Mapping[str, Mapping[str, int]]:
        """How many of the rows that hold have each value of each facet."""
        return self.columns.count_by_facet(self.live_bits, None)

    def count_live(self, rows: NDArray[np.integer]) -> int:
        """How many of these rows still hold."""
        return len(rows) if self.is_whole else int(np.count_nonzero(self.live[rows]))


@dataclass(frozen=True)
class Snapshot:
    """The parts of the index at one commit."""

    stamp: Stamp
    manifest: Manifest
    parts: tuple[LivePart, ...]

    @cached_property
    def document_count(self) -> int:
        return sum(int(np.count_nonzero(part.live)) for part in self.parts)

    @cached_property
    def row_count(self) -> int:
        return sum(part.row_count for part in self.parts)

    @cached_property
    def mean_biography_length(self) -> float:
        """In words, over all documents; 1 when no biography has any."""
        words = sum(int(part.columns.biography_lengths[part.live].sum()) for part in self.parts)
        return words / self.document_count if words else 1.0

    @cached_property
    def word_list(self) -> WordList:
        """The words of names and facts, dead rows included."""
        counts: dict[str, int] = {}
        for part in self.parts:
            for word, count in part.columns.word_counts.items():
                counts[word] = counts.get(word, 0) + count
        return WordList(counts)

    def versions(self) -> dict[int, int]:
        """The version of each document by its key."""
        versions: dict[int, int] = {}
        for part in self.parts:
            keys = part.columns.keys[part.live].tolist()
            versions.update(zip(keys, part.columns.versions[part.live].tolist(), strict=True))
        return versions


def open_snapshot(folder: Path, before: Snapshot | None) -> Snapshot:
    """Open the index as its manifest says now, taking over the parts that `before` has open.

    Raises IndexMissingError and IndexCorruptError. A writer may replace the manifest and remove
    files while they are being opened; then it is read again.
    """
    known: dict[str, Part] = {}
    if before is not None:
        known = {live_part.name: live_part.part for live_part in before.parts}
    for _ in range(_OPENING_ATTEMPTS):
        stamp = stamp_of(folder)
        try:
            manifest = read_manifest(folder)
            check_sizes(folder, manifest)
            parts = tuple(_open_part(folder, manifest, name, known) for name in manifest.parts)
        except (IndexCorruptError, FileNotFoundError) as error:
            if stamp_of(folder) != stamp:
                continue
            raise IndexCorruptError(str(error)) from error
        return Snapshot(stamp, manifest, parts)
    raise IndexCorruptError(f"The index in {folder} changed at each attempt to open it; try again.")


def dead_rows(folder: Path, manifest: Manifest, part: str) -> NDArray[np.int64]:
    """The rows of a part that no longer hold."""
    if part not in manifest.dead_rows:
        return np.empty(0, np.int64)
    rows: NDArray[np.int64] = np.load(folder / manifest.dead_rows[part], allow_pickle=False)
    return rows


def _open_part(folder: Path, manifest: Manifest, name: str, known: dict[str, Part]) -> LivePart:
    newer = folder / manifest.columns[name] if name in manifest.columns else None
    part = known.get(name)
    if part is None or (newer is not None and part.columns_folder != newer):
        part = Part(folder / name, newer, part.text if part else None)
    live = np.ones(part.columns.row_count, np.bool_)
    try:
        live[dead_rows(folder, manifest, name)] = False
    except (ValueError, IndexError) as error:
        raise IndexCorruptError(
            f"The list of dead rows of {folder / name} is damaged ({error}); rebuild the index."
        ) from error
    return LivePart(part, live, bitmaps.pack(live), bool(live.all()))
