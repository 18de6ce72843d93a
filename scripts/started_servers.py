"""Servers that a script starts and ends."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from directory.config import PROJECT_FOLDER

START_SECONDS = 60.0


@contextmanager
def started(
    command: Sequence[str], port: int, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the end of the block; it is there once its port answers."""
    process = subprocess.Popen(
        command, cwd=PROJECT_FOLDER, env=dict(environment), stdout=subprocess.DEVNULL
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
