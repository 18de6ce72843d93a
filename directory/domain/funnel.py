"""A funnel: how far shares of small numbers stray from the middle by chance alone.

Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine:
limits around the group's own share, wider for fewer reports. A point between them differs by no
more than chance would make it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Z_90 = 1.6449
"""Half-width of a 90% interval, in standard deviations of a normal distribution."""


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One practitioner: how many verified reports, and which share of them much improved."""

    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Funnel:
    """The practitioner's own point among comparable ones; `middle` is the share of all together."""

    own: FunnelPoint
    peers: tuple[FunnelPoint, ...]
    middle: float

    @property
    def largest_count(self) -> int:
        """The most reports that anybody has."""
        return max(point.count for point in (self.own, *self.peers))

    @property
    def is_own_beyond_chance(self) -> bool:
        """Whether the own share lies outside the limits for its number."""
        low, high = funnel_limits(self.middle, self.own.count)
        return not low <= self.own.share <= high


def make_funnel(own: FunnelPoint, peers: Sequence[FunnelPoint]) -> Funnel:
    """Put a practitioner among comparable ones; there must be at least one of them."""
    total = own.count + sum(peer.count for peer in peers)
    good = own.count * own.share + sum(peer.count * peer.share for peer in peers)
    return Funnel(own, tuple(peers), good / total)


def funnel_limits(middle: float, count: float) -> tuple[float, float]:
    """Between which shares 90 of 100 would lie by chance, of so many reports each."""
    spread = Z_90 * math.sqrt(middle * (1 - middle) / count)
    return max(middle - spread, 0.0), min(middle + spread, 1.0)
