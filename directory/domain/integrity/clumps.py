"""Visit codes of one block that were answered too fast or too evenly to be so many patients."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import mean, pstdev

from directory.domain.integrity.assessment import Signal, SignalKind
from directory.domain.integrity.ramp import ramp

FAST_SPAN = timedelta(hours=2)
FAST_COUNT = (2, 6)
"""So many of one block within that span are noticed, and are sure."""

FEWEST_EVEN = 6
EVENNESS = (0.45, 0.2)
"""Spread of the time between answers, relative to its mean; 1 for patients on their own."""


def code_clump(redeemed_at: datetime, block: Sequence[datetime]) -> Signal | None:
    """The code was used in a clump; `block` are the times of all used codes of its block, in order.

    Patients of one day go home and answer independently of each other: the times between their
    answers are exponential, with a coefficient of variation of 1. Somebody who holds all the cards
    answers one after the other, or one a day. What the answers say is not looked at: a weight that
    goes by the grade could make a better grade hurt.
    """
    near = [time for time in block if abs(time - redeemed_at) <= FAST_SPAN]
    fast_count = max(
        sum(start <= time <= start + FAST_SPAN for time in near)
        for start in near
        if start <= redeemed_at
    )
    fast = ramp(fast_count, *FAST_COUNT)
    even = ramp(_variation(block), *EVENNESS) if len(block) >= FEWEST_EVEN else 0.0
    strength = max(fast, even)
    if not strength:
        return None
    if fast >= even:
        hours = FAST_SPAN // timedelta(hours=1)
        reason = f"{fast_count} visit codes of one block were used within {hours} hours."
    else:
        reason = f"The {len(block)} visit codes of one block were used at nearly even intervals."
    return Signal(SignalKind.CODE_CLUMP, strength, reason)


def _variation(times: Sequence[datetime]) -> float:
    """Coefficient of variation of the gaps between successive times."""
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
    average = mean(gaps)
    return pstdev(gaps) / average if average else 0.0
