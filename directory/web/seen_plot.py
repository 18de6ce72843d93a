"""The geometry of how often a profile was seen: two bars a day, lists behind, opened before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from directory.models.page_count import PageCount
from directory.services.page_counts import SHOWN_DAYS

LEFT, RIGHT, TOP, BASE = 30, 360, 14, 126
GAP = 2.0


@dataclass(frozen=True, slots=True)
class SeenBar:
    """One day: how far its two bars reach up from the base."""

    x: float
    listed_y: float
    listed_height: float
    opened_y: float
    opened_height: float


@dataclass(frozen=True, slots=True)
class SeenPlot:
    """Where everything stands, as SVG takes it."""

    bars: tuple[SeenBar, ...]
    bar_width: float
    most: int
    first_day: date
    last_day: date


def seen_plot(counts: Sequence[PageCount], today: date) -> SeenPlot:
    """Place the counts of the days shown; a day without a count has no bar."""
    first_day = today - timedelta(days=SHOWN_DAYS - 1)
    step = (RIGHT - LEFT) / SHOWN_DAYS
    most = max(1, *(max(count.listed_count, count.opened_count) for count in counts))

    def height(count: int) -> float:
        return round(count / most * (BASE - TOP), 1)

    return SeenPlot(
        bars=tuple(
            SeenBar(
                x=round(LEFT + (count.day - first_day).days * step + GAP / 2, 1),
                listed_y=BASE - height(count.listed_count),
                listed_height=height(count.listed_count),
                opened_y=BASE - height(count.opened_count),
                opened_height=height(count.opened_count),
            )
            for count in counts
        ),
        bar_width=round(step - GAP, 1),
        most=most,
        first_day=first_day,
        last_day=today,
    )
