"""Outcomes as patients read them: the GAIS grades in words, distributions, and small cells.

Statistics of what was reported; what it says of skill is the skill model's affair.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import scipy

from directory.domain.messages import N_

SMALL_CELL = 10
"""Fewer reports than this are not shown as a statistic: they say little and may identify."""

ADVERSE_EVENTS_SHOWN_FROM = 30
"""From this many verified outcomes on, adverse events are given as a count."""

VERIFIED_LEVEL = 2
"""From this verification level on, a report is proven to come from someone treated there."""

GRADE_WORDS: dict[int, str] = {
    5: N_("Very much improved"),
    4: N_("Much improved"),
    3: N_("Improved"),
    2: N_("No change"),
    1: N_("Worse"),
}

MUCH_IMPROVED = 4
"""From this grade on, a result counts as much improved."""

LEVEL_WORDS: dict[int, str] = {
    0: N_("Not checked"),
    1: N_("E-mail confirmed"),
    2: N_("Proof of treatment"),
    3: N_("Proof of treatment, final result"),
}

SEVERITY_WORDS: dict[int, str] = {
    1: N_("mild"),
    2: N_("moderate"),
    3: N_("marked"),
    4: N_("severe"),
}

SEVERITY_LABELS: dict[int, str] = {
    1: N_("Mild"),
    2: N_("Moderate"),
    3: N_("Marked"),
    4: N_("Severe"),
}
"""The same, where they stand alone."""

FITZPATRICK_WORDS: dict[int, str] = {
    1: N_("I: always burns, never tans"),
    2: N_("II: usually burns, tans a little"),
    3: N_("III: sometimes burns, tans evenly"),
    4: N_("IV: rarely burns, tans well"),
    5: N_("V: very rarely burns, brown skin"),
    6: N_("VI: never burns, dark brown skin"),
}


@dataclass(frozen=True, slots=True)
class GradeDistribution:
    """How many reports gave each grade, best first."""

    counts: tuple[tuple[int, int], ...]
    total: int

    @property
    def is_small(self) -> bool:
        """Whether there are too few to be shown."""
        return self.total < SMALL_CELL

    @property
    def much_improved_share(self) -> float | None:
        """The share of grade 4 and 5, or None where there are too few."""
        if self.is_small:
            return None
        return self.much_improved_count / self.total

    @property
    def much_improved_count(self) -> int:
        """How many gave grade 4 or 5."""
        return sum(count for grade, count in self.counts if grade >= MUCH_IMPROVED)

    @property
    def much_improved_interval(self) -> tuple[float, float] | None:
        """The 90% interval of that share, or None where there are too few."""
        if self.is_small:
            return None
        return share_interval(self.much_improved_count, self.total)


def distribute_grades(grades: Iterable[int]) -> GradeDistribution:
    """Count the GAIS grades, best first, with zeros where none was given."""
    return distribute_counts(Counter(grades))


def distribute_counts(counts: Mapping[int, int]) -> GradeDistribution:
    """The same of grades that are counted already."""
    return GradeDistribution(
        counts=tuple((grade, counts.get(grade, 0)) for grade in GRADE_WORDS),
        total=sum(counts.values()),
    )


@dataclass(frozen=True, slots=True)
class DowntimeBin:
    """How many patients needed from `first` to `last` days; an open last bin has `last` None."""

    first: int
    last: int | None
    count: int

    @property
    def label(self) -> str:
        """The bin as people read it."""
        if self.last is None:
            return f"{self.first}+"
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True, slots=True)
class DowntimeDistribution:
    """Days until work, as observed: median, the middle 80%, and bins for a plot."""

    median_days: float
    tenth_days: float
    ninetieth_days: float
    bins: tuple[DowntimeBin, ...]
    total: int


_BIN_EDGES: tuple[tuple[int, int | None], ...] = (
    (0, 1),
    (2, 3),
    (4, 5),
    (6, 7),
    (8, 10),
    (11, 14),
    (15, None),
)


def distribute_downtime(days: Sequence[int]) -> DowntimeDistribution | None:
    """Summarise downtimes in days; None where there are fewer than a small cell."""
    return distribute_ordered_downtime(sorted(days))


def distribute_ordered_downtime(ordered: Sequence[int]) -> DowntimeDistribution | None:
    """The same of days in order, of which only some are looked at."""
    if len(ordered) < SMALL_CELL:
        return None
    tenth, median, ninetieth = (_quantile(ordered, share) for share in (0.1, 0.5, 0.9))
    bins = []
    begin = bisect_left(ordered, _BIN_EDGES[0][0])
    for first, last in _BIN_EDGES:
        end = len(ordered) if last is None else bisect_right(ordered, last)
        bins.append(DowntimeBin(first, last, end - begin))
        begin = end
    return DowntimeDistribution(median, tenth, ninetieth, tuple(bins), len(ordered))


def _quantile(ordered: Sequence[int], share: float) -> float:
    """What the lower `share` of ordered numbers lies below, between two of them by proportion.

    The same as of NumPy, which takes many times as long for a few dozen numbers.
    """
    place = (len(ordered) - 1) * share
    below = math.floor(place)
    low, high = ordered[below], ordered[min(below + 1, len(ordered) - 1)]
    beyond = place - below
    if beyond < 0.5:  # from the nearer end, so that it is met exactly
        return low + (high - low) * beyond
    return high - (high - low) * (1 - beyond)


def share_interval(count: int, total: int) -> tuple[float, float]:
    """90% interval of a share by Jeffreys' prior (Brown, Cai & DasGupta 2001), as shares 0–1."""
    low, high = scipy.special.betaincinv(count + 0.5, total - count + 0.5, (0.05, 0.95))
    return (0.0 if count == 0 else float(low), 1.0 if count == total else float(high))
