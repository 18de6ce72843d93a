"""The folder in memory where the processes of one server keep their figures, and its end.

In memory, because a full or failing disk ends a process that writes to a file it has mapped. A
server that is killed takes nothing away, so the next one does.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TextIO

SHARED_MEMORY = "/dev/shm"  # noqa: S108  # only folders of random names are made there
MEMORY = SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else None
"""Where files lie in memory, on systems that have such a place."""

PREFIX = "skilled-hand-metrics-"
LOCK_FILE = "in-use"


class MetricsFolder:
    """A folder of this server's own, locked as long as any of its processes lives."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=MEMORY))
        self._lock: TextIO = (self.path / LOCK_FILE).open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.path, ignore_errors=True)


def remove_abandoned_folders() -> None:
    """Take away the folders of servers that were killed."""
    for folder in Path(MEMORY or tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError), (folder / LOCK_FILE).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
