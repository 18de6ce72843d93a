"""A demonstration for one trial: set up, its field of acts read, kept running, and judged."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, NullPool, create_engine, make_url

from scripts.endurance.acts import PARTNER_SITE, Field, read_field
from scripts.endurance.findings import count_faults, print_answers
from scripts.endurance.kept_site import KeptSite, keep_site, summarise_log
from scripts.endurance.visitors import HERE, OwnDoor, Visitors
from tests.fixtures.postgresql_server import PostgresqlServer, find_binaries, run_server
from tests.fixtures.sites import DATABASE_FILE, find_free_port, run_flask, site_environment

MAKE_KEY = (
    *("api-keys", "make", "admin@example.org", "--name", "Stars"),
    *("--scope", "reviews:import", "--site", PARTNER_SITE),
)
"""The command that gives the partner a key."""
DURABLE = ("synchronous_commit=on", "max_connections=60")


@dataclass(frozen=True, slots=True)
class Trial:
    """A site that was set up, with the settings it runs with."""

    environment: dict[str, str]
    engine: Engine
    field: Field
    log_file: Path

    @contextmanager
    def under_load(
        self, visitor_count: int, seconds_between: float = 0.0
    ) -> Iterator[tuple[KeptSite, Visitors]]:
        """Keep it running with visitors until the end of the block."""
        with keep_site(self.environment, self.log_file) as site:
            door = OwnDoor(site.port)
            visitors = Visitors(door, visitor_count, self.field, seconds_between=seconds_between)
            visitors.start()
            try:
                yield site, visitors
            finally:
                visitors.end()

    def judge(self, visitors: Visitors, expected: Collection[str] = ()) -> int:
        """Print what was answered and what was said; returns the faults.

        `expected` are findings of `doctor` that are right.
        """
        print_answers(visitors)
        log = self.log_file.read_text("utf-8", "replace")
        for line, count in summarise_log(log).most_common(8):
            print(f"  log: {count:,} × {line}")
        return count_faults(visitors, self.engine, self.environment, expected)


@contextmanager
def set_up(folder: Path, log_file: Path, **settings: str) -> Iterator[Trial]:
    """Set a site up in a folder that may be empty, with a partner's key."""
    environment = site_environment(
        folder, PORT=str(find_free_port()), TRUSTED_PROXIES=HERE, **settings
    )
    run_or_end("setup", environment=environment)
    key = run_or_end(*MAKE_KEY, environment=environment)
    url = settings.get("DATABASE_URL", f"sqlite:///{folder / DATABASE_FILE}")
    address = make_url(url.replace("postgresql:", "postgresql+psycopg:"))
    engine = create_engine(address, poolclass=NullPool)
    yield Trial(environment, engine, read_field(engine, key.strip()), log_file)


@contextmanager
def set_up_anywhere(*, on_postgresql: bool) -> Iterator[tuple[Trial, PostgresqlServer | None]]:
    """A trial in a folder of its own, on SQLite or on a server of its own that loses nothing."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(run_durable_server()) if on_postgresql else None
        settings = {"DATABASE_URL": server.create_database("trial")} if server else {}
        trial = stack.enter_context(set_up(folder / "site", folder / "log", **settings))
        yield trial, server


@contextmanager
def run_durable_server(*options: str, within: Path | None = None) -> Iterator[PostgresqlServer]:
    """A PostgreSQL server that keeps what it acknowledges."""
    binaries = find_binaries()
    if binaries is None:
        sys.exit("PostgreSQL is not installed (on Debian: apt-get install postgresql)")
    with run_server(binaries, (*DURABLE, *options), within=within) as server:
        yield server


def run_or_end(*command: str, environment: dict[str, str]) -> str:
    """What a command of the site says; one that fails ends the run."""
    done = run_flask(*command, environment=environment)
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)
    return done.stdout
