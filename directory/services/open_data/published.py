"""The exports that were written: the newest is what the public gets, old ones end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from directory.domain.dated_names import read_moment_of
from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.messages import N_
from directory.exports.open_data.data_package import (
    DATA_PACKAGE,
    PublishedPackage,
    read_data_package,
)

PARTIAL = ".partial-"
KEPT = 2
"""Whoever is reading the export before the newest may read on."""

ABANDONED_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PublishedExport:
    """An export that can be read, and where it lies."""

    folder: Path
    package: PublishedPackage


def find_newest_export(folder: Path) -> PublishedExport | None:
    """The newest export in a folder of exports that can be read, if there is one."""
    for place in _list_exports(folder):
        try:
            text = (place / DATA_PACKAGE).read_text(encoding="utf-8")
            return PublishedExport(place, read_data_package(text))
        except (InvalidValueError, OSError, UnicodeDecodeError):
            continue
    return None


def get_newest_export(folder: Path) -> PublishedExport:
    """The newest export. Raises NotFoundError."""
    export = find_newest_export(folder)
    if export is None:
        raise NotFoundError(N_("The open data of this site have not been exported yet."))
    return export


def prune_exports(folder: Path, now: datetime) -> None:
    """Delete the exports before the latest few, and what killed runs left.

    Only for a folder that holds nothing else.
    """
    for place in list(_list_exports(folder))[KEPT:]:
        shutil.rmtree(place)
    for partial in folder.glob(f"{PARTIAL}*"):
        begun = read_moment_of(partial.name.removeprefix(PARTIAL))
        if begun is not None and now - begun > ABANDONED_AFTER:
            shutil.rmtree(partial)


def _list_exports(folder: Path) -> Iterator[Path]:
    """The exports of a folder, the newest first."""
    if folder.is_dir():
        named = (place for place in folder.iterdir() if read_moment_of(place.name))
        yield from sorted(named, reverse=True)
