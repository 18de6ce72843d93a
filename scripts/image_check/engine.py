"""A Docker engine of the check's own, in a folder: started, asked and ended."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from directory.config import PROJECT_FOLDER
from scripts.apart import CONTROL_GROUP

START_SECONDS = 60.0
COMPOSE_FILE = PROJECT_FOLDER / "deploy" / "compose.yaml"


@dataclass(frozen=True, slots=True)
class Engine:
    """Where it listens; `settings` are what compose is told by the environment."""

    socket: Path
    settings: Mapping[str, str]

    def docker(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command of docker; what it and the container say is in `stdout`."""
        return self._run("docker", *arguments)

    def compose(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command of compose on the sample; `settings` replace those of the engine."""
        return self._run("docker-compose", "--file", COMPOSE_FILE, *arguments, **settings)

    def must(self, *arguments: str | Path) -> str:
        """Run a command of docker without which nothing can be tried."""
        done = self.docker(*arguments)
        if done.returncode:
            sys.exit(f"docker {' '.join(map(str, arguments))}\n{done.stdout}")
        return done.stdout.strip()

    def _run(self, *command: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
        own = {
            "DOCKER_HOST": f"unix://{self.socket}",
            "DOCKER_BUILDKIT": "0",
            "COMPOSE_ANSI": "never",
        }
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return subprocess.run(
            command,
            cwd=PROJECT_FOLDER,
            env=kept | own | dict(self.settings) | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
        )


@contextmanager
def run_engine(folder: Path, *options: str, **settings: str) -> Iterator[Engine]:
    """Start an engine that keeps everything in a folder, until the end of the block."""
    engine = Engine(folder / "socket", settings)
    most_files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with (folder / "engine.log").open("a") as log:
        process = subprocess.Popen(
            [
                "dockerd",
                f"--host=unix://{engine.socket}",
                f"--data-root={folder / 'data'}",
                f"--exec-root={folder / 'exec'}",
                f"--pidfile={folder / 'pid'}",
                f"--cgroup-parent=/{CONTROL_GROUP}",
                f"--default-ulimit=nofile={most_files}:{most_files}",
                *options,
            ],
            stdout=log,
            stderr=log,
        )
    deadline = time.monotonic() + START_SECONDS
    try:
        while engine.docker("version").returncode:
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit((folder / "engine.log").read_text("utf-8"))
            time.sleep(0.2)
        yield engine
    finally:
        process.terminate()
        process.wait()
