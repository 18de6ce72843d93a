"""How often the API may be asked, as data, and one pure rule; whoever asks is told what is left."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from directory.domain.errors import DomainError


@dataclass(frozen=True, slots=True)
class RateRule:
    """At most `count` requests within any `window`, for each network by itself."""

    name: str
    count: int
    window: timedelta

    @property
    def window_seconds(self) -> int:
        """The window in whole seconds."""
        return self.window // timedelta(seconds=1)


READS = RateRule("reads", 300, timedelta(minutes=1))
WRITES = RateRule("writes", 60, timedelta(minutes=1))
PROBE = RateRule("probe", 1, timedelta(minutes=1))
"""What is counted to see whether counting works."""
RATE_RULES = (READS, WRITES, PROBE)
LONGEST_RATE_WINDOW = max(rule.window for rule in RATE_RULES)


@dataclass(frozen=True, slots=True)
class RateStanding:
    """What is left of a rule: how many requests, and seconds until there are more again."""

    rule: RateRule
    left: int
    """Below 0 for a request that was refused."""
    reset_seconds: int


def admit(rule: RateRule, counted: Sequence[int], at: float) -> tuple[Sequence[int], RateStanding]:
    """Count a request at an instant (seconds of the epoch) beside those before, or refuse it.

    Gives what is counted from now on. Windows are kept to the second. What lies far ahead was
    counted before the clock was put back, and is forgotten.
    """
    window = rule.window_seconds
    recent = [second for second in counted if at - window < second <= at + window]
    left = rule.count - len(recent) - 1
    if left >= 0:
        recent.append(math.floor(at))
    reset_seconds = math.ceil(recent[0] + window - at)
    return recent, RateStanding(rule, left, reset_seconds)


class RateLimitError(DomainError):
    """Too many requests; `standing` says how long to wait."""

    def __init__(self, standing: RateStanding) -> None:
        rule = standing.rule
        super().__init__(
            f"At most {rule.count} requests in {rule.window_seconds} seconds are answered. Wait "
            f"{standing.reset_seconds} seconds."
        )
        self.standing = standing
