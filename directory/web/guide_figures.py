"""The geometry of the guide's figures: how deep treatments act, and intervals of few and many."""

from __future__ import annotations

from dataclasses import dataclass

from directory.domain.healing import HealingGuide
from directory.domain.outcomes import share_interval
from directory.domain.vocabulary import Vocabulary
from directory.domain.vocabulary_entries import Treatment
from directory.web.charts import plot_x

DEPTH_WIDTH = 240
DEEPEST_UM = 2000
"""Where the axis of depths ends: about the thickness of the skin of the face."""

EXAMPLES = ((9, 10), (85, 100), (425, 500))
"""Good results of so many, made up to show what an interval says."""


@dataclass(frozen=True, slots=True)
class DepthRow:
    """How deep one treatment acts, as a bar on the common axis; `is_deeper` goes beyond its end."""

    treatment: Treatment
    x: float
    width: float
    is_deeper: bool


@dataclass(frozen=True, slots=True)
class DepthGroup:
    """The treatments of a family."""

    name: str
    rows: tuple[DepthRow, ...]


@dataclass(frozen=True, slots=True)
class ExampleInterval:
    """A made-up share with its 90% interval on the common axis of 0 to 100."""

    count: int
    total: int
    points: float
    lo90: float
    hi90: float

    @property
    def x(self) -> float:
        """Where the dot stands."""
        return plot_x(self.points)

    @property
    def low_x(self) -> float:
        """Where the bar begins."""
        return plot_x(self.lo90)

    @property
    def high_x(self) -> float:
        """Where the bar ends."""
        return plot_x(self.hi90)


def draw_depths(healing: HealingGuide, vocabulary: Vocabulary) -> tuple[DepthGroup, ...]:
    """Every treatment's usual depth, by family."""
    return tuple(
        DepthGroup(
            family.name,
            tuple(
                _depth_row(treatment)
                for key in family.treatment_keys
                if (treatment := vocabulary.find_treatment(key))
            ),
        )
        for family in healing.families
    )


def depth_x(depth_um: float) -> float:
    """The place of a depth in micrometres on the axis."""
    return round(min(depth_um, DEEPEST_UM) / DEEPEST_UM * DEPTH_WIDTH, 1)


def draw_example_intervals() -> tuple[ExampleInterval, ...]:
    """The same share, or nearly so, of few and of many patients."""
    examples = []
    for count, total in EXAMPLES:
        low, high = share_interval(count, total)
        examples.append(ExampleInterval(count, total, 100 * count / total, 100 * low, 100 * high))
    return tuple(examples)


def _depth_row(treatment: Treatment) -> DepthRow:
    low, high = treatment.depth_um
    x = depth_x(min(low, DEEPEST_UM * 0.98))
    return DepthRow(treatment, x, max(round(depth_x(high) - x, 1), 3), high > DEEPEST_UM)
