"""What counting a request of the API costs: `make bench-request-counts`. In microseconds.

Alone in a process's memory, in the file beside SQLite, and in PostgreSQL; by one process, and by
four that count the same networks at once. PostgreSQL is on the same machine; its own work is in the
time on the clock.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path

from directory.app import create_app
from directory.config import Settings
from directory.domain.rate_limits import READS
from directory.services.request_counts import RequestCounter
from tests.fixtures.postgresql_server import find_binaries, run_server

REQUESTS = 2_000
NETWORKS = [f"192.0.2.{number}" for number in range(20)]
PROCESSES = (1, 4)


def main() -> None:
    """Prints a Markdown table."""
    print("| counted | processes | CPU | p50 | p99 |")
    print("|---|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        alone, file = Path(name) / "alone", Path(name) / "file"
        alone.mkdir()
        (alone / "request_counts.sqlite3").mkdir()
        report("alone", alone, "")
        report("in a file", file, "")
        binaries = find_binaries()
        if binaries:
            server = stack.enter_context(run_server(binaries))
            report("in PostgreSQL", file, server.create_database("counts"))


def report(what: str, folder: Path, database_url: str) -> None:
    """Let one process count, and then several at once."""
    for processes in PROCESSES:
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            asked = [pool.apply_async(measure, (folder, database_url)) for _ in range(processes)]
            measured = [one.get() for one in asked]
        cpu = sum(one for one, _ in measured) / processes
        waits = sorted(wait for _, each in measured for wait in each)
        middle, late = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
        print(f"| {what} | {processes} | {cpu:.0f} | {middle:.0f} | {late:.0f} |", flush=True)


def measure(folder: Path, database_url: str) -> tuple[float, Sequence[float]]:
    """The processor time of a request, and what each took on the clock."""
    environment = {"DATA_DIR": str(folder), "DATABASE_URL": database_url}
    app = create_app(Settings.from_environment(environment))
    counter: RequestCounter = app.extensions["request_counter"]
    for network in NETWORKS:
        counter.count(READS, network, time.time())
    waits = []
    began = time.process_time()
    for network in islice(cycle(NETWORKS), REQUESTS):
        before = time.perf_counter()
        counter.count(READS, network, time.time())
        waits.append(1e6 * (time.perf_counter() - before))
    return 1e6 * (time.process_time() - began) / REQUESTS, waits


if __name__ == "__main__":
    main()
