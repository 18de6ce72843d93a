"""How many patients were asked again and how many answered: of one practitioner, or of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.follow_ups import FollowUpCount, count_by_plan
from directory.models import FollowUp, Review, ReviewState


def count_follow_ups(
    session: Session, practitioner_id: int | None = None
) -> Sequence[FollowUpCount]:
    """Counts of every follow-up of the schedule, of everybody unless one is named."""
    return count_by_plan(count_by_kind(session, practitioner_id))


def count_by_kind(
    session: Session, practitioner_id: int | None = None
) -> Mapping[str, tuple[int, int]]:
    """Count what was mailed and answered for published reports, of everybody unless one is named.

    A report that was withdrawn leaves these figures like all others.
    """
    query = (
        select(FollowUp.kind, func.count(FollowUp.mailed_at), func.count(FollowUp.answered_at))
        .join(Review, FollowUp.review_id == Review.id)
        .where(Review.state == ReviewState.PUBLISHED)
        .group_by(FollowUp.kind)
    )
    if practitioner_id is not None:
        query = query.where(Review.practitioner_id == practitioner_id)
    return {kind: (sent, answered) for kind, sent, answered in session.execute(query)}
