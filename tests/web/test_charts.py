"""The charts' geometry: what is drawn is what was counted."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.outcomes import SMALL_CELL, distribute_downtime, distribute_grades
from directory.services.outcome_tables import OutcomeGroup
from directory.services.search_results import SkillEstimate
from directory.web.charts import (
    HISTOGRAM_HEIGHT,
    PLOT_WIDTH,
    SHARE_LEFT,
    SHARE_RIGHT,
    STACK_GAP,
    STACK_WIDTH,
    grade_segments,
    histogram_bars,
    interval_plot,
    share_intervals,
)


def estimate(points: float, lo90: float, hi90: float, middle: float | None) -> SkillEstimate:
    return SkillEstimate("", "", points, lo90, hi90, middle, 50, 60, 40.0, 0.2, ())


def test_the_axis_runs_from_none_to_all_of_a_hundred() -> None:
    plot = interval_plot(estimate(50, 0, 100, 25))
    assert (plot.low_x, plot.x, plot.high_x) == (0, PLOT_WIDTH / 2, PLOT_WIDTH)
    assert plot.middle_x == PLOT_WIDTH / 4
    assert plot.width == PLOT_WIDTH


def test_a_directory_without_a_middle_draws_none() -> None:
    assert interval_plot(estimate(50, 40, 60, None)).middle_x is None


@given(st.lists(st.integers(1, 5), min_size=1, max_size=60))
def test_a_stack_shows_each_grade_given_in_proportion(grades: list[int]) -> None:
    distribution = distribute_grades(grades)
    segments = grade_segments(distribution)
    assert [segment.grade for segment in segments] == sorted(set(grades), reverse=True)
    for segment in segments:
        share = grades.count(segment.grade) / len(grades)
        assert segment.width == pytest.approx(max(STACK_WIDTH * share - STACK_GAP, 1), abs=0.1)
    assert segments[-1].x + segments[-1].width <= STACK_WIDTH + 0.1


@given(st.lists(st.integers(0, 40), min_size=SMALL_CELL, max_size=60))
def test_a_histogram_counts_everybody_and_marks_the_middle(days: list[int]) -> None:
    downtime = distribute_downtime(days)
    assert downtime is not None
    bars = histogram_bars(downtime)
    assert sum(bar.count for bar in bars) == len(days)
    assert max(bar.height for bar in bars) == HISTOGRAM_HEIGHT
    assert sum(bar.has_median for bar in bars) == 1


@given(st.lists(st.lists(st.integers(1, 5), min_size=SMALL_CELL, max_size=60), min_size=1))
def test_shares_stand_below_each_other_on_one_axis(groups: list[list[int]]) -> None:
    rows = [
        OutcomeGroup(str(i), str(i), distribute_grades(grades)) for i, grades in enumerate(groups)
    ]
    plot = share_intervals(rows, distribute_grades(chain.from_iterable(groups)))
    assert [row.label for row in plot.rows] == [group.label for group in rows]
    assert [row.y for row in plot.rows] == sorted({row.y for row in plot.rows})
    assert plot.top_y < plot.rows[0].y
    assert plot.rows[-1].y < plot.base_y < plot.height
    for row, grades in zip(plot.rows, groups, strict=True):
        assert SHARE_LEFT <= row.low_x <= row.x <= row.high_x <= SHARE_RIGHT
        share = sum(grade >= 4 for grade in grades) / len(grades)
        assert (row.x - SHARE_LEFT) / (SHARE_RIGHT - SHARE_LEFT) == pytest.approx(share, abs=0.001)
        assert row.words.startswith(f"{int(100 * share + 0.5)} (")
