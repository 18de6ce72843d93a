"""Kills a demonstration under load, again and again, and looks for what it had acknowledged.

    make endurance, or: python -m scripts.endure [--postgresql] [--kills 102] [--visitors 6]

Visitors search, read, ask the API and object to reviews; a partner sends reviews, which change the
index. Every few seconds something is killed with `kill -9`: a process that answers, the web server,
the worker, all of it; of PostgreSQL also one connection's process, and the server. At the end all
that was acknowledged has to be stored, once; index and ledger have to be whole.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from itertools import cycle, islice

from scripts.endurance.findings import print_times
from scripts.endurance.kept_site import KeptSite, kill, measure_private_megabytes
from scripts.endurance.trial import set_up_anywhere
from tests.fixtures.postgresql_server import PostgresqlServer

SECONDS_BETWEEN_KILLS = 3.0
SECONDS_WITHOUT_DATABASE = 2.0
SECONDS_AFTERWARDS = 10.0


def list_kills(
    site: KeptSite, server: PostgresqlServer | None
) -> list[tuple[str, Callable[[], None]]]:
    """What is killed, in turn."""

    def kill_everything() -> None:
        site.kill_web_server()
        site.kill_worker()
        if server:
            start_after(server.kill, server)

    of_site = [
        ("a web worker", site.kill_web_worker),
        ("the worker", site.kill_worker),
        ("the web server", site.kill_web_server),
        ("everything", kill_everything),
    ]
    if server is None:
        return of_site
    return [
        *of_site,
        ("a connection", lambda: kill(random.choice(server.list_backends()))),
        ("the database", lambda: start_after(server.kill, server)),
    ]


def start_after(end: Callable[[], None], server: PostgresqlServer) -> None:
    """End a database, and start it when it was missed for a while."""
    end()
    time.sleep(SECONDS_WITHOUT_DATABASE)
    server.start()


def main() -> int:
    """Let a demonstration live and be killed so many times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    parser.add_argument("--kills", type=int, default=102)
    parser.add_argument("--visitors", type=int, default=6)
    options = parser.parse_args()
    killed: Counter[str] = Counter()
    most_megabytes = 0.0
    with set_up_anywhere(on_postgresql=options.postgresql) as (trial, server):
        with trial.under_load(options.visitors) as (site, visitors):
            visitors.phase = "all the time"
            for name, carry_out in islice(cycle(list_kills(site, server)), options.kills):
                time.sleep(SECONDS_BETWEEN_KILLS)
                sizes = map(measure_private_megabytes, site.list_web_workers())
                most_megabytes = max(most_megabytes, *sizes, 0.0)
                carry_out()
                killed[name] += 1
            time.sleep(SECONDS_AFTERWARDS)
        print(f"killed: {', '.join(f'{name} {count} times' for name, count in killed.items())}")
        print(f"a web worker held {most_megabytes:.0f} MB at most")
        print_times(visitors)
        return min(trial.judge(visitors), 1)


if __name__ == "__main__":
    sys.exit(main())
