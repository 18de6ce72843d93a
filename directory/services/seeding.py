"""Loading seed data only when its files have changed since they were last loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from directory.domain.load_report import LoadReport
from directory.models import SeedFolder


def load_when_changed(
    session: Session, folder: Path, revision: str, load: Callable[[], LoadReport], now: datetime
) -> LoadReport | None:
    """Load a folder unless the database holds what is in it; returns None where it does.

    `revision` is the tables' revision: new columns are filled by loading the same files again.
    """
    checksum = checksum_folder(folder, revision)
    known = session.get(SeedFolder, folder.name)
    if known is not None and known.checksum == checksum:
        return None
    report = load()
    session.merge(SeedFolder(name=folder.name, checksum=checksum, loaded_at=now))
    session.flush()
    return report


def checksum_folder(folder: Path, revision: str) -> str:
    """Return a checksum of the revision and of the names and contents of all files in a folder."""
    checksum = hashlib.sha256(revision.encode())
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        checksum.update(str(file.relative_to(folder)).encode())
        checksum.update(hashlib.sha256(file.read_bytes()).digest())
    return checksum.hexdigest()
