"""Uploaded files on disk: under random names, readable by the site's own account only.

Which row a file belongs to is the business of who asks; nothing here is ever served as it lies.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

NAME_BYTES = 16
FILE_MODE = 0o600
FOLDER_MODE = 0o700
UNTOUCHED_FOR = timedelta(days=1)
"""A file without a row is deleted after this time: until then its request may still be running."""


def new_file_name(suffix: str) -> str:
    """A name that says nothing and that nobody guesses."""
    return secrets.token_hex(NAME_BYTES) + suffix


def write_private_file(folder: Path, name: str, content: bytes) -> None:
    """Write a new file that nobody else can read, down to the disk with its name."""
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(descriptor, "wb") as written:
        written.write(content)
        written.flush()
        os.fsync(descriptor)
    folder_descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(folder_descriptor)
    finally:
        os.close(folder_descriptor)


def delete_stray_files(folder: Path, known: Collection[str], now: datetime) -> int:
    """Delete what no row knows: files of requests that ended between file and commit."""
    if not folder.is_dir():
        return 0
    latest = (now - UNTOUCHED_FOR).timestamp()
    stray = [
        file
        for file in folder.iterdir()
        if file.is_file() and file.name not in known and file.stat().st_mtime < latest
    ]
    for file in stray:
        file.unlink(missing_ok=True)
    return len(stray)
