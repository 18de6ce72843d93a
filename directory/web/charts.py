"""The geometry of the charts: from numbers to coordinates. Colours and words are the templates'.

All plots of skill share one axis from 0 to 100 successes per 100 patients, so that a list of them
reads as a forest plot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from directory.domain.outcomes import DowntimeDistribution, GradeDistribution
from directory.services.home import SPREAD_BIN, Spread
from directory.services.outcome_tables import OutcomeGroup
from directory.services.search_results import SkillEstimate
from directory.web.formats import whole

PLOT_WIDTH = 240
AXIS_TICKS = (0, 25, 50, 75, 100)
DOTS_IN_ROW = 20
DOT_STEP = 12
STACK_WIDTH = 400
STACK_GAP = 2
HISTOGRAM_WIDTH = 360
HISTOGRAM_BASE = 145
HISTOGRAM_HEIGHT = 120
BAR_GAP = 6
SHARE_LEFT = 92
SHARE_RIGHT = 276
SHARE_ROW = 28
SHARE_HEAD = 18
SHARE_FOOT = 20
SPREAD_WIDTH = 480
SPREAD_BASE = 150
SPREAD_HEIGHT = 110


def plot_x(points: float) -> float:
    """The place of so many points of 100 on the common axis."""
    return round(min(max(points, 0.0), 100.0) / 100 * PLOT_WIDTH, 1)


@dataclass(frozen=True, slots=True)
class IntervalPlot:
    """Where dot, interval and the directory's middle stand on the common axis."""

    low_x: float
    high_x: float
    x: float
    middle_x: float | None

    @property
    def width(self) -> float:
        """How far the interval reaches."""
        return round(self.high_x - self.low_x, 1)


def interval_plot(skill: SkillEstimate) -> IntervalPlot:
    """Place an estimate on the common axis."""
    return IntervalPlot(
        low_x=plot_x(skill.lo90),
        high_x=plot_x(skill.hi90),
        x=plot_x(skill.points),
        middle_x=None if skill.middle is None else plot_x(skill.middle),
    )


@dataclass(frozen=True, slots=True)
class DotGroup:
    """Dots of one shade as one SVG path; a dot is a step too short to be seen, with round ends."""

    shade: int
    path: str


def hundred_dots(skill: SkillEstimate) -> tuple[DotGroup, ...]:
    """A hundred patients as dots: below the interval, up to the estimate, up to its end, the rest.

    Shades are those of the grades, the surest the darkest.
    """
    ends = [round(skill.lo90), round(skill.points), round(skill.hi90), 100]
    groups = []
    start = 0
    for shade, end in zip((5, 4, 3, 2), ends, strict=True):
        path = "".join(
            f"M{(dot % DOTS_IN_ROW + 0.5) * DOT_STEP:g} {(dot // DOTS_IN_ROW + 0.5) * DOT_STEP:g}h0"
            for dot in range(start, end)
        )
        if path:
            groups.append(DotGroup(shade, path))
        start = max(start, end)
    return tuple(groups)


@dataclass(frozen=True, slots=True)
class GradeSegment:
    """One grade's piece of a stacked bar."""

    grade: int
    x: float
    width: float


def grade_segments(grades: GradeDistribution) -> tuple[GradeSegment, ...]:
    """Lay the grades side by side, best first; grades nobody gave take no room."""
    segments = []
    x = 0.0
    for grade, count in grades.counts:
        width = STACK_WIDTH * count / grades.total if grades.total else 0.0
        if count:
            segments.append(GradeSegment(grade, round(x, 1), round(max(width - STACK_GAP, 1), 1)))
        x += width
    return tuple(segments)


@dataclass(frozen=True, slots=True)
class ShareInterval:
    """One group's share with its interval, and both in words: "79 (70–86)"."""

    label: str
    words: str
    y: float
    low_x: float
    x: float
    high_x: float


@dataclass(frozen=True, slots=True)
class SharePlot:
    """Shares of groups below each other on an axis of their own, with everybody's as a line."""

    rows: tuple[ShareInterval, ...]
    all_x: float
    base_y: float
    height: float
    top_y: float = SHARE_HEAD
    left_x: float = SHARE_LEFT
    right_x: float = SHARE_RIGHT


