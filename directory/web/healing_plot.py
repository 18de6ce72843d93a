"""The geometry of the healing calendar's plot: days needed on an axis of weeks."""

from __future__ import annotations

from dataclasses import dataclass

from directory.domain.healing import DaysNeeded
from directory.services.healing import HealingPlan

PLOT_WIDTH = 240
TICKS: dict[int, int] = {7: 1, 14: 2, 28: 7, 56: 14, 84: 14, 168: 28, 364: 91}
"""How many days the axis may show, and how far its ticks are apart; the first that is enough."""


@dataclass(frozen=True, slots=True)
class HealingBar:
    """From one in ten to nine in ten, with a dot at half where it was observed."""

    low_x: float
    high_x: float
    x: float | None


@dataclass(frozen=True, slots=True)
class HealingTick:
    """A day on the axis."""

    day: int
    x: float


@dataclass(frozen=True, slots=True)
class HealingPlot:
    """The bars of work and redness; None where nothing is known."""

    work: HealingBar | None
    redness: HealingBar | None
    ticks: tuple[HealingTick, ...]


def draw_healing(plan: HealingPlan) -> HealingPlot:
    """Place both on one axis."""
    latest = max(days.ninetieth or 0 for days in (plan.work, plan.redness))
    span = next((days for days in TICKS if days >= latest), max(TICKS))
    return HealingPlot(
        work=_bar(plan.work, span),
        redness=_bar(plan.redness, span),
        ticks=tuple(HealingTick(day, _day_x(day, span)) for day in range(0, span + 1, TICKS[span])),
    )


def _bar(days: DaysNeeded, span: int) -> HealingBar | None:
    if days.tenth is None or days.ninetieth is None:
        return None
    return HealingBar(
        _day_x(days.tenth, span),
        _day_x(days.ninetieth, span),
        None if days.half is None else _day_x(days.half, span),
    )


def _day_x(day: int, span: int) -> float:
    return round(min(day / span, 1) * PLOT_WIDTH, 1)
