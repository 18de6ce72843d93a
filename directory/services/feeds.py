"""What feeds tell: the reviews published last, of everybody or of one practitioner."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory.domain.errors import NotFoundError
from directory.domain.messages import N_
from directory.domain.practitioner_states import PractitionerStatus, is_page_shown
from directory.domain.reviews import ReviewState
from directory.models import Practitioner, Review
from directory.services.reviews import OWN_SOURCE

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
    """The reviews written here that were published last, newest first, each with its person."""
    rows = (
        select(Review, Practitioner)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(
            Review.state == ReviewState.PUBLISHED,
            Review.source_key == OWN_SOURCE,
            Review.published_at.is_not(None),
            Practitioner.status == PractitionerStatus.ACTIVE,
        )
        .options(joinedload(Review.outcome))
        .order_by(Review.published_at.desc(), Review.id.desc())
        .limit(FEED_LENGTH)
    )
    if practitioner_id is not None:
        rows = rows.where(Review.practitioner_id == practitioner_id)
    return [(review, practitioner) for review, practitioner in session.execute(rows)]
