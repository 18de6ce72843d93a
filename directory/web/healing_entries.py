"""The healing calendar's days in words, for the file that other calendars load."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext

from directory.domain.healing import DaysNeeded, day_on
from directory.exports.calendar_file import CalendarEntry
from directory.services.healing import HealingPlan


def list_entries(plan: HealingPlan) -> list[CalendarEntry]:
    """The phases with what to do in each, and the days by which patients were ready."""
    if plan.treated_on is None:
        return []
    return [*_list_phases(plan), *_list_marks(plan)]


def _list_phases(plan: HealingPlan) -> Iterator[CalendarEntry]:
    assert plan.treated_on is not None  # noqa: S101  # list_entries saw to it
    for phase in plan.family.phases:
        first_on = day_on(plan.treated_on, phase.first_day)
        last_day = phase.first_day if phase.last_day is None else phase.last_day
        yield CalendarEntry(
            summary=gettext("Skin: %(phase)s", phase=phase.name),
            description=gettext(
                "Usual: %(usual)s\nCare: %(care)s\nSun: %(sun)s\nWhen to call: %(help)s\n"
                "Follow what your own practice tells you first.",
                usual=phase.usual,
                care=phase.care,
                sun=phase.sun,
                help=phase.seek_help,
            ),
            first_on=first_on,
            last_on=day_on(plan.treated_on, last_day),
        )


def _list_marks(plan: HealingPlan) -> Iterator[CalendarEntry]:
    marks = (
        (plan.work, gettext("Half of patients are back at work by today")),
        (plan.redness, gettext("Half of patients have no redness left by today")),
    )
    late_marks = (
        (plan.work, gettext("Nine in ten patients are back at work by today")),
        (plan.redness, gettext("Nine in ten patients have no redness left by today")),
    )
    for days, summary in marks:
        yield from _mark(plan, days, days.half, summary)
    for days, summary in late_marks:
        yield from _mark(plan, days, days.ninetieth if days.half is not None else None, summary)


def _mark(
    plan: HealingPlan, days: DaysNeeded, day: int | None, summary: str
) -> Iterator[CalendarEntry]:
    if day is None or plan.treated_on is None:
        return
    reported_on = day_on(plan.treated_on, day)
    yield CalendarEntry(
        summary=summary,
        description=gettext(
            "From %(total)s patients of this directory. Yours may differ.", total=str(days.total)
        ),
        first_on=reported_on,
        last_on=reported_on,
    )
