"""What was noticed about how reviews came about, for whoever decides on them.

Working it out is `integrity_assessing`; what the signals mean is `directory.domain.integrity`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.integrity import IntegrityAssessment, RiskBand, Signal, SignalKind
from directory.domain.integrity.texts import SHOWN_FROM
from directory.domain.reviews import ReviewState
from directory.models import Practitioner, Review, ReviewAssessment
from directory.services.text_fingerprints import list_similar_texts


@dataclass(frozen=True, slots=True)
class SimilarReview:
    """A review whose text is like another's: how alike, 0–1, whom it is about, and when."""

    review_id: int
    text: str
    score: float
    practitioner: Practitioner
    reported_on: date
    state: ReviewState
    is_same_author: bool


def find_assessment(session: Session, review_id: int) -> IntegrityAssessment | None:
    """What was noticed about a review; None before it was looked at."""
    return list_assessments(session, [review_id]).get(review_id)


def has_high_risk(session: Session, review_id: int) -> bool:
    """Whether a review was looked at and a moderator should doubt it."""
    assessment = find_assessment(session, review_id)
    return assessment is not None and assessment.band is RiskBand.HIGH


def list_assessments(
    session: Session, review_ids: Sequence[int]
) -> Mapping[int, IntegrityAssessment]:
    """What was noticed about each of these reviews, by id; those not looked at yet are left out."""
    rows = session.scalars(
        select(ReviewAssessment).where(ReviewAssessment.review_id.in_(review_ids))
    )
    return {row.review_id: _read(row) for row in rows}


def list_similar_reviews(session: Session, review_id: int, count: int) -> Sequence[SimilarReview]:
    """The reviews with the most similar texts, the most similar first, at most so many."""
    review = session.get_one(Review, review_id)
    similar = list_similar_texts(session, [review_id], SHOWN_FROM)
    found = similar.get(review_id, [])[:count]
    rows = session.execute(
        select(Review, Practitioner)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(Review.id.in_([one.review_id for one in found]))
    )
    others = {other.id: (other, practitioner) for other, practitioner in rows}
    return [
        SimilarReview(
            review_id=other.id,
            text=other.text,
            score=one.score,
            practitioner=practitioner,
            reported_on=other.reported_on,
            state=ReviewState(other.state),
            is_same_author=bool(review.reviewer_key) and other.reviewer_key == review.reviewer_key,
        )
        for one in found
        for other, practitioner in [others[one.review_id]]
    ]


def count_bands(session: Session) -> Mapping[RiskBand, int]:
    """How many reviews are in each band, the lowest first."""
    rows = session.execute(
        select(ReviewAssessment.band, func.count()).group_by(ReviewAssessment.band)
    )
    counts = dict[str, int](rows.all())
    return {band: counts.get(band, 0) for band in RiskBand}


def _read(row: ReviewAssessment) -> IntegrityAssessment:
    return IntegrityAssessment(
        tuple(
            Signal(SignalKind(stored["kind"]), stored["strength"], stored["reason"])
            for stored in row.signals
        )
    )