def share_intervals(groups: Sequence[OutcomeGroup], everybody: GradeDistribution) -> SharePlot:
    """Place the shares much improved of groups that are not small."""
    base_y = SHARE_HEAD + len(groups) * SHARE_ROW
    return SharePlot(
        rows=tuple(
            _share_interval(group, SHARE_HEAD + (position + 0.5) * SHARE_ROW)
            for position, group in enumerate(groups)
        ),
        all_x=_share_x(everybody.much_improved_share or 0.0),
        base_y=base_y,
        height=base_y + SHARE_FOOT,
    )


def _share_interval(group: OutcomeGroup, y: float) -> ShareInterval:
    share = group.grades.much_improved_share or 0.0
    low, high = group.grades.much_improved_interval or (0.0, 1.0)
    return ShareInterval(
        label=group.label,
        words=f"{whole(100 * share)} ({whole(100 * low)}–{whole(100 * high)})",
        y=y,
        low_x=_share_x(low),
        x=_share_x(share),
        high_x=_share_x(high),
    )


def _share_x(share: float) -> float:
    return round(SHARE_LEFT + share * (SHARE_RIGHT - SHARE_LEFT), 1)


@dataclass(frozen=True, slots=True)
class SpreadBar:
    """How many practitioners stand within one bin of the axis from 0 to 100."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class SpreadPlot:
    """The directory's practitioners over the axis, and where its tenths and its middle lie."""

    bars: tuple[SpreadBar, ...]
    tenth_x: float
    middle_x: float
    ninetieth_x: float
    width: float = SPREAD_WIDTH
    base: float = SPREAD_BASE


def spread_plot(spread: Spread) -> SpreadPlot:
    """Lay the bins over the axis, the fullest as high as the plot."""
    step = SPREAD_WIDTH * SPREAD_BIN / 100
    most = max(spread.bins)
    heights = [SPREAD_HEIGHT * count / most for count in spread.bins]
    return SpreadPlot(
        bars=tuple(
            SpreadBar(
                x=round(position * step + 0.5, 1),
                y=round(SPREAD_BASE - height, 1),
                width=round(step - 1, 1),
                height=round(height, 1),
            )
            for position, height in enumerate(heights)
            if height
        ),
        tenth_x=round(spread.tenth / 100 * SPREAD_WIDTH, 1),
        middle_x=round(spread.middle / 100 * SPREAD_WIDTH, 1),
        ninetieth_x=round(spread.ninetieth / 100 * SPREAD_WIDTH, 1),
    )


@dataclass(frozen=True, slots=True)
class HistogramBar:
    """One bar with its labels and whether the median falls into it."""

    x: float
    y: float
    width: float
    height: float
    label: str
    count: int
    has_median: bool

    @property
    def middle_x(self) -> float:
        """Where the labels are centred."""
        return round(self.x + self.width / 2, 1)


def histogram_bars(downtime: DowntimeDistribution) -> tuple[HistogramBar, ...]:
    """One bar for each bin, the tallest as high as the plot."""
    step = HISTOGRAM_WIDTH / len(downtime.bins)
    most = max(one.count for one in downtime.bins)
    medians = _bins_with_median(downtime)
    return tuple(
        HistogramBar(
            x=round(position * step + BAR_GAP / 2, 1),
            y=round(HISTOGRAM_BASE - HISTOGRAM_HEIGHT * one.count / most, 1),
            width=round(step - BAR_GAP, 1),
            height=round(HISTOGRAM_HEIGHT * one.count / most, 1),
            label=one.label,
            count=one.count,
            has_median=position in medians,
        )
        for position, one in enumerate(downtime.bins)
    )


def _bins_with_median(downtime: DowntimeDistribution) -> Sequence[int]:
    """The bin of the median; a median between two whole days belongs to the earlier one's."""
    median_day = int(downtime.median_days)
    return [
        position
        for position, one in enumerate(downtime.bins)
        if one.first <= median_day and (one.last is None or median_day <= one.last)
    ]
