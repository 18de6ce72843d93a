"""What is known of a case beside itself: what was decided, its author's and practitioner's past.

Nobody's identity: an author is known by what reports of the same mailbox became, no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from directory.domain.integrity import IntegrityAssessment
from directory.domain.moderation import DecisionState, Verdict
from directory.domain.reviews import ReviewState
from directory.models import Account, ModerationDecision, Receipt, Review, ReviewEvent
from directory.services.cases import Case
from directory.services.integrity import SimilarReview, find_assessment, list_similar_reviews
from directory.services.publication import list_screening_reasons

SIMILAR_SHOWN = 3


@dataclass(frozen=True, slots=True)
class CaseHistory:
    """What a moderator looks at beside the case. Counts are by the state of reviews."""

    checks: Sequence[str]
    assessment: IntegrityAssessment | None
    similar: Sequence[SimilarReview]
    events: Sequence[tuple[ReviewEvent, Account | None]]
    receipts: Sequence[Receipt]
    author_states: Mapping[ReviewState, int]
    author_practitioner_count: int
    practitioner_states: Mapping[ReviewState, int]
    kept_count: int
    removed_count: int


def get_history(session: Session, case: Case) -> CaseHistory:
    """Gather what is known around a case."""
    review = case.review
    is_by_author = (Review.reviewer_key == review.reviewer_key) & (Review.reviewer_key != "")
    events = session.execute(
        select(ReviewEvent, Account)
        .outerjoin(Account, Account.id == ReviewEvent.account_id)
        .where(ReviewEvent.review_id == review.id)
        .order_by(ReviewEvent.id)
    )
    verdicts = session.execute(
        select(ModerationDecision.verdict, func.count().label("decided_count"))
        .join(Review, Review.id == ModerationDecision.review_id)
        .where(
            Review.practitioner_id == review.practitioner_id,
            ModerationDecision.state == DecisionState.MADE,
        )
        .group_by(ModerationDecision.verdict)
    )
    counts = {row.verdict: row.decided_count for row in verdicts}
    return CaseHistory(
        checks=list_screening_reasons(session, review),
        assessment=find_assessment(session, review.id),
        similar=list_similar_reviews(session, review.id, SIMILAR_SHOWN) if review.text else (),
        events=[(event, account) for event, account in events],
        receipts=session.scalars(
            select(Receipt).where(Receipt.review_id == review.id).order_by(Receipt.id)
        ).all(),
        author_states=_count_states(session, is_by_author),
        author_practitioner_count=session.scalar(
            select(func.count(Review.practitioner_id.distinct())).where(is_by_author)
        )
        or 0,
        practitioner_states=_count_states(
            session, Review.practitioner_id == review.practitioner_id
        ),
        kept_count=counts.get(Verdict.KEEP, 0),
        removed_count=counts.get(Verdict.REMOVE, 0),
    )


def _count_states(session: Session, condition: ColumnElement[bool]) -> Mapping[ReviewState, int]:
    rows = session.execute(
        select(Review.state, func.count())
        .where(condition)
        .group_by(Review.state)
        .order_by(Review.state)
    )
    return {ReviewState(state): count for state, count in rows}
