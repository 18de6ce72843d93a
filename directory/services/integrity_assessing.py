"""Works out the integrity of reviews: when one is confirmed, and again when related ones arrive.

Whoever stores a review need do nothing: `Review.needs_assessment` is true until it was looked at,
and the worker looks. Nothing is deleted or rejected here: a review gets a weight and a band.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from directory.domain.integrity import IntegrityAssessment, RiskBand, SignalKind, assess_facts
from directory.domain.integrity.texts import forget_word_pairs
from directory.domain.outcomes import VERIFIED_LEVEL
from directory.domain.reviews import ReviewState
from directory.models import Review, ReviewAssessment, VisitCode
from directory.services.automatic_flags import flag_turned
from directory.services.indexing import note_changes
from directory.services.integrity_facts import (
    counts_for_others,
    gather_facts,
    mailbox_hash_of,
)
from directory.services.text_fingerprints import store_texts

BATCH = 200
WEIGHT_DIGITS = 3

Progress = Callable[[int], None]


def assess_review(session: Session, review: Review, now: datetime) -> None:
    """Assess a review that was just confirmed, and have related ones looked at again."""
    _assess_batch(session, [review.id], now)
    session.refresh(review, ["integrity", "needs_assessment"])


def assess_waiting(session: Session, now: datetime) -> int:
    """Assess up to a batch of the reviews that wait for it; returns how many there were.

    The caller commits after each call. Pairs of words are kept from one batch to the next, and not
    once the last one is done: a worker would grow for days.
    """
    waiting = session.scalars(
        select(Review.id)
        .where(Review.needs_assessment, Review.state != ReviewState.SUBMITTED)
        .order_by(Review.id)
        .limit(BATCH)
    ).all()
    if waiting:
        _assess_batch(session, waiting, now)
        if len(waiting) < BATCH:
            forget_word_pairs()
    return len(waiting)


def list_to_assess(session: Session) -> Sequence[int]:
    """Every review, those of one practitioner together."""
    return session.scalars(
        select(Review.id).where(counts_for_others()).order_by(Review.practitioner_id, Review.id)
    ).all()


def assess_all(
    session: Session,
    now: datetime,
    *,
    commit: Callable[[], None],
    progress: Progress | None = None,
) -> int:
    """Assess every review anew and return how many; `commit` is called after each batch.

    All texts are made findable first, so that no review is looked at twice.
    """
    keys = list_to_assess(session)
    batches = [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]
    for batch in batches:
        _store_texts_of(session, batch)
        commit()
    for batch in batches:
        _clear(session, batch)
        _assess(session, batch, now)
        commit()
        if progress:
            progress(len(batch))
    return len(keys)


def _assess_batch(session: Session, review_ids: Sequence[int], now: datetime) -> None:
    _clear(session, review_ids)
    rows = session.execute(
        select(ReviewAssessment.review_id, ReviewAssessment.band).where(
            ReviewAssessment.review_id.in_(review_ids)
        )
    )
    known = dict[int, str](rows.all())
    _store_texts_of(session, review_ids)
    assessments = _assess(session, review_ids, now)
    for review_id, assessment in assessments.items():
        if review_id not in known:  # one looked at again calls no others: it would never end
            _call_related(session, review_id, assessment)
    turned = {
        review_id: assessment
        for review_id, assessment in assessments.items()
        if assessment.band is RiskBand.HIGH and known.get(review_id, RiskBand.HIGH) != RiskBand.HIGH
    }
    if turned:
        flag_turned(session, turned, now)


def _clear(session: Session, review_ids: Sequence[int]) -> None:
    """Mark these as looked at, before looking: whoever finds a relation meanwhile waits for us."""
    session.execute(
        update(Review).where(Review.id.in_(review_ids)).values(needs_assessment=False),
        execution_options={"synchronize_session": False},
    )


def _store_texts_of(session: Session, review_ids: Sequence[int]) -> None:
    rows = session.execute(select(Review.id, Review.text).where(Review.id.in_(review_ids)))
    store_texts(session, {row.id: row.text for row in rows})


def _assess(
    session: Session, review_ids: Sequence[int], now: datetime
) -> Mapping[int, IntegrityAssessment]:
    facts = gather_facts(session, review_ids)
    assessments = {review_id: assess_facts(one) for review_id, one in facts.items()}
    stored = session.execute(
        select(
            Review.id,
            Review.practitioner_id,
            Review.state,
            Review.integrity,
            Review.author_email,
        ).where(Review.id.in_(review_ids))
    ).all()
    session.execute(
        delete(ReviewAssessment).where(ReviewAssessment.review_id.in_(review_ids)),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        insert(ReviewAssessment),
        [_row_of(row.id, row.author_email, assessments[row.id], now) for row in stored],
    )
    changed = [
        row for row in stored if row.integrity != round(assessments[row.id].weight, WEIGHT_DIGITS)
    ]
    if changed:
        session.execute(
            update(Review),
            [
                {"id": row.id, "integrity": round(assessments[row.id].weight, WEIGHT_DIGITS)}
                for row in changed
            ],
        )
    published = {row.practitioner_id for row in changed if row.state == ReviewState.PUBLISHED}
    note_changes(session, sorted(published), now)
    session.flush()
    return assessments


def _row_of(
    review_id: int, author_email: str | None, assessment: IntegrityAssessment, now: datetime
) -> dict[str, object]:
    return {
        "review_id": review_id,
        "band": assessment.band,
        "risk": assessment.risk,
        "signals": [
            {"kind": one.kind, "strength": round(one.strength, WEIGHT_DIGITS), "reason": one.reason}
            for one in assessment.signals
        ],
        "mailbox_hash": mailbox_hash_of(author_email),
        "computed_at": now,
    }


def _call_related(session: Session, review_id: int, assessment: IntegrityAssessment) -> None:
    """Have the reviews looked at again that this one makes look different."""
    review = session.get_one(Review, review_id)
    kinds = {signal.kind for signal in assessment.signals}
    related = []
    if SignalKind.MANY_PRACTITIONERS in kinds:
        related.append(Review.reviewer_key == review.reviewer_key)
    if SignalKind.SHARED_ADDRESS in kinds:
        hash_here = mailbox_hash_of(review.author_email)
        related.append(
            Review.id.in_(
                select(ReviewAssessment.review_id).where(ReviewAssessment.mailbox_hash == hash_here)
            )
        )
    if kinds & {SignalKind.BURST, SignalKind.DISAGREEMENT, SignalKind.SHARED_ADDRESS}:
        related.append(
            (Review.practitioner_id == review.practitioner_id)
            & (Review.verification_level < VERIFIED_LEVEL)
        )
    if SignalKind.CODE_CLUMP in kinds:
        block = select(VisitCode.block_id).where(VisitCode.review_id == review_id).scalar_subquery()
        related.append(
            Review.id.in_(select(VisitCode.review_id).where(VisitCode.block_id == block))
        )
    if related:
        session.execute(
            update(Review)
            .where(or_(*related), Review.id != review_id)
            .values(needs_assessment=True),
            execution_options={"synchronize_session": False},
        )
