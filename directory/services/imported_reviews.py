"""Imported reviews in the life of others: claimed by their author, shown as one with another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory.domain.errors import NotFoundError
from directory.domain.messages import N_
from directory.domain.outcomes import VERIFIED_LEVEL
from directory.domain.reviews import ReviewState
from directory.models import ImportedReview, Practitioner, Review, ReviewSubject


def get_claimable_review(session: Session, practitioner_id: int, review_id: int) -> Review:
    """An imported review that its author can claim. Raises NotFoundError."""
    review = session.scalar(
        select(Review)
        .join(ImportedReview, ImportedReview.review_id == Review.id)
        .where(
            Review.id == review_id,
            Review.practitioner_id == practitioner_id,
            Review.state == ReviewState.PUBLISHED,
        )
    )
    if review is None:
        raise NotFoundError(N_("This imported review is gone, or was claimed already."))
    return review


def note_claim(session: Session, imported_review_id: int, report: Review) -> None:
    """Note that the author of a report says to have written an imported review."""
    imported = session.get(ImportedReview, imported_review_id)
    if imported is not None and imported.claimed_by_id is None:
        imported.claimed_by_id = report.id
        session.flush()


def follow_claim(session: Session, report: Review) -> None:
    """Show a claimed review as one with a public and proven report, and by itself otherwise.

    Without proof nothing moves: whoever claims a bad review only to hide it would have to prove a
    visit, and the review stays visible beside the report.
    """
    is_proven = (
        report.state == ReviewState.PUBLISHED and report.verification_level >= VERIFIED_LEVEL
    )
    for imported in session.scalars(
        select(ImportedReview)
        .where(ImportedReview.claimed_by_id == report.id)
        .options(joinedload(ImportedReview.review))
    ):
        review = imported.review
        if is_proven and review.state == ReviewState.PUBLISHED:
            review.state, imported.same_as_id = ReviewState.MERGED, report.id
        elif not is_proven and imported.same_as_id == report.id:
            review.state, imported.same_as_id = ReviewState.PUBLISHED, None
    session.flush()


def release_merged(session: Session, review_id: int) -> None:
    """Let reviews stand by themselves that were shown as one with this one, which is going."""
    for imported in session.scalars(
        select(ImportedReview)
        .where(ImportedReview.same_as_id == review_id)
        .options(joinedload(ImportedReview.review))
    ):
        imported.same_as_id = None
        if imported.review.state == ReviewState.MERGED:
            imported.review.state = ReviewState.PUBLISHED
    session.flush()


def list_merged(session: Session, review_ids: Sequence[int]) -> Mapping[int, list[Review]]:
    """The reviews on other sites that are shown as one with each of these."""
    merged: dict[int, list[Review]] = {}
    rows = session.execute(
        select(ImportedReview.same_as_id, Review)
        .join(Review, Review.id == ImportedReview.review_id)
        .where(ImportedReview.same_as_id.in_(review_ids), Review.state == ReviewState.MERGED)
        .options(joinedload(Review.source), joinedload(Review.imported))
        .order_by(Review.id)
    )
    for review_id, review in rows:
        if review_id is not None:
            merged.setdefault(review_id, []).append(review)
    return merged


def link_subject(
    session: Session, site: str, subject_key: str, practitioner: Practitioner
) -> ReviewSubject:
    """Say which practitioner a site's subject is; reviews imported before stay where they are."""
    subject = session.scalar(
        select(ReviewSubject).where(
            ReviewSubject.site == site, ReviewSubject.subject_key == subject_key
        )
    ) or ReviewSubject(site=site, subject_key=subject_key)
    subject.practitioner_id = practitioner.id
    session.add(subject)
    session.flush()
    return subject
