"""Disks of a trial's own, to be filled and to fail; only root may mount them."""

from __future__ import annotations

import errno
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILLER = "filler"
BLOCK = bytes(64 * 1024)


@contextmanager
def small_disk(folder: Path, megabytes: int = 800) -> Iterator[Path]:
    """A disk in memory at a folder."""
    folder.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "trial", folder)
    try:
        yield folder
    finally:
        _run("umount", "--lazy", folder)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """A disk without any room until the end of the block."""
    filler = folder / FILLER
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(BLOCK)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
    try:
        yield
    finally:
        filler.unlink()


class FailingDisk:
    """A real file system in a file, which the kernel makes read-only when it finds a fault."""

    def __init__(self, image: Path, folder: Path, megabytes: int = 800) -> None:
        self._image = image
        self._folder = folder
        with image.open("wb") as file:
            file.truncate(megabytes * 1024**2)
        _run("mkfs.ext4", "-q", "-F", image)
        folder.mkdir()
        self.mount()

    def mount(self) -> None:
        """Let it be used."""
        _run("mount", "-o", "loop,errors=remount-ro", self._image, self._folder)

    def fail(self) -> None:
        """Have the kernel find a fault."""
        mounts = Path("/proc/mounts").read_text("utf-8").splitlines()
        [device] = [line.split()[0] for line in mounts if line.split()[1] == str(self._folder)]
        trigger = Path("/sys/fs/ext4") / Path(device).name / "trigger_fs_error"
        trigger.write_text("trial")

    def unmount(self) -> None:
        """Take it away, though somebody may still have a file open."""
        _run("umount", "--lazy", self._folder)

    def mend(self) -> None:
        """What an operator does with a disk that nobody uses: look it through, use it again."""
        _run("umount", self._folder)
        subprocess.run(["fsck.ext4", "-fy", self._image], check=False, capture_output=True)
        self.mount()


@contextmanager
def failing_disk(image: Path, folder: Path) -> Iterator[FailingDisk]:
    """A disk at a folder that can be made to fail."""
    disk = FailingDisk(image, folder)
    try:
        yield disk
    finally:
        disk.unmount()


def can_mount() -> bool:
    """Whether there are the programs and the right to mount."""
    return bool(shutil.which("mkfs.ext4")) and Path("/sys/fs/ext4").exists() and _is_root()


def _is_root() -> bool:
    return Path("/proc/self").owner() == "root"


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)
