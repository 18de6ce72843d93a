"""What patients reported, counted from the rows: grades, downtime, adverse events, skin types."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session

from directory.domain.messages import N_
from directory.domain.outcomes import (
    ADVERSE_EVENTS_SHOWN_FROM,
    DowntimeDistribution,
    distribute_downtime,
    share_interval,
)
from directory.models import AdverseEvent, Outcome, Review
from directory.services.verified_reports import is_verified_report

ADVERSE_EVENT_WORDS: dict[AdverseEvent, str] = {
    AdverseEvent.TRANSIENT: N_("Something that passed"),
    AdverseEvent.SIGNIFICANT: N_("Lasting or treated harm"),
}


@dataclass(frozen=True, slots=True)
class VerifiedReport:
    """What the statistics need to know of one published, verified outcome."""

    practitioner_id: int
    reported_on: date
    is_invited: bool
    concern_key: str
    treatment_key: str | None
    gais: int
    severity: int | None
    skin_type: int | None
    work_downtime_days: int | None
    redness_downtime_days: int | None
    adverse_event: str


@dataclass(frozen=True, slots=True)
class AdverseEventCount:
    """How many of the verified reports told of an event, with the share's 90% interval."""

    label: str
    count: int
    total: int
    lo90: float
    hi90: float


def list_verified_reports(
    session: Session, practitioner_ids: Sequence[int]
) -> list[VerifiedReport]:
    """The published, verified outcomes of these practitioners."""
    rows = session.execute(
        select(
            Review.practitioner_id,
            Review.reported_on,
            Review.is_invited,
            Outcome.concern_key,
            Outcome.treatment_key,
            Outcome.gais,
            Outcome.severity,
            Outcome.fitzpatrick,
            Outcome.work_downtime_days,
            Outcome.redness_downtime_days,
            Outcome.adverse_event,
        )
        .join(Outcome, Outcome.review_id == Review.id)
        .where(*_are_verified(practitioner_ids))
        .order_by(Review.id)
    )
    return [VerifiedReport(*row) for row in rows]


def count_reports_by_skin_type(
    session: Session, practitioner_ids: Sequence[int], skin_type: int
) -> dict[int, int]:
    """How many verified outcomes each practitioner has from patients of this skin type."""
    rows = session.execute(
        select(Review.practitioner_id, func.count())
        .join(Outcome, Outcome.review_id == Review.id)
        .where(*_are_verified(practitioner_ids), Outcome.fitzpatrick == skin_type)
        .group_by(Review.practitioner_id)
    )
    return dict(iter(rows))


def list_downtimes(
    session: Session, practitioner_ids: Sequence[int], concern_key: str | None
) -> dict[int, tuple[DowntimeDistribution | None, DowntimeDistribution | None]]:
    """Days until work by practitioner: for the concern, and for all together.

    Either is None where the reports are too few; whoever has none is left out.
    """
    of_concern: dict[int, list[int]] = defaultdict(list)
    of_all: dict[int, list[int]] = defaultdict(list)
    for key, treated, days in session.connection().execute(_DOWNTIMES, {"keys": practitioner_ids}):
        of_all[key].append(days)
        if treated == concern_key:
            of_concern[key].append(days)
    return {
        key: (distribute_downtime(of_concern[key]), distribute_downtime(days))
        for key, days in of_all.items()
    }


def count_adverse_events(reports: Sequence[VerifiedReport]) -> tuple[AdverseEventCount, ...]:
    """Each kind of event with its interval; nothing where the reports are too few to count."""
    total = len(reports)
    if total < ADVERSE_EVENTS_SHOWN_FROM:
        return ()
    events = Counter(report.adverse_event for report in reports)
    return tuple(
        AdverseEventCount(words, events[event], total, *share_interval(events[event], total))
        for event, words in ADVERSE_EVENT_WORDS.items()
    )


def days_until_work(reports: Sequence[VerifiedReport]) -> list[int]:
    """The days until work of those who told them."""
    return [one.work_downtime_days for one in reports if one.work_downtime_days is not None]


def days_of_redness(reports: Sequence[VerifiedReport]) -> list[int]:
    """The days until no redness of those who told them."""
    return [one.redness_downtime_days for one in reports if one.redness_downtime_days is not None]


_review, _outcome = Review.__table__.c, Outcome.__table__.c

_DOWNTIMES = select(
    _review.practitioner_id, _outcome.concern_key, _outcome.work_downtime_days
).where(
    _review.practitioner_id.in_(bindparam("keys", expanding=True)),
    is_verified_report(),
    _outcome.review_id == _review.id,
    _outcome.work_downtime_days.is_not(None),
)


def _are_verified(practitioner_ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        Review.practitioner_id.in_(practitioner_ids),
        is_verified_report(),
    )
