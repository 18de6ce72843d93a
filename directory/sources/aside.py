"""Running a script on a stranger's file in a process of its own: what hangs or breaks harms nobody.

The scripts limit their own time and memory, and import nothing of the directory.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

LONGEST_WAIT_SECONDS = 20
"""On a busy machine; a script itself ends after less time of the processor."""


class AsideError(Exception):
    """The script gave no answer: the file is broken, or more than its limits allow."""


def run_aside(script: ModuleType, content: bytes, *arguments: str) -> bytes:
    """Give what a script writes about this content. Raises AsideError."""
    try:
        done = subprocess.run(  # noqa: S603  # our own script; the file goes in as data
            [sys.executable, "-I", str(Path(str(script.__file__))), *arguments],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST_WAIT_SECONDS,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise AsideError from error
    return done.stdout
