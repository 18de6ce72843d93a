"""Servers that a script or a benchmark starts and ends."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from directory.config import PROJECT_FOLDER
from tests.fixtures.sites import END_WITH_US

START_SECONDS = 60.0


@contextmanager
def started(
    command: Sequence[str],
    port: int,
    environment: Mapping[str, str],
    *,
    folder: Path = PROJECT_FOLDER,
) -> Iterator[subprocess.Popen[str]]:
    """Run a server in a folder until the end of the block; it is there once its port answers."""
    process = subprocess.Popen(
        [*END_WITH_US, *command],
        cwd=folder,
        env=dict(environment),
        stdout=subprocess.DEVNULL,
        text=True,
    )
    deadline = time.monotonic() + START_SECONDS
    try:
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{command[0]} did not start.")
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait()
