"""Runs a site on several hosts, in networks of their own on this machine, and has them fail.

    make hosts, or: python -m scripts.several_hosts [--only "web host silent"] [--seconds 20]
    make hosts-upgrade FROM=COMMIT, or: python -m scripts.several_hosts --upgrade-from COMMIT

For each fault: what visitors got before, during and after it, how long anybody waited at most, and
how soon something was acknowledged again. At the end all that was acknowledged has to be stored,
once; the index has to be equal to the database. An upgrade begins with the version of a commit.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import NullPool, create_engine

from directory.config import PROJECT_FOLDER
from directory.database import SERVER_PATIENCE
from scripts.apart import refuse_without
from scripts.endurance.acts import read_field
from scripts.endurance.findings import print_times
from scripts.endurance.host_faults import HOST_FAULTS, Fault, upgraded_in_turn
from scripts.endurance.hosted_site import (
    RUNS,
    HostedSite,
    enter_network,
    run_several_hosts,
)
from scripts.endurance.network import PROGRAMS
from scripts.endurance.trial import MAKE_KEY, Trial
from scripts.endurance.visitors import Visitors
from scripts.versions import write_version

SECONDS_BETWEEN_REQUESTS = 0.05
UPGRADE = "hosts upgraded in turn"


def endure(name: str, fault: Fault, visitors: Visitors, site: HostedSite, seconds: float) -> int:
    """Let one fault strike, last and end; returns 1 if nothing was acknowledged after it."""
    visitors.phase = f"{name}: before"
    time.sleep(seconds / 2)
    visitors.phase = f"{name}: during"
    with fault(site):
        time.sleep(seconds)
    ended_at = time.monotonic()
    visitors.phase = f"{name}: after"
    time.sleep(seconds)
    later = [at - ended_at for at in visitors.acknowledged_at if at > ended_at]
    soon = f"{min(later):.1f} s after its end" if later else "never"
    print(f"{name}: something was acknowledged again {soon}", flush=True)
    return int(not later)


def live(
    folder: Path, code: Path, faults: Mapping[str, Fault], visitor_count: int, seconds: float
) -> int:
    """Set a site up by a version of its code, let it live through the faults, and judge."""
    found = 0
    with run_several_hosts(folder) as site:
        site.run("web1", "setup", code=code)
        key = site.run("web1", *MAKE_KEY, code=code)
        environment = site.environment("web1")
        url = environment["DATABASE_URL"].replace("postgresql:", "postgresql+psycopg:")
        engine = create_engine(url, poolclass=NullPool, connect_args=SERVER_PATIENCE)
        for name in RUNS:
            site.start(name, code)
        trial = Trial(environment, engine, read_field(engine, key.strip()), site.log_file)
        visitors = Visitors(
            site.door, visitor_count, trial.field, seconds_between=SECONDS_BETWEEN_REQUESTS
        )
        visitors.start()
        try:
            for name, fault in faults.items():
                found += endure(name, fault, visitors, site, seconds)
        finally:
            visitors.end()
        print_times(visitors)
        return found + trial.judge(visitors)


def main() -> int:
    """Start the hosts, let the faults strike one after the other, and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=HOST_FAULTS, nargs="*", default=list(HOST_FAULTS))
    parser.add_argument("--upgrade-from", metavar="COMMIT", help="instead of faults")
    parser.add_argument("--visitors", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=20.0, help="during and after each")
    options = parser.parse_args()
    refuse_without(PROGRAMS)
    enter_network()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o711)  # nginx and PostgreSQL are not root
        if options.upgrade_from:
            code = write_version(options.upgrade_from, folder / "version-before")
            faults = {UPGRADE: upgraded_in_turn}
        else:
            code = PROJECT_FOLDER
            faults = {fault: HOST_FAULTS[fault] for fault in options.only}
        return min(live(folder, code, faults, options.visitors, options.seconds), 1)


if __name__ == "__main__":
    sys.exit(main())
