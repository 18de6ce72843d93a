"""Trying something apart from this machine: nothing of it is seen from outside, or left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from directory.config import PROJECT_FOLDER

APART = (
    "unshare",
    *("--mount", "--propagation=slave", "--pid", "--fork", "--kill-child", "--mount-proc"),
)
"""Its mounts and its processes end with it."""

BY_ITSELF = ("--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")
"""After APART: a network that nobody else has, where any port is free."""

CONTROL_GROUP = "skilled-hand-apart"
CONTROL_GROUPS = {CONTROL_GROUP, "payload", "supervisor"}
"""Those that an engine is told to make, and that systemd-nspawn makes."""


def refuse_without(programs: Mapping[str, str]) -> None:
    """End the script with what to do where a program is missing; gives packages by programs."""
    path = os.pathsep.join((os.environ["PATH"], "/usr/sbin"))
    missing = {
        package for name, package in programs.items() if shutil.which(name, path=path) is None
    }
    if missing:
        sys.exit(f"Something is missing. On Debian: apt-get install {' '.join(sorted(missing))}")
    if os.geteuid() != 0:
        sys.exit("This needs root: it mounts, and starts services as other accounts.")
    os.environ["PATH"] = path


def try_apart(package: str, *arguments: str) -> None:
    """Run a package's `making` with the network of this machine, then its `trying` without.

    Both are told a folder that is gone afterwards; the first that fails ends the script.
    """
    # Not where folders may be in memory: these hold whole systems.
    with tempfile.TemporaryDirectory(prefix="skilled-hand-", dir="/var/tmp") as folder, _groups():
        for module, network in (("making", ()), ("trying", BY_ITSELF)):
            done = subprocess.run(
                [
                    *(*APART, *network, sys.executable, "-m", f"{package}.{module}"),
                    *(folder, *arguments),
                ],
                cwd=PROJECT_FOLDER,
                check=False,
            )
            if done.returncode:
                sys.exit(done.returncode)


@contextmanager
def _groups() -> Iterator[None]:
    """Take away the control groups that are there only since."""
    before = _list_groups()
    try:
        yield
    finally:
        for group in sorted(_list_groups() - before, reverse=True):
            with suppress(OSError):
                group.rmdir()


def _list_groups() -> set[Path]:
    folders = Path("/sys/fs/cgroup").glob("**/")
    return {folder for folder in folders if CONTROL_GROUPS & set(folder.parts)}
