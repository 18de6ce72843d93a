"""Lets disks, clocks and servers fail under a demonstration with visitors, one after the other.

    make faults, or: python -m scripts.faults [--only "disk full"] [--visitors 4] [--seconds 15]

For each fault: what visitors got before, during and after it, what `doctor` and the log said, how
soon something was acknowledged again, and whether all that was acknowledged is there, once.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from scripts.endurance.faults import FAULTS, MissingPartError, Preparation
from scripts.endurance.findings import ask_doctor
from scripts.endurance.trial import run_or_end
from tests.fixtures.sites import site_environment

SECONDS_BETWEEN_REQUESTS = 0.05


def endure(prepare: Preparation, demo: Path, visitor_count: int, seconds: float) -> int:
    """Let one fault strike, last and end; returns the faults of the site."""
    with tempfile.TemporaryDirectory() as name, prepare(demo, Path(name)) as stage:
        trial = stage.trial
        with trial.under_load(visitor_count, SECONDS_BETWEEN_REQUESTS) as (site, visitors):
            usual = ask_doctor(trial.environment)
            time.sleep(seconds)
            visitors.phase = "during"
            with stage.strike(site):
                said = ask_doctor(trial.environment)
                time.sleep(seconds)
                visitors.phase = "while it ends"
            ended_at = time.monotonic()
            visitors.phase = "after"
            time.sleep(seconds)
            visitors.end()
            faults = stage.count_more_faults()
        for check, line in said.items():
            if check not in usual:
                print(f"  doctor: {line}")
        later = [at - ended_at for at in visitors.acknowledged_at if at > ended_at]
        soon = f"{min(later):.1f} s after its end" if later else "never"
        print(f"  something was acknowledged again: {soon}")
        return faults + trial.judge(visitors, stage.expected) + (not later)


def main() -> int:
    """Let the faults strike, each a demonstration of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=FAULTS, nargs="*", default=list(FAULTS))
    parser.add_argument("--visitors", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=15.0, help="before, during and after")
    options = parser.parse_args()
    faults = 0
    with tempfile.TemporaryDirectory() as name:
        demo = Path(name) / "demo"
        run_or_end("setup", environment=site_environment(demo))
        for fault in options.only:
            print(fault, flush=True)
            try:
                faults += endure(FAULTS[fault], demo, options.visitors, options.seconds)
            except MissingPartError as error:
                print(f"  not tried: {error}")
    return min(faults, 1)


if __name__ == "__main__":
    sys.exit(main())
