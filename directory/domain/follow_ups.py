"""Follow-ups: when patients are asked again, what each asks, and how answers change a result.

All of it is data and pure rules; sending and answering stand in the services.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum

from directory.domain.messages import N_
from directory.domain.outcomes import SMALL_CELL
from directory.domain.report_choices import ADVERSE_EVENT_KINDS
from directory.domain.reviews import final_result_due_on


class FollowUpKind(StrEnum):
    """Which follow-up it is."""

    HEALING = "healing"
    RESULT = "result"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class FollowUpPlan:
    """One follow-up: `after` the last session, sent within `window` of that day or never.

    `asks_result` tells whether the grade and whether it was worth it are asked, rather than the
    days of healing; adverse events are always asked.
    """

    kind: FollowUpKind
    words: str
    question: str
    after: timedelta
    window: timedelta
    asks_result: bool


SCHEDULE: tuple[FollowUpPlan, ...] = (
    FollowUpPlan(
        FollowUpKind.HEALING,
        N_("2 to 3 weeks"),
        N_("How did you heal?"),
        timedelta(weeks=2),
        timedelta(weeks=1),
        asks_result=False,
    ),
    FollowUpPlan(
        FollowUpKind.RESULT,
        N_("12 weeks"),
        N_("How is your skin now?"),
        timedelta(weeks=12),
        timedelta(weeks=8),
        asks_result=True,
    ),
    FollowUpPlan(
        FollowUpKind.YEAR,
        N_("12 months"),
        N_("How is your skin after a year?"),
        timedelta(days=365),
        timedelta(weeks=8),
        asks_result=True,
    ),
)
PLANS: Mapping[FollowUpKind, FollowUpPlan] = {plan.kind: plan for plan in SCHEDULE}


def list_due_dates(
    last_session_on: date, reported_on: date, maturation_weeks: int
) -> tuple[tuple[FollowUpKind, date], ...]:
    """The follow-ups of a report and the day each is due, in their order.

    What the report itself told late enough is not asked again. The result is asked when it is
    final, where the concern takes longer than the schedule says.
    """
    dates = []
    for plan in SCHEDULE:
        due_on = last_session_on + plan.after
        if plan.kind is FollowUpKind.RESULT:
            due_on = max(due_on, final_result_due_on(last_session_on, maturation_weeks))
        if due_on > reported_on:
            dates.append((plan.kind, due_on))
    return tuple(dates)


@dataclass(frozen=True, slots=True)
class CourseAnswers:
    """How healing and result went, as answered at one time; None where it was not said.

    `gais` is 5 (very much improved) to 1 (worse); downtimes are days.
    """

    gais: int | None = None
    work_downtime_days: int | None = None
    redness_downtime_days: int | None = None
    adverse_event_kinds: tuple[str, ...] = ()
    adverse_event_handling: str = ""
    is_worth_it: bool | None = None

    @classmethod
    def from_stored(cls, stored: Mapping[str, object]) -> CourseAnswers:
        """Read what `to_stored` gave."""
        fields = dict(stored)
        kinds = fields.pop("adverse_event_kinds", ())
        return cls(**fields, adverse_event_kinds=tuple(kinds))  # type: ignore[arg-type]

    def to_stored(self) -> dict[str, object]:
        """As JSON keeps it."""
        return asdict(self) | {"adverse_event_kinds": list(self.adverse_event_kinds)}


def combine_answers(first: CourseAnswers, later: Iterable[CourseAnswers]) -> CourseAnswers:
    """What holds after all follow-ups, given in their order.

    The last grade, days and opinion that were given hold. Adverse events add up: what happened
    once is not undone by a later "nothing went wrong".
    """
    combined = first
    for answers in later:
        kinds = {*combined.adverse_event_kinds, *answers.adverse_event_kinds}
        combined = CourseAnswers(
            gais=_last(combined.gais, answers.gais),
            work_downtime_days=_last(combined.work_downtime_days, answers.work_downtime_days),
            redness_downtime_days=_last(
                combined.redness_downtime_days, answers.redness_downtime_days
            ),
            adverse_event_kinds=tuple(kind for kind in ADVERSE_EVENT_KINDS if kind in kinds),
            adverse_event_handling=answers.adverse_event_handling
            or combined.adverse_event_handling,
            is_worth_it=combined.is_worth_it
            if answers.is_worth_it is None
            else answers.is_worth_it,
        )
    return combined


def _last(before: int | None, after: int | None) -> int | None:
    return before if after is None else after


@dataclass(frozen=True, slots=True)
class FollowUpCount:
    """How many patients were asked at one time, and how many of them answered."""

    words: str
    sent_count: int
    answered_count: int

    @property
    def is_small(self) -> bool:
        """Whether too few were asked for the public to see how many answered."""
        return self.sent_count < SMALL_CELL

    @property
    def public_words(self) -> str:
        """The count as the public reads it: small cells are not told."""
        if self.is_small:
            return N_(
                "after %(words)s: fewer than %(small_cell)s asked",
                words=self.words,
                small_cell=SMALL_CELL,
            )
        answered = self.answered_count if self.answered_count >= SMALL_CELL else None
        told = (
            f"{answered:,}"
            if answered is not None
            else N_("fewer than %(small_cell)s", small_cell=SMALL_CELL)
        )
        return N_(
            "after %(words)s: %(told)s of %(sent_count)s asked have answered",
            words=self.words,
            told=told,
            sent_count=self.sent_count,
        )


def count_by_plan(
    counted: Mapping[str, tuple[int, int]],
) -> Sequence[FollowUpCount]:
    """Every follow-up of the schedule with its counts (sent, answered), zeros where none was."""
    return tuple(FollowUpCount(plan.words, *counted.get(plan.kind, (0, 0))) for plan in SCHEDULE)
