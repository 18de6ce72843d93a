"""A Debian in a folder, booted with its own systemd."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BOOT_SECONDS = 120.0
ROOT = (
    "env",
    "--ignore-environment",
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME=/root",
    "LANG=C.UTF-8",
)


@dataclass(frozen=True, slots=True)
class Host:
    """The booted Debian; `init` is its first process, as this machine numbers it."""

    init: int

    def run(self, commands: str) -> subprocess.CompletedProcess[str]:
        """Run commands there as root, in one shell; what they say is in `stdout`."""
        enter = ["nsenter", f"--target={self.init}", "--mount", "--uts", "--ipc", "--net", "--pid"]
        return subprocess.run(
            [*enter, *ROOT, "bash", "-c", commands],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
        )

    def says(self, commands: str) -> str:
        """What commands say, whether they succeed or not."""
        return self.run(commands).stdout.strip()


@contextmanager
def boot(tree: Path) -> Iterator[Host]:
    """Boot it until the end of the block, and shut it down."""
    with (tree.parent / "boot.log").open("a") as log:
        process = subprocess.Popen(
            [
                *("systemd-nspawn", f"--directory={tree}", "--boot", "--private-network"),
                *("--machine=skilled-hand", "--register=no", "--keep-unit", "--console=pipe"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    host = Host(_find_init(process, tree.parent / "boot.log"))
    try:
        deadline = time.monotonic() + BOOT_SECONDS
        while host.says("systemctl is-system-running") not in {"running", "degraded"}:
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit("It does not boot:\n" + (tree.parent / "boot.log").read_text("utf-8"))
            time.sleep(0.5)
        yield host
    finally:
        host.run("systemctl poweroff")
        try:
            process.wait(BOOT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def _find_init(process: subprocess.Popen[bytes], log_file: Path) -> int:
    """The one child of who boots it, once it is there."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None:
        found = [int(child) for child in children.read_text().split()]
        for child in found:
            if Path(f"/proc/{child}/exe").resolve().name == "systemd":
                return child
        time.sleep(0.1)
    sys.exit("It does not boot:\n" + log_file.read_text("utf-8"))
