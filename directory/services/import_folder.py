"""Files that an operator has put on the server for importing: listed by name, and none beside."""

from __future__ import annotations

from pathlib import Path

from directory.domain.errors import NotFoundError

MOST_LISTED = 500


def list_server_files(folder: Path) -> list[str]:
    """The names of the files that lie in the folder itself, by name; none without the folder.

    Left out is what is hidden, what lies deeper, and links that lead out of the folder.
    """
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    return [entry.name for entry in entries if _is_importable(entry, folder)][:MOST_LISTED]


def get_server_file(folder: Path, name: str) -> Path:
    """Where a listed file lies. Raises NotFoundError for any other name, whatever it leads to."""
    if name not in list_server_files(folder):
        raise NotFoundError(f"There is no file {name[:80]!r} in the folder of imports any more.")
    return folder / name


def _is_importable(entry: Path, folder: Path) -> bool:
    try:
        is_inside = entry.resolve().parent == folder.resolve()
        return is_inside and entry.is_file() and not entry.name.startswith(".")
    except OSError:
        return False
