"""The code of an earlier version of the site, to be tried beside this one."""

from __future__ import annotations

import subprocess
from pathlib import Path

from directory.config import PROJECT_FOLDER


def write_version(commit: str, folder: Path) -> Path:
    """Write the code of a commit into a new folder."""
    folder.mkdir()
    packed = subprocess.run(
        ["git", "archive", commit], cwd=PROJECT_FOLDER, stdout=subprocess.PIPE, check=True
    )
    subprocess.run(["tar", "--extract"], cwd=folder, input=packed.stdout, check=True)
    return folder
