"""Planning the follow-ups of a report, once it is proven. Sending and answering: `follow_ups`."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.follow_ups import list_due_dates
from directory.domain.outcomes import VERIFIED_LEVEL
from directory.models import FollowUp, Review
from directory.services.vocabulary import get_maturation_weeks


def plan_follow_ups(session: Session, review: Review) -> None:
    """Plan the follow-ups of a proven report whose author can be reached; once, however often.

    A report without proof, or whose last session is not known, gets none.
    """
    outcome = review.outcome
    is_proven = review.verification_level >= VERIFIED_LEVEL
    if not is_proven or not review.author_email or not outcome or not outcome.last_session_on:
        return
    maturation_weeks = get_maturation_weeks(session, outcome.concern_key)
    if maturation_weeks is None:
        return
    planned = set(session.scalars(select(FollowUp.kind).where(FollowUp.review_id == review.id)))
    due_dates = list_due_dates(outcome.last_session_on, review.reported_on, maturation_weeks)
    session.add_all(
        FollowUp(review_id=review.id, kind=kind, due_on=due_on)
        for kind, due_on in due_dates
        if kind not in planned
    )
    session.flush()
