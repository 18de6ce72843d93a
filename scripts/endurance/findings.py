"""What a trial found: whether all that was acknowledged is there, once, and the site is whole."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from sqlalchemy import Engine

from scripts.endurance.acts import count_stored
from scripts.endurance.visitors import Visitors
from tests.fixtures.sites import run_flask

CHECKS = (("index", "verify"), ("ledger", "verify"), ("doctor",))


def print_answers(visitors: Visitors) -> None:
    """Say what was answered in each phase."""
    for phase, answers in visitors.answers.items():
        counts = ", ".join(f"{count:,} × {status}" for status, count in answers.most_common())
        print(f"  {phase:<22} {counts}")


def print_times(visitors: Visitors) -> None:
    """Say how long answers took."""
    for kind, seconds in sorted(visitors.seconds.items()):
        median, late = (1000 * np.quantile(seconds, share) for share in (0.5, 0.99))
        print(f"  {kind:<20} {len(seconds):>6,} asked, median {median:.0f} ms, p99 {late:.0f} ms")


def count_faults(visitors: Visitors, engine: Engine, environment: Mapping[str, str]) -> int:
    """Look for all that was acknowledged, and let the site be checked once it has caught up."""
    faults = sum(visitors.unexplained.values())
    for answer, count in visitors.unexplained.most_common(10):
        print(f"  without a way on: {count:,} × {answer}")
    for kind, names in visitors.acknowledged.items():
        stored = count_stored(engine, kind)
        lost = [name for name in names if not stored[name]]
        doubled = [name for name, count in stored.items() if count > 1]
        print(f"  {kind}s acknowledged: {len(names):,}; {len(lost)} lost, {len(doubled)} doubled")
        faults += len(lost) + len(doubled)
    for command in (("worker", "--once"), *CHECKS):
        done = run_flask(*command, environment=environment)
        if done.returncode != 0:
            print(f"  {' '.join(command)}:\n{done.stdout}{done.stderr}")
        faults += done.returncode
    print(f"  index, ledger and doctor looked at; faults in all: {faults}")
    return faults
