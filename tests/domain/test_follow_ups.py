"""When patients are asked again, how answers add up, and what the public is told of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.follow_ups import (
    SCHEDULE,
    CourseAnswers,
    FollowUpCount,
    FollowUpKind,
    combine_answers,
    count_by_plan,
    list_due_dates,
)
from directory.domain.outcomes import SMALL_CELL
from directory.domain.report_choices import ADVERSE_EVENT_KINDS

LAST_SESSION = date(2026, 3, 2)

courses = st.builds(
    CourseAnswers,
    gais=st.none() | st.integers(1, 5),
    work_downtime_days=st.none() | st.integers(0, 365),
    redness_downtime_days=st.none() | st.integers(0, 365),
    adverse_event_kinds=st.lists(st.sampled_from(list(ADVERSE_EVENT_KINDS)), unique=True).map(
        tuple
    ),
    is_worth_it=st.none() | st.booleans(),
)


def test_a_report_right_after_the_session_is_asked_about_three_times() -> None:
    assert list_due_dates(LAST_SESSION, LAST_SESSION, 12) == (
        (FollowUpKind.HEALING, date(2026, 3, 16)),
        (FollowUpKind.RESULT, date(2026, 5, 25)),
        (FollowUpKind.YEAR, date(2027, 3, 2)),
    )


@pytest.mark.parametrize(("weeks", "asked"), [(1, 3), (2, 2), (11, 2), (12, 1), (52, 1), (53, 0)])
def test_what_was_reported_late_enough_is_not_asked_again(weeks: int, asked: int) -> None:
    reported_on = LAST_SESSION + timedelta(weeks=weeks)
    assert len(list_due_dates(LAST_SESSION, reported_on, 12)) == asked


def test_a_slow_concern_is_asked_about_when_its_result_is_final() -> None:
    due_on = dict(list_due_dates(LAST_SESSION, LAST_SESSION, 24))[FollowUpKind.RESULT]
    assert due_on == LAST_SESSION + timedelta(weeks=24)
    due_on = dict(list_due_dates(LAST_SESSION, LAST_SESSION, 8))[FollowUpKind.RESULT]
    assert due_on == LAST_SESSION + timedelta(weeks=12)


def test_the_last_grade_given_holds_and_days_given_stay() -> None:
    first = CourseAnswers(gais=3, work_downtime_days=4, is_worth_it=False)
    later = [CourseAnswers(redness_downtime_days=9), CourseAnswers(gais=5, is_worth_it=True)]
    assert combine_answers(first, later) == CourseAnswers(
        gais=5, work_downtime_days=4, redness_downtime_days=9, is_worth_it=True
    )


@given(courses, st.lists(courses, max_size=3))
def test_no_later_answer_undoes_an_adverse_event(
    first: CourseAnswers, later: list[CourseAnswers]
) -> None:
    told = {kind for answers in (first, *later) for kind in answers.adverse_event_kinds}
    assert set(combine_answers(first, later).adverse_event_kinds) == told


@given(courses)
def test_answers_are_read_back_as_they_were_kept(answers: CourseAnswers) -> None:
    assert CourseAnswers.from_stored(answers.to_stored()) == answers


def test_every_follow_up_is_counted_also_where_none_was_sent() -> None:
    counts = count_by_plan({"result": (30, 12)})
    assert [(count.sent_count, count.answered_count) for count in counts] == [
        (0, 0),
        (30, 12),
        (0, 0),
    ]
    assert len(counts) == len(SCHEDULE)


def test_small_cells_are_not_told() -> None:
    few = FollowUpCount("12 weeks", SMALL_CELL - 1, 5)
    assert few.public_words == "after 12 weeks: fewer than 10 asked"
    some = FollowUpCount("12 weeks", 30, SMALL_CELL - 1)
    assert some.public_words == "after 12 weeks: fewer than 10 of 30 asked have answered"
    many = FollowUpCount("12 weeks", 1200, 600)
    assert many.public_words == "after 12 weeks: 600 of 1,200 asked have answered"
