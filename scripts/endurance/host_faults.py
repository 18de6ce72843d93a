"""What may befall the hosts of a site: each strikes, and ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from scripts.endurance.hosted_site import RUNS, HostedSite
from scripts.endurance.network import plug_in_cable, pull_cable

Fault = Callable[[HostedSite], AbstractContextManager[None]]

SECONDS_TO_NOTICE = 5.0
"""How long nobody does anything about a database that is gone."""
MOST_ATTEMPTS = 10
"""How often tables are tried to be changed that others use."""
SECONDS_UNTIL_ASKED_AGAIN = 12.0
"""A little more than the proxy leaves a host alone that had failed."""


def silent(name: str) -> Fault:
    """A host is not to be reached, and goes on by itself; then it can be reached again."""

    @contextmanager
    def strike(site: HostedSite) -> Iterator[None]:
        pull_cable(site.hosts[name])
        yield
        plug_in_cable(site.hosts[name])

    return strike


def without_power(name: str) -> Fault:
    """A host ends at once, nobody refuses what is sent to it, and later it starts again."""

    @contextmanager
    def strike(site: HostedSite) -> Iterator[None]:
        pull_cable(site.hosts[name])
        site.cut_power(name)
        yield
        plug_in_cable(site.hosts[name])
        site.start(name)

    return strike


@contextmanager
def database_lost(site: HostedSite) -> Iterator[None]:
    """The database is gone for good, with its host; its standby, which had confirmed everything
    that was acknowledged, takes its place."""
    site.databases.primary.set_option("synchronous_standby_names", "*")
    time.sleep(SECONDS_TO_NOTICE)
    pull_cable(site.hosts["database"])
    site.databases.primary.kill()
    time.sleep(SECONDS_TO_NOTICE)
    site.databases.standby.promote()
    yield


@contextmanager
def restarted_in_turn(site: HostedSite) -> Iterator[None]:
    """Each host is restarted, one after the other; the next one only when the proxy asks the one
    before again."""
    for name in RUNS:
        site.stop(name)
        site.start(name)
        time.sleep(SECONDS_UNTIL_ASKED_AGAIN)
    yield


@contextmanager
def upgraded_in_turn(site: HostedSite) -> Iterator[None]:
    """The tables are brought to this version while all hosts serve the one before; then each host
    is restarted with it."""
    for _ in range(MOST_ATTEMPTS):
        done = site.try_to_run("web1", "setup")
        print(done.stdout, done.stderr, sep="", end="", flush=True)
        if done.returncode == 0:
            break
    time.sleep(SECONDS_UNTIL_ASKED_AGAIN)
    with restarted_in_turn(site):
        yield


HOST_FAULTS: dict[str, Fault] = {
    "web host silent": silent("web1"),
    "web host without power": without_power("web2"),
    "worker's host silent": silent("worker1"),
    "worker's host without power": without_power("worker2"),
    "search host silent": silent("search"),
    "standby silent": silent("standby"),
    "database silent": silent("database"),
    "hosts restarted in turn": restarted_in_turn,
    "database lost, standby promoted": database_lost,
}
"""In this order: the last one cannot be undone."""
