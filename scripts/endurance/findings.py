"""What a trial found: whether all that was acknowledged is there, once, and the site is whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from sqlalchemy import Engine

from scripts.endurance.acts import count_stored
from scripts.endurance.visitors import Visitors
from tests.fixtures.sites import run_flask

CHECKS = (("worker", "--once"), ("index", "verify"), ("ledger", "verify"))
STATE_AND_NAME = 24
"""How long what `doctor` begins a line with is: the state and the name of a check."""


def ask_doctor(environment: Mapping[str, str]) -> dict[str, str]:
    """What `doctor` finds amiss, by state and check; of a start that it refuses the reason."""
    done = run_flask("doctor", environment=environment)
    lines = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    if not lines:
        return {"fail refused": done.stderr.strip().rpartition("\n")[2]}
    return {line[:STATE_AND_NAME].strip(): line for line in lines if line[:4] in {"fail", "warn"}}


def print_answers(visitors: Visitors) -> None:
    """Say what was answered in each phase, and how long anybody waited for an answer."""
    for phase, answers in sorted(visitors.answers.items()):
        counts = ", ".join(f"{count:,} × {status}" for status, count in answers.most_common())
        print(f"  {phase:<22} {counts}; at most {visitors.longest[phase]:.1f} s")


def print_times(visitors: Visitors) -> None:
    """Say how long answers took."""
    for kind, seconds in sorted(visitors.seconds.items()):
        median, late = (1000 * np.quantile(seconds, share) for share in (0.5, 0.99))
        print(f"  {kind:<20} {len(seconds):>6,} asked, median {median:.0f} ms, p99 {late:.0f} ms")


def count_faults(
    visitors: Visitors,
    engine: Engine,
    environment: Mapping[str, str],
    expected: Collection[str],
) -> int:
    """Look for all that was acknowledged, and let the site be checked once it has caught up.

    `expected` are findings of `doctor` that are right.
    """
    faults = sum(visitors.unexplained.values())
    for answer, count in visitors.unexplained.most_common(10):
        print(f"  without a way on: {count:,} × {answer}")
    for kind, names in visitors.acknowledged.items():
        stored = count_stored(engine, kind)
        lost = [name for name in names if not stored[name]]
        doubled = [name for name, count in stored.items() if count > 1]
        print(f"  {kind}s acknowledged: {len(names):,}; {len(lost)} lost, {len(doubled)} doubled")
        faults += len(lost) + len(doubled)
    for command in CHECKS:
        done = run_flask(*command, environment=environment)
        if done.returncode != 0:
            print(f"  {' '.join(command)}:\n{done.stdout}{done.stderr}")
        faults += done.returncode
    for check, line in ask_doctor(environment).items():
        if check.startswith("fail"):
            print(f"  doctor, afterwards: {line}")
            faults += check not in expected
    print(f"  index, ledger and doctor looked at; faults in all: {faults}")
    return faults
