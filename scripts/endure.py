"""Kills a demonstration under load, again and again, and looks for what it had acknowledged.

    make endurance, or: python -m scripts.endure [--lives 10] [--seconds 40] [--visitors 6]

Visitors search, read, complete words, ask the API and object to reviews. Every few seconds a web
worker is killed; at the end of each life, with `kill -9`, everything at once. At the end every
objection that was acknowledged has to be stored, once; index and ledger have to be whole.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote, urlencode

import numpy as np

from tests.fixtures.sites import DATABASE_FILE, find_free_port, run_flask, site_environment
from tests.fixtures.worker_processes import WholeSite, run_whole_site

SECONDS_BETWEEN_KILLS = 3.0
PATIENCE_SECONDS = 20.0
WORDS = ("pitted scars", "brown patches", "melasma near Denver", "rosacea near Chicago", "akne", "")
PAGES = ("/", "/search", "/suggest", "/api/v1/search", "/concerns/melasma", "/healing")
ASKS_WORDS = {"/search", "/suggest", "/api/v1/search"}
REVIEWS = 2_000
OBJECTING = 0.2
PROXY = "127.0.0.1"
CHECKS = (("index", "verify"), ("ledger", "verify"), ("doctor",))


class Visitors:
    """People who ask the site, each from an address of their own, and what they were answered."""

    def __init__(self, port: int, count: int) -> None:
        self.acknowledged: list[str] = []
        self.answers: Counter[int] = Counter()
        self.cut_off_count = 0
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self._port = port
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=(n,)) for n in range(count)]

    def start(self) -> None:
        """Let all of them begin."""
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Let all of them finish what they do."""
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _visit(self, number: int) -> None:
        chosen = random.Random(number)
        for turn in range(sys.maxsize):
            if self._is_over.is_set():
                return
            try:
                if chosen.random() < OBJECTING:
                    self._object(chosen, f"There was no such day here: {number}-{turn}.")
                else:
                    self._read(chosen)
            except (OSError, HTTPException):
                self.cut_off_count += 1
                self._is_over.wait(0.2)

    def _read(self, chosen: random.Random) -> None:
        page = chosen.choice(PAGES)
        query = f"?q={quote(chosen.choice(WORDS))}" if page in ASKS_WORDS else ""
        self._ask(chosen, "GET", page + query, page)

    def _object(self, chosen: random.Random, text: str) -> None:
        said = {"form_token": chosen.randbytes(16).hex(), "reason_code": "untrue", "text": text}
        path = f"/reviews/{chosen.randint(1, REVIEWS)}/flag"
        if self._ask(chosen, "POST", path, "flag", urlencode(said)) == 303:
            self.acknowledged.append(text)

    def _ask(
        self, chosen: random.Random, method: str, path: str, kind: str, body: str | None = None
    ) -> int:
        address = ".".join(str(chosen.randint(1, 250)) for _ in range(4))
        headers = {"X-Forwarded-For": address, "Content-Type": "application/x-www-form-urlencoded"}
        began = time.monotonic()
        with closing(HTTPConnection(PROXY, self._port, timeout=PATIENCE_SECONDS)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
        self.seconds[kind].append(time.monotonic() - began)
        self.answers[answer.status] += 1
        return answer.status


def list_processes(parent: int) -> Iterator[int]:
    """The processes below this one, the deepest last."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
    for child in map(int, children):
        yield child
        yield from list_processes(child)


def live(site: WholeSite, seconds: float) -> list[int]:
    """Kill web workers for so long, then everything; returns the memory of the larger each time."""
    ends = time.monotonic() + seconds
    master = site.list_children()["gunicorn"]
    sizes = []
    while time.monotonic() + SECONDS_BETWEEN_KILLS < ends:
        time.sleep(SECONDS_BETWEEN_KILLS)
        workers = list(list_processes(master))
        sizes.append(max(private_megabytes(pid) for pid in workers))
        os.kill(random.choice(workers), signal.SIGKILL)
    for pid in [site.process.pid, *list_processes(site.process.pid)]:
        os.kill(pid, signal.SIGKILL)
    return sizes


def private_megabytes(pid: int) -> int:
    """The memory that a process shares with no other."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) // 1024


def report(visitors: Visitors, folder: Path) -> int:
    """Print what was answered, and look for what was acknowledged; returns the faults."""
    answers = ", ".join(
        f"{count:,} of {status}" for status, count in visitors.answers.most_common()
    )
    print(f"answered: {answers}; cut off by a kill: {visitors.cut_off_count:,}")
    for kind, seconds in sorted(visitors.seconds.items()):
        median, late = (1000 * np.quantile(seconds, share) for share in (0.5, 0.99))
        print(f"  {kind:<20} {len(seconds):>6,} asked, median {median:.0f} ms, p99 {late:.0f} ms")
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as database:
        stored = Counter(text for (text,) in database.execute("SELECT text FROM flag"))
    lost = [text for text in visitors.acknowledged if stored[text] != 1]
    print(f"objections acknowledged: {len(visitors.acknowledged):,}, lost or doubled: {len(lost)}")
    faults = len(lost) + sum(n for status, n in visitors.answers.items() if status >= 500)
    for command in CHECKS:
        done = run_flask(*command, environment=site_environment(folder))
        print(f"{' '.join(command)}: {'sound' if done.returncode == 0 else done.stdout}")
        faults += done.returncode
    return faults


def main() -> int:
    """Let a demonstration live and die so many times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lives", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=40.0, help="of each life")
    parser.add_argument("--visitors", type=int, default=6)
    options = parser.parse_args()
    port = find_free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        done = run_flask("setup", environment=site_environment(folder))
        if done.returncode != 0:
            sys.exit(done.stdout + done.stderr)
        visitors = Visitors(port, options.visitors)
        for number in range(1, options.lives + 1):
            with run_whole_site(folder, PORT=str(port), TRUSTED_PROXIES=PROXY) as site:
                if number == 1:
                    visitors.start()
                sizes = live(site, options.seconds)
            print(
                f"life {number}: {len(sizes)} web workers killed, then all; the larger one held "
                f"{sizes[0]} MB at first, {sizes[-1]} MB at last, {max(sizes)} MB at most",
                flush=True,
            )
        visitors.end()
        run_flask("setup", environment=site_environment(folder))
        return report(visitors, folder)


if __name__ == "__main__":
    sys.exit(main())
