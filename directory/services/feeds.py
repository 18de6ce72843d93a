"""What feeds tell: the reviews published last, of everybody or of one practitioner."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from directory.domain.errors import NotFoundError
from directory.domain.messages import N_
from directory.domain.practitioner_states import PractitionerStatus, is_page_shown
from directory.domain.reviews import ReviewState
from directory.models import Practitioner, Review

FEED_LENGTH = 30


def get_feed_practitioner(session: Session, slug: str) -> Practitioner:
    """Whom a feed is about. Raises NotFoundError where there is no page either."""
    practitioner = session.scalar(select(Practitioner).where(Practitioner.slug == slug))
    if practitioner is None or not is_page_shown(PractitionerStatus(practitioner.status)):
        raise NotFoundError(N_("There is no profile here. It may have been withdrawn."))
    return practitioner


def list_latest_reviews(
    session: Session, practitioner_id: int | None = None
) -> Sequence[tuple[Review, Practitioner]]:
    """The reviews written here that were published last, newest first, each with its person.

    People are looked up for each review and not joined: SQLite would begin with them, and sort
    what everybody was ever told.
    """
    is_listed = exists().where(
        Practitioner.id == Review.practitioner_id, Practitioner.status == PractitionerStatus.ACTIVE
    )
    latest = (
        select(Review)
        .where(
            Review.state == ReviewState.PUBLISHED,
            Review.submitted_at.is_not(None),
            Review.published_at.is_not(None),
            is_listed,
        )
        .options(joinedload(Review.outcome))
        .order_by(Review.published_at.desc(), Review.id.desc())
        .limit(FEED_LENGTH)
    )
    if practitioner_id is not None:
        latest = latest.where(Review.practitioner_id == practitioner_id)
    reviews = session.scalars(latest).all()
    people = {
        practitioner.id: practitioner
        for practitioner in session.scalars(
            select(Practitioner).where(
                Practitioner.id.in_({review.practitioner_id for review in reviews})
            )
        )
    }
    return [(review, people[review.practitioner_id]) for review in reviews]
