"""The demonstration that benches ask through HTTP, and what its processes cost."""

from __future__ import annotations

from pathlib import Path
from subprocess import Popen

from tests.fixtures.sites import run_flask, site_environment


def set_up_once(folder: Path) -> Path:
    """Set the demonstration up where the folder is not there yet; gives its whole path."""
    folder = folder.resolve()
    if not folder.exists():
        done = run_flask("setup", environment=site_environment(folder))
        if done.returncode:
            raise SystemExit(done.stderr)
    return folder


def cpu_seconds(process: Popen[str]) -> float:
    """Processor time so far of the server's processes, all threads together."""
    parent = process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    threads = [one for child in children for one in Path(f"/proc/{child}/task").iterdir()]
    return sum(int((one / "schedstat").read_text().split()[0]) for one in threads) / 1e9
