"""The figures that only a profile's keeper sees: beside comparable practitioners, and how fresh."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from directory.domain.funnel import Funnel, FunnelPoint, make_funnel
from directory.domain.messages import N_
from directory.domain.outcomes import SMALL_CELL
from directory.models import Outcome, Practitioner, PractitionerStatus, Review
from directory.models.page_count import PageCount
from directory.services.page_counts import list_page_counts
from directory.services.verified_reports import is_verified_report

MUCH_IMPROVED = 4
MOST_PEERS = 400


@dataclass(frozen=True, slots=True)
class Downtimes:
    """Median days until work of the own patients, and the middle half of comparable medians."""

    own_median: float | None
    peer_low: float
    peer_median: float
    peer_high: float
    peer_count: int


@dataclass(frozen=True, slots=True)
class Freshness:
    """A fact, or a kind of facts, with the day on which it was last checked, if ever."""

    what: str
    source: str
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """Everything on the page; None where there is too little to compare."""

    funnel: Funnel | None
    downtimes: Downtimes | None
    counts: Sequence[PageCount]
    freshness: tuple[Freshness, ...]


def get_own_figures(session: Session, practitioner: Practitioner, today: date) -> OwnFigures:
    """Gather what a keeper sees of how the profile does."""
    points = _count_outcomes(session, practitioner)
    return OwnFigures(
        _make_funnel(points, practitioner),
        _compare_downtimes(session, points, practitioner),
        list_page_counts(session, practitioner.id, today),
        tuple(_list_freshness(practitioner)),
    )


def _make_funnel(points: Mapping[int, FunnelPoint], practitioner: Practitioner) -> Funnel | None:
    own = points.get(practitioner.id)
    peers = tuple(point for key, point in points.items() if key != practitioner.id)
    return make_funnel(own, peers) if own and peers else None


def _count_outcomes(session: Session, practitioner: Practitioner) -> dict[int, FunnelPoint]:
    """Verified reports of those in the same profession with enough of them, by practitioner."""
    count = func.count()
    rows = session.execute(
        select(
            Review.practitioner_id,
            count,
            func.sum(cast(Outcome.gais >= MUCH_IMPROVED, Integer)),
        )
        .join(Outcome, Outcome.review_id == Review.id)
        .where(
            is_verified_report(),
            Review.practitioner_id.in_([practitioner.id, *_list_peers(session, practitioner)]),
        )
        .group_by(Review.practitioner_id)
        .having(count >= SMALL_CELL)
        .order_by(Review.practitioner_id)
    )
    return {row[0]: FunnelPoint(row[1], row[2] / row[1]) for row in rows}


def _list_peers(session: Session, practitioner: Practitioner) -> Sequence[int]:
    """Some in the same profession with enough verified reports.

    Everybody is asked in turn until there are enough: a large directory is not counted for one.
    """
    outcome_count = (
        select(func.count())
        .select_from(Review)
        .join(Outcome, Outcome.review_id == Review.id)
        .where(Review.practitioner_id == Practitioner.id, is_verified_report())
        .correlate(Practitioner)
        .scalar_subquery()
    )
    return session.scalars(
        select(Practitioner.id)
        .where(
            Practitioner.profession_key == practitioner.profession_key,
            Practitioner.status == PractitionerStatus.ACTIVE,
            Practitioner.id != practitioner.id,
            outcome_count >= SMALL_CELL,
        )
        .order_by(Practitioner.id)
        .limit(MOST_PEERS)
    ).all()


def _compare_downtimes(
    session: Session, points: Mapping[int, FunnelPoint], practitioner: Practitioner
) -> Downtimes | None:
    days: dict[int, list[int]] = {}
    for key, value in session.execute(
        select(Review.practitioner_id, Outcome.work_downtime_days)
        .join(Outcome, Outcome.review_id == Review.id)
        .where(
            Review.practitioner_id.in_(points),
            is_verified_report(),
            Outcome.work_downtime_days.is_not(None),
        )
    ):
        days.setdefault(key, []).append(value or 0)
    medians = {
        key: statistics.median(values) for key, values in days.items() if len(values) >= SMALL_CELL
    }
    own = medians.pop(practitioner.id, None)
    if len(medians) < SMALL_CELL:
        return None
    low, middle, high = statistics.quantiles(medians.values(), n=4)
    return Downtimes(own, low, middle, high, len(medians))


def _list_freshness(practitioner: Practitioner) -> list[Freshness]:
    facts = [
        Freshness(
            N_("Name, profession and status"),
            "registry" if practitioner.registry_updated_on else practitioner.origin,
            practitioner.registry_updated_on,
        ),
        Freshness(N_("Details as a whole"), "checked by us", practitioner.details_verified_on),
    ]
    return facts + [
        Freshness(credential.name, str(credential.evidence_level), credential.verified_on)
        for credential in practitioner.credentials
    ]
