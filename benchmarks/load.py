"""How the site holds under load, beside a peer in the same run: `make bench-load`.

The demonstration of 500 practitioners under gunicorn as `make run` has it, and the least directory
on the same stack (`benchmarks.load_peer`) under gunicorn with as many workers and threads, with the
same people. Each rung of the ladder keeps so many connections busy, with four pages of results for
each profile, no search twice in a row; site and peer take turns. The client is on the same machine.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from benchmarks.demo_site import cpu_seconds, set_up_once
from benchmarks.load_client import Answers, ask
from benchmarks.load_peer import DATABASE, fill
from benchmarks.search_pages import CONCERNS, PLACES
from directory.config import PROJECT_FOLDER
from scripts.started_servers import started
from tests.fixtures.sites import DATABASE_FILE, find_free_port, serve

LADDER = (1, 4, 16, 64)
SECONDS = 10.0
RESULTS_EACH_PROFILE = 4
WORKERS, THREADS = 2, 4


@dataclass(frozen=True, slots=True)
class Server:
    """Somebody under load: where it answers, which pages it is asked for, and its processes."""

    name: str
    port: int
    paths: Sequence[str]
    process: subprocess.Popen[str]


def main() -> None:
    """Prints a Markdown table, two rows for each rung."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("var/benchmarks/site"))
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each rung")
    parser.add_argument("--connections", type=int, nargs="+", default=LADDER)
    options = parser.parse_args()
    folder = set_up_once(options.folder)
    print("| connections | | pages/s | p50 ms | p99 ms | errors | CPU ms a page |")
    print("|--:|---|--:|--:|--:|--:|--:|")
    with open_servers(folder) as servers:
        for server in servers:
            ask(server.port, server.paths, 2, options.seconds / 2)  # the first pages fill caches
        for connections in options.connections:
            for server in servers:
                began = cpu_seconds(server.process)
                answers = ask(server.port, server.paths, connections, options.seconds)
                cpu = cpu_seconds(server.process) - began
                print(describe(connections, server.name, answers, cpu), flush=True)


def describe(connections: int, name: str, answers: Answers, cpu: float) -> str:
    """A row of the table."""
    return (
        f"| {connections} | {name} | {answers.per_second:.0f} | {answers.milliseconds(0.5):.0f} "
        f"| {answers.milliseconds(0.99):.0f} | {answers.error_count} "
        f"| {1000 * cpu / len(answers.waits):.1f} |"
    )


@contextmanager
def open_servers(folder: Path) -> Iterator[tuple[Server, Server]]:
    """The site and its peer, until the end of the block."""
    with tempfile.TemporaryDirectory() as name, serve(folder) as site:
        file = Path(name) / "peer.sqlite3"
        slugs = fill(folder / DATABASE_FILE, file)
        searches = [{"concern": concern, "near": place} for concern in CONCERNS for place in PLACES]
        ours = mix([f"/search?{urlencode(one)}" for one in searches], slugs, "/practitioners")
        words = [f"{one['concern'].replace('_', ' ')} {one['near']}" for one in searches]
        theirs = mix([f"/search?{urlencode({'q': one})}" for one in words], slugs, "/people")
        with serve_peer(file) as (port, process):
            yield (
                Server("site", urlsplit(site.url).port or 0, ours, site.process),
                Server("peer", port, theirs, process),
            )


def mix(results: Sequence[str], slugs: Sequence[str], profiles: str) -> list[str]:
    """Pages of results with a profile after every few."""
    paths = []
    for number, path in enumerate(results):
        paths.append(path)
        if number % RESULTS_EACH_PROFILE == 0:
            paths.append(f"{profiles}/{slugs[number % len(slugs)]}")
    return paths


@contextmanager
def serve_peer(file: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """The peer under gunicorn; run in a folder without a configuration, which would be ours."""
    port = find_free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "--preload", "--log-level", "error"),
        *("--workers", str(WORKERS), "--threads", str(THREADS)),
        *("--bind", f"127.0.0.1:{port}", "benchmarks.load_peer:make_app()"),
    ]
    environment = {**os.environ, DATABASE: str(file), "PYTHONPATH": str(PROJECT_FOLDER)}
    with started(command, port, environment, folder=file.parent) as process:
        yield port, process


if __name__ == "__main__":
    main()
