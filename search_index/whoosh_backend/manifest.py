"""The one small file that says which parts make up the index. Replacing it is the commit.

Until the new manifest has its name, readers and a crash find the old index whole; files that no
manifest names are left-overs of a crash and are removed by the next writer.
"""

import json
import os
import shutil
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Self

from search_index.errors import IndexCorruptError, IndexMissingError
from search_index.whoosh_backend.part import sync

FORMAT = 3
MANIFEST_FILE = "manifest.json"
_NEW_MANIFEST_FILE = "manifest.new"

Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`parts` are folders in the order they were written; `dead_rows` names for a part the file
    with the rows that later parts or deletions have made invalid, `columns` the folder with newer
    columns than its own; `sizes` has the bytes of every
    file, so that a damaged index is noticed when it is opened.
    """

    format: int
    generation: int
    revision: int
    built_at: str
    parts: tuple[str, ...]
    dead_rows: Mapping[str, str]
    sizes: Mapping[str, int]
    columns: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def first(cls) -> Self:
        """What stands before the first generation."""
        return cls(
            format=FORMAT,
            generation=0,
            revision=0,
            built_at="",
            parts=(),
            dead_rows={},
            sizes={},
        )


def stamp_of(folder: Path) -> Stamp:
    """What changes whenever the manifest is replaced. Raises IndexMissingError."""
    try:
        status = os.stat(f"{folder}/{MANIFEST_FILE}")  # noqa: PTH116 -- asked by every search
    except FileNotFoundError:
        raise IndexMissingError(
            f"There is no search index in {folder} yet; rebuild it from the database."
        ) from None
    return (status.st_ino, status.st_mtime_ns, status.st_size)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest. Raises IndexMissingError and IndexCorruptError."""
    stamp_of(folder)
    if stat.S_IMODE(folder.stat().st_mode) & 0o022:
        raise IndexCorruptError(
            f"Others may write to {folder}, and an index made by others could run their code; "
            f"take the permission away (chmod 700) and rebuild the index."
        )
    try:
        values = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        manifest = Manifest(**{**values, "parts": tuple(values["parts"])})
    except (ValueError, TypeError, KeyError) as error:
        raise IndexCorruptError(
            f"The manifest in {folder} cannot be read ({error}); rebuild the index."
        ) from error
    if manifest.format != FORMAT:
        raise IndexCorruptError(
            f"The index in {folder} has format {manifest.format}, not {FORMAT}; rebuild the index."
        )
    return manifest


def check_sizes(folder: Path, manifest: Manifest) -> None:
    """Raise IndexCorruptError when a file is missing or has another size than it was written."""
    for name, size in manifest.sizes.items():
        path = folder / name
        if not path.exists():
            raise IndexCorruptError(f"{path} is missing; rebuild the index.")
        if path.stat().st_size != size:
            raise IndexCorruptError(
                f"{path} has {path.stat().st_size} bytes, not {size}; rebuild the index."
            )


def commit(folder: Path, manifest: Manifest) -> None:
    """Make the manifest the valid one, durably, and remove what neither it nor the one before
    names: a reader that has just read the one before can still open its files.
    """
    kept = {MANIFEST_FILE, *_top_names(manifest), *_names_before(folder)}
    sized = replace(manifest, sizes=_sizes(folder, manifest))
    new = folder / _NEW_MANIFEST_FILE
    new.write_text(json.dumps(asdict(sized)), encoding="utf-8")
    sync(new)
    new.replace(folder / MANIFEST_FILE)
    sync(folder)
    remove_others(folder, kept)


def remove_others(folder: Path, kept: set[str]) -> None:
    """Remove the parts, columns and dead rows of the folder that are not among those to keep."""
    for path in folder.iterdir():
        if path.name in kept or not path.name.startswith(("part-", "columns-", "dead-")):
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _names_before(folder: Path) -> set[str]:
    try:
        return _top_names(read_manifest(folder))
    except (IndexMissingError, IndexCorruptError):
        return set()


def _top_names(manifest: Manifest) -> set[str]:
    return {*manifest.parts, *manifest.dead_rows.values(), *manifest.columns.values()}


def _sizes(folder: Path, manifest: Manifest) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for name in sorted(_top_names(manifest)):
        path = folder / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        sizes |= {
            os.fspath(file.relative_to(folder)): file.stat().st_size
            for file in files
            if file.is_file()
        }
    return sizes
