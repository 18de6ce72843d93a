"""How often the API may be asked, as data; whoever asks is told with every answer what is left."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class RateStanding:
    """What is left of a rule: how many requests, and seconds until there are more again."""

    rule: RateRule
    left: int
    reset_seconds: int


class RateLimitError(DomainError):
    """Too many requests; `standing` says how long to wait."""

    def __init__(self, standing: RateStanding) -> None:
        rule = standing.rule
        super().__init__(
            f"At most {rule.count} requests in {rule.window_seconds} seconds are answered. Wait "
            f"{standing.reset_seconds} seconds."
        )
        self.standing = standing
