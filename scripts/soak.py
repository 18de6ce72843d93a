"""Lets a demonstration work for long, and says how much its memory grew: `make soak MINUTES=15`.

Visitors search, read, object, and a partner sends reviews, which the worker brings into the index.
After a warming up, the private memory of each process is noted every few seconds; a line through
the later notes tells how many megabytes a thousand requests, or an hour of the worker, cost.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict

import numpy as np

from scripts.endurance.findings import print_times
from scripts.endurance.kept_site import KeptSite, measure_private_megabytes
from scripts.endurance.trial import set_up_anywhere

SECONDS_BETWEEN_NOTES = 10.0
WARMING_SHARE = 0.3
"""How much of the time is left out: caches fill, and allocators find their size."""
MOMENTS = 11
"""How many notes are printed, from the first to the last."""
MOST_PER_THOUSAND = 1.0
"""Megabytes that a thousand requests may cost a web worker before it is called a leak."""


def list_programs(site: KeptSite) -> dict[str, int]:
    """The processes whose memory is noted."""
    workers = {f"web worker {number}": pid for number, pid in enumerate(site.list_web_workers(), 1)}
    return workers | {"worker": site.worker}


def main() -> int:
    """Let a demonstration work, and look whether its memory stays what it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=15.0)
    parser.add_argument("--visitors", type=int, default=4)
    parser.add_argument("--pause", type=float, default=0.1, help="seconds between two requests")
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    options = parser.parse_args()
    notes: defaultdict[str, list[tuple[float, int, float]]] = defaultdict(list)
    with set_up_anywhere(on_postgresql=options.postgresql) as (trial, _server):
        with trial.under_load(options.visitors, options.pause) as (site, visitors):
            visitors.phase = "all the time"
            began = time.monotonic()
            while (passed := time.monotonic() - began) < options.minutes * 60:
                for name, pid in list_programs(site).items():
                    megabytes = measure_private_megabytes(pid)
                    notes[name].append((passed, visitors.count_answers(), megabytes))
                time.sleep(SECONDS_BETWEEN_NOTES)
        print_times(visitors)
        faults = trial.judge(visitors)
    for name, noted in notes.items():
        seconds, answered, megabytes = np.array(noted).T
        is_warm = seconds >= options.minutes * 60 * WARMING_SHARE
        thousands, hours = answered[is_warm] / 1000, seconds[is_warm] / 3600
        per_thousand = np.polyfit(thousands, megabytes[is_warm], 1)[0]
        per_hour = np.polyfit(hours, megabytes[is_warm], 1)[0]
        print(
            f"{name}: {megabytes[0]:.0f} MB at first, {megabytes[is_warm][0]:.1f} MB warm, "
            f"{megabytes[-1]:.1f} MB at last after {answered[-1]:,.0f} requests to all; "
            f"{per_thousand:+.2f} MB each thousand, {per_hour:+.1f} MB each hour"
        )
        moments = np.linspace(0, len(megabytes) - 1, MOMENTS).round().astype(int)
        print(f"  on the way: {', '.join(f'{megabytes[one]:.0f}' for one in moments)}")
        faults += per_thousand > MOST_PER_THOUSAND
    return min(int(faults), 1)


if __name__ == "__main__":
    sys.exit(main())
