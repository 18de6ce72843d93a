"""The geometry of the funnel plot: reports along, the share much improved upwards."""

from __future__ import annotations

from dataclasses import dataclass

from directory.domain.funnel import Funnel, FunnelPoint, funnel_limits
from directory.domain.outcomes import SMALL_CELL

LEFT, RIGHT, TOP, BASE = 34, 346, 14, 226
STEPS = 40


@dataclass(frozen=True, slots=True)
class FunnelPlot:
    """Where everything stands, as SVG takes it."""

    peers: tuple[tuple[float, float], ...]
    own: tuple[float, float]
    middle_y: float
    low_path: str
    high_path: str
    ticks_x: tuple[tuple[float, int], ...]
    ticks_y: tuple[tuple[float, int], ...]


def funnel_plot(funnel: Funnel) -> FunnelPlot:
    """Place a funnel's points and limits."""
    largest = max(funnel.largest_count, SMALL_CELL + 1)
    lowest = min(point.share for point in (funnel.own, *funnel.peers))
    floor = max(0.0, round(lowest - 0.1, 1))

    def x(count: float) -> float:
        return round(LEFT + (count - SMALL_CELL) / (largest - SMALL_CELL) * (RIGHT - LEFT), 1)

    def y(share: float) -> float:
        return round(BASE - (max(share, floor) - floor) / (1 - floor) * (BASE - TOP), 1)

    def place(point: FunnelPoint) -> tuple[float, float]:
        return x(point.count), y(point.share)

    counts = [SMALL_CELL + (largest - SMALL_CELL) * step / STEPS for step in range(STEPS + 1)]
    limits = [(x(count), *funnel_limits(funnel.middle, count)) for count in counts]
    return FunnelPlot(
        peers=tuple(place(point) for point in funnel.peers),
        own=place(funnel.own),
        middle_y=y(funnel.middle),
        low_path="M" + "L".join(f"{at} {y(low)}" for at, low, _ in limits),
        high_path="M" + "L".join(f"{at} {y(high)}" for at, _, high in limits),
        ticks_x=tuple((x(n), n) for n in (SMALL_CELL, (SMALL_CELL + largest) // 2, largest)),
        ticks_y=tuple((y(share), round(100 * share)) for share in (floor, (1 + floor) / 2, 1.0)),
    )
