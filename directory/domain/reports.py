"""A report as its author gave it, complete and checked, and the rules that join its answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from directory.domain.errors import InvalidValueError
from directory.domain.experience import DAYS_PER_YEAR
from directory.domain.messages import N_
from directory.domain.report_choices import (
    ADVERSE_EVENT_KINDS,
    OLDEST_VISIT_YEARS,
    Operator,
    Proof,
)


@dataclass(frozen=True, slots=True)
class Report:
    """Every answer of a report. None stands for "I do not know" or "I would rather not say"."""

    proof: Proof
    code: str
    laser_operator: Operator
    first_session_on: date
    last_session_on: date
    concern_key: str
    treatment_key: str | None
    severity: int | None
    gais: int
    session_count: int
    work_downtime_days: int | None
    redness_downtime_days: int | None
    adverse_event_kinds: tuple[str, ...]
    adverse_event_handling: str
    is_worth_it: bool | None
    had_enough_time: bool | None
    were_risks_explained: bool | None
    felt_pressure_to_buy: bool | None
    fitzpatrick: int | None
    age_band: str | None
    relation: str
    incentive: str
    text: str
    email: str


def check_visit_dates(first_on: date, last_on: date, licensed_on: date | None, today: date) -> None:
    """Raise InvalidValueError, naming the field, where these days cannot be.

    `licensed_on` is the earliest licence on record, None where there is none.
    """
    for field, day in (("first_session_on", first_on), ("last_session_on", last_on)):
        if day > today:
            raise InvalidValueError(
                N_(
                    "This day is in the future. Enter a day up to today; sessions to come can be "
                    "reported later."
                ),
                field,
            )
    oldest = today - timedelta(days=OLDEST_VISIT_YEARS * DAYS_PER_YEAR)
    if last_on < oldest:
        raise InvalidValueError(
            N_(
                "Only treatments of the last %(oldest_visit_years)s years are asked about. "
                "Check the year.",
                oldest_visit_years=OLDEST_VISIT_YEARS,
            ),
            "last_session_on" if last_on != first_on else "first_session_on",
        )
    if licensed_on is not None and first_on < licensed_on:
        raise InvalidValueError(
            N_(
                "This is before the practitioner’s first licence on record, of %(licensed_on)s. "
                "Check the year, and whether this is the person who treated you.",
                licensed_on=licensed_on,
            ),
            "first_session_on",
        )
    if last_on < first_on:
        raise InvalidValueError(
            N_("The last session cannot be before the first. Check both days."), "last_session_on"
        )


def worst_adverse_event(kinds: Iterable[str]) -> str:
    """How grave the worst of these kinds is: "none", "transient" or "significant"."""
    graveness = {ADVERSE_EVENT_KINDS[kind].is_significant for kind in kinds}
    if not graveness:
        return "none"
    return "significant" if True in graveness else "transient"
