"""The index in a folder as one search sees it: the parts that one manifest names, opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_index.arrays.snapshot import LivePart, Snapshot
from search_index.errors import IndexCorruptError
from search_index.whoosh_backend.manifest import (
    Manifest,
    Stamp,
    check_sizes,
    read_manifest,
    stamp_of,
)
from search_index.whoosh_backend.part import Part

_OPENING_ATTEMPTS = 5


@dataclass(frozen=True)
class FolderSnapshot(Snapshot):
    """A snapshot and the files it was opened from."""

    stamp: Stamp
    manifest: Manifest
    files: Mapping[str, Part]
    """By the name of the part."""


def open_snapshot(folder: Path, before: FolderSnapshot | None) -> FolderSnapshot:
    """Open the index as its manifest says now, taking over the parts that `before` has open.

    Raises IndexMissingError and IndexCorruptError. A writer may replace the manifest and remove
    files while they are being opened; then it is read again.
    """
    known = {} if before is None else before.files
    for _ in range(_OPENING_ATTEMPTS):
        stamp = stamp_of(folder)
        try:
            manifest = read_manifest(folder)
            check_sizes(folder, manifest)
            files = {name: _open_part(folder, manifest, name, known) for name in manifest.parts}
            parts = tuple(_without_dead_rows(folder, manifest, part) for part in files.values())
        except (IndexCorruptError, FileNotFoundError) as error:
            if stamp_of(folder) != stamp:
                continue
            raise IndexCorruptError(str(error)) from error
        return FolderSnapshot(parts, stamp, manifest, files)
    raise IndexCorruptError(f"The index in {folder} changed at each attempt to open it; try again.")


def dead_rows(folder: Path, manifest: Manifest, part: str) -> NDArray[np.int64]:
    """The rows of a part that no longer hold."""
    if part not in manifest.dead_rows:
        return np.empty(0, np.int64)
    rows: NDArray[np.int64] = np.load(folder / manifest.dead_rows[part], allow_pickle=False)
    return rows


def _open_part(folder: Path, manifest: Manifest, name: str, known: Mapping[str, Part]) -> Part:
    newer = folder / manifest.columns[name] if name in manifest.columns else None
    part = known.get(name)
    if part is None or (newer is not None and part.columns_folder != newer):
        part = Part(folder / name, newer, part.text if part else None)
    return part


def _without_dead_rows(folder: Path, manifest: Manifest, part: Part) -> LivePart:
    try:
        return LivePart.of(part.name, part.columns, dead_rows(folder, manifest, part.name))
    except (ValueError, IndexError) as error:
        raise IndexCorruptError(
            f"The list of dead rows of {part.folder} is damaged ({error}); rebuild the index."
        ) from error
