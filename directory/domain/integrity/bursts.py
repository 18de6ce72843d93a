"""Bursts: more unproven reviews within days than this practitioner's own pace explains."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from math import log10

import scipy

from directory.domain.integrity.assessment import Signal, SignalKind
from directory.domain.integrity.ramp import ramp

WINDOW_DAYS = 7
FEWEST_IN_BURST = 4
SHORTEST_HISTORY_DAYS = 180
"""A new profile is compared with a pace of at least so many days: its first reviews come close."""

SURPRISE = (1.5, 4.0)
"""Orders of magnitude below even odds: where a burst is noticed, and where it is sure."""


def burst(day: date, days: Sequence[date]) -> Signal | None:
    """The review of this day is one of a burst; `days` are those of all of them, in order.

    How many may come within a week is foretold from the others: with k reviews in the other T days
    the pace is Gamma(k + 1, T), and the count of w days negative binomial, so that
    P(at least n) = I(w / (T + w); n, k + 1), the regularised incomplete beta function. It is
    multiplied by the number of weeks that could have held a burst (Bonferroni). A practice that is
    always busy has no burst; see Fei et al., "Exploiting burstiness in reviews for review spammer
    detection", ICWSM 2013.
    """
    count = _most_within_window(day, days)
    if count < FEWEST_IN_BURST:
        return None
    others = len(days) - count
    history = max((days[-1] - days[0]).days, SHORTEST_HISTORY_DAYS)
    chance = float(scipy.special.betainc(count, others + 1, WINDOW_DAYS / (history + WINDOW_DAYS)))
    windows = history / WINDOW_DAYS
    surprise = -log10(max(chance * windows, 1e-300))
    strength = ramp(surprise, *SURPRISE)
    if not strength:
        return None
    pace = (others + 1) / history * WINDOW_DAYS
    usual = "less than one" if pace < 1 else f"about {pace:.0f}"
    return Signal(
        SignalKind.BURST,
        strength,
        f"{count} unproven reviews came within {WINDOW_DAYS} days; {usual} is usual here.",
    )


def _most_within_window(day: date, days: Sequence[date]) -> int:
    """How many lie in the fullest window that holds the day."""
    ordinals = [one.toordinal() for one in days]
    last = day.toordinal()
    first_start = bisect_left(ordinals, last - WINDOW_DAYS + 1)
    starts = sorted({ordinals[i] for i in range(first_start, bisect_right(ordinals, last))})
    return max(
        (
            bisect_left(ordinals, start + WINDOW_DAYS) - bisect_left(ordinals, start)
            for start in starts
        ),
        default=0,
    )
