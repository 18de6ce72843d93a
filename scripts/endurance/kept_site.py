"""A web server and a worker that are started again whenever they end, as systemd does."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

from tests.fixtures.sites import END_WITH_US, PROJECT_FOLDER

SECONDS_BEFORE_RESTART = 1.0
START_SECONDS = 60.0
PROGRAMS = {
    "web": ("-m", "gunicorn"),
    "worker": ("-m", "flask", "--app", "wsgi", "worker"),
}


class KeptProgram:
    """A program that is started again whenever it ends; what it says is added to a log."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        log_file: Path,
        folder: Path = PROJECT_FOLDER,
    ) -> None:
        self._command = command
        self._environment = environment
        self._log_file = log_file
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._is_over = threading.Event()
        self._starting = threading.Lock()
        self._keeper: threading.Thread | None = None

    @property
    def pid(self) -> int:
        """The process that was started last."""
        assert self._process is not None  # noqa: S101  # only what runs has one
        return self._process.pid

    def start(self) -> None:
        """Start it, and from now on again when it has ended."""
        self._is_over.clear()
        self._keeper = threading.Thread(target=self._keep)
        self._keeper.start()

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Stop it, with all processes below it if it is killed; it stays so."""
        with self._starting:
            self._is_over.set()
        if self._process is None or self._keeper is None:
            return
        if number == signal.SIGKILL:
            kill(*list_descendants(self._process.pid))
        self._process.send_signal(number)
        self._keeper.join()

    def _keep(self) -> None:
        while True:
            with self._starting, self._log_file.open("ab") as log:
                if self._is_over.is_set():
                    return
                self._process = subprocess.Popen(
                    [*END_WITH_US, *self._command],
                    cwd=self._folder,
                    env=dict(self._environment),
                    stdout=log,
                    stderr=log,
                )
            self._process.wait()
            self._is_over.wait(SECONDS_BEFORE_RESTART)


class KeptSite:
    """The programs of a site on one machine; what they say is added to one log."""

    def __init__(self, environment: Mapping[str, str], log_file: Path) -> None:
        self.log_file = log_file
        self.port = int(environment["PORT"])
        self._programs = {
            name: KeptProgram([sys.executable, *arguments], environment, log_file)
            for name, arguments in PROGRAMS.items()
        }

    def start(self) -> None:
        """Start both, and wait until the site answers."""
        for program in self._programs.values():
            program.start()
        deadline = time.monotonic() + START_SECONDS
        while not is_alive(self.port):
            if time.monotonic() > deadline:
                raise RuntimeError(self.log_file.read_text("utf-8"))
            time.sleep(0.1)

    def end(self) -> None:
        """Stop both."""
        for program in self._programs.values():
            program.end()

    def list_web_workers(self) -> list[int]:
        """The processes that answer, as far as they run."""
        return list(list_descendants(self._programs["web"].pid))

    @property
    def worker(self) -> int:
        """The process of the worker."""
        return self._programs["worker"].pid

    def kill_web_worker(self) -> None:
        """Kill one of the processes that answer."""
        if workers := self.list_web_workers():
            kill(random.choice(workers))

    def kill_web_server(self) -> None:
        """Kill the web server with all that answer."""
        workers = self.list_web_workers()
        kill(self._programs["web"].pid, *workers)

    def kill_worker(self) -> None:
        """Kill the worker."""
        kill(self.worker)


@contextmanager
def keep_site(environment: Mapping[str, str], log_file: Path) -> Iterator[KeptSite]:
    """Keep a site running until the end of the block."""
    site = KeptSite(environment, log_file)
    try:
        site.start()
        yield site
    finally:
        site.end()


def is_alive(port: int) -> bool:
    """Whether a site answers at a port."""
    with suppress(OSError):
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/health/live")
        return connection.getresponse().status == 200
    return False


def kill(*pids: int) -> None:
    """End processes without asking them."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def list_descendants(parent: int) -> Iterator[int]:
    """The processes below this one, the deepest last."""
    with suppress(FileNotFoundError):
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
        for child in map(int, children):
            yield child
            yield from list_descendants(child)


def measure_private_megabytes(pid: int) -> float:
    """The memory that a process has written, shared with no other; nothing for one that is gone.

    Pages of program files are left out: they seem its own when another process ends that has them
    open.
    """
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty")) / 1024


def summarise_log(log: str) -> Counter[str]:
    """What was logged, by level and message; a fault by the last line of its traceback."""
    said: Counter[str] = Counter()
    for line in log.splitlines():
        with suppress(json.JSONDecodeError, AttributeError, KeyError):
            entry = json.loads(line)
            last = entry.get("error", "").strip().splitlines()[-1:]
            said[" ".join([entry["level"], entry["message"], *last])[:160]] += 1
    return said
