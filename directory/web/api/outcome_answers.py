"""What the API says of reported outcomes: grades, downtime and side effects; no small groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import Field

from directory.domain.follow_ups import FollowUpCount
from directory.domain.outcomes import SMALL_CELL, GradeDistribution
from directory.services.outcome_tables import OutcomeStatistics, OutcomeTable
from directory.services.profile_view import Profile
from directory.web import site
from directory.web.api.contract import Answer

IntervalAnswer = tuple[float, float]


class BinAnswer(Answer):
    """How many patients needed from `first` to `last` days; an open last bin has no `last`."""

    first: int
    last: int | None
    count: int


class DowntimeAnswer(Answer):
    """Days as patients reported them: the median, and the middle 80%."""

    median_days: float
    tenth_days: float
    ninetieth_days: float
    total: int
    bins: list[BinAnswer]


class GradeCountAnswer(Answer):
    """How many reports gave a grade: 5 is very much improved, 1 is worse."""

    grade: int
    count: int


class GradesAnswer(Answer):
    """The grades of a group; `counts` and `much_improved` are null where the group is small."""

    total: int
    counts: list[GradeCountAnswer] | None
    much_improved: float | None = Field(description="Share of grades 4 and 5, from 0 to 1.")
    much_improved_90: IntervalAnswer | None = Field(description="Its 90% interval.")


class GroupAnswer(Answer):
    """One group that may be shown."""

    label: str
    grades: GradesAnswer


class TableAnswer(Answer):
    """Groups that make up all outcomes; `hidden` names those too small to be shown."""

    groups: list[GroupAnswer]
    hidden: list[str]


class TreatmentDowntimeAnswer(Answer):
    """Days until back at work and until no redness after one treatment."""

    label: str
    work: DowntimeAnswer | None
    redness: DowntimeAnswer | None


class DowntimeTableAnswer(Answer):
    """Downtime by treatment; `hidden` names treatments of which too few told it."""

    treatments: list[TreatmentDowntimeAnswer]
    hidden: list[str]


class AdverseEventAnswer(Answer):
    """How many of the verified reports told of an event, with the share's 90% interval."""

    label: str
    count: int
    total: int
    lo90: float
    hi90: float


class FollowUpAnswer(Answer):
    """How many patients were asked again, and how many answered; null where too few."""

    after: str
    asked: int | None
    answered: int | None


class OutcomesAnswer(Answer):
    """What proven patients reported of one practitioner, not adjusted for how hard cases were."""

    slug: str
    url: str
    grades: GradesAnswer
    since: date | None
    by_concern: TableAnswer | None
    by_severity: TableAnswer | None
    by_skin_type: TableAnswer | None
    by_half_year: TableAnswer | None
    by_invitation: TableAnswer | None
    downtime: DowntimeAnswer | None
    downtime_by_treatment: DowntimeTableAnswer | None
    adverse_events: list[AdverseEventAnswer]
    follow_ups: list[FollowUpAnswer]
    smallest_group: int = Field(SMALL_CELL, description="Groups below this are not shown.")


def make_outcomes_answer(profile: Profile) -> OutcomesAnswer:
    """The outcomes of a profile; none in detail where there are too few altogether."""
    outcomes, slug = profile.outcomes, profile.practitioner.slug
    return OutcomesAnswer(
        slug=slug,
        url=site.absolute_url("practitioners.profile", slug=slug),
        grades=_grades(outcomes.grades),
        since=None if outcomes.is_small else outcomes.since,
        downtime=DowntimeAnswer.model_validate(outcomes.downtime) if outcomes.downtime else None,
        adverse_events=[AdverseEventAnswer.model_validate(one) for one in outcomes.adverse_events],
        follow_ups=_follow_ups(profile.follow_ups),
        **{name: None if outcomes.is_small else _table(outcomes, name) for name in _TABLES},
        downtime_by_treatment=None
        if outcomes.is_small
        else DowntimeTableAnswer.model_validate(outcomes.downtime_by_treatment),
    )


_TABLES = ("by_concern", "by_severity", "by_skin_type", "by_half_year", "by_invitation")


def _table(outcomes: OutcomeStatistics, name: str) -> TableAnswer:
    table: OutcomeTable = getattr(outcomes, name)
    return TableAnswer(
        groups=[GroupAnswer(label=one.label, grades=_grades(one.grades)) for one in table.groups],
        hidden=list(table.hidden),
    )


def _grades(grades: GradeDistribution) -> GradesAnswer:
    return GradesAnswer(
        total=grades.total,
        counts=None
        if grades.is_small
        else [GradeCountAnswer(grade=grade, count=count) for grade, count in grades.counts],
        much_improved=grades.much_improved_share,
        much_improved_90=grades.much_improved_interval,
    )


def _follow_ups(counts: Sequence[FollowUpCount]) -> list[FollowUpAnswer]:
    return [
        FollowUpAnswer(
            after=count.words,
            asked=None if count.is_small else count.sent_count,
            answered=None
            if count.is_small or count.answered_count < SMALL_CELL
            else count.answered_count,
        )
        for count in counts
    ]
