"""Which profiles search engines may list, and when each last changed, read as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.practitioner_states import STATES_WITH_A_PAGE
from directory.domain.reviews import ReviewState
from directory.models import Practitioner, Review

BATCH = 5_000


class ListedProfile(NamedTuple):
    """A profile by its address, and the day of the latest thing that its page says."""

    slug: str
    changed_on: date


def count_profiles(session: Session) -> int:
    """How many profiles have a page."""
    shown = Practitioner.status.in_(STATES_WITH_A_PAGE)
    return session.scalar(select(func.count()).select_from(Practitioner).where(shown)) or 0


def iterate_profiles(session: Session, offset: int, count: int) -> Iterator[ListedProfile]:
    """So many profiles from the offset on, in the order of their numbers: one query."""
    part = (
        select(Practitioner.id)
        .where(Practitioner.status.in_(STATES_WITH_A_PAGE))
        .order_by(Practitioner.id)
        .offset(offset)
        .limit(count)
        .subquery()
    )
    reviewed = (
        select(Review.practitioner_id, func.max(Review.published_at).label("published_at"))
        .where(Review.practitioner_id.in_(select(part.c.id)))
        .where(Review.state == ReviewState.PUBLISHED)
        .group_by(Review.practitioner_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Practitioner.slug,
            Practitioner.listed_on,
            Practitioner.registry_updated_on,
            Practitioner.details_verified_on,
            reviewed.c.published_at,
        )
        .join(part, part.c.id == Practitioner.id)
        .outerjoin(reviewed, reviewed.c.practitioner_id == Practitioner.id)
        .order_by(Practitioner.id),
        execution_options={"yield_per": BATCH},
    )
    for slug, *moments in rows:
        yield ListedProfile(slug, max(_day(moment) for moment in moments if moment))


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
