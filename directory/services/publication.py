"""Moving a review through its states: every act is a row, and whatever counts reaches the index.

Which acts there are and who may do them is `directory.domain.reviews`. Each act, its event, its
entry in the moderation ledger and the outbox note are of one transaction; draining the outbox
rescores the practitioner and indexes them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from directory.domain.audit import Subject
from directory.domain.ledger import Fact, find_kind
from directory.domain.messages import N_
from directory.domain.receipts import ReceiptDecision
from directory.domain.reviews import (
    NEED_CONFIRMATION,
    Act,
    Actor,
    ReviewState,
    TransitionError,
    find_transition,
)
from directory.domain.screening import ReportText, screen
from directory.models import Receipt, Review, ReviewEvent, VisitCode
from directory.services.audit import record
from directory.services.imported_reviews import follow_claim
from directory.services.indexing import note_changes
from directory.services.integrity import has_high_risk
from directory.services.ledger import append_entry, hold_ledger
from directory.services.replies import tell_practitioner


def act_on(
    session: Session,
    review: Review,
    act: Act,
    actor: Actor,
    now: datetime,
    *,
    account_id: int | None = None,
    reason_code: str = "",
    level: int | None = None,
) -> None:
    """Do one act on a review, keep its event, and let ledger and index know of what is public.

    What a moderator does is put on record in the audit too.
    `level` is the verification level the act gives the review, if it gives one.
    Raises TransitionError where the state does not permit it, also when another request was first.
    """
    hold_ledger(session)
    before, level_before = ReviewState(review.state), review.verification_level
    transition = find_transition(act, actor, before, reason_code)
    after = transition.after or before
    is_sent_here = review.submitted_at is not None
    needs_address = is_sent_here and after != before and after in NEED_CONFIRMATION
    if needs_address and review.email_confirmed_at is None:
        raise TransitionError(N_("The author has not confirmed the e-mail address yet."))
    changes = {"state": after} if level is None else {"state": after, "verification_level": level}
    moved = session.execute(
        update(Review)
        .where(Review.id == review.id, Review.state == before)
        .values(changes)
        .returning(Review.id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if moved is None:
        session.refresh(review)
        raise TransitionError(
            N_("This report has changed meanwhile. Reload the page and look again.")
        )
    session.refresh(review, ["state", "verification_level"])
    _keep_event(
        session,
        review,
        act,
        actor,
        now,
        before=before,
        account_id=account_id,
        reason_code=reason_code,
    )
    if actor is Actor.MODERATOR:
        record(
            session,
            account_id,
            act.value,
            Subject("review", review.id),
            before={"state": before.value, "level": level_before},
            after={"state": after.value, "level": review.verification_level},
            now=now,
            reason_code=reason_code,
        )
    if after != before or level is not None:
        follow_claim(session, review)
    kind = find_kind(act, before, after)
    if kind is not None:
        append_entry(
            session,
            kind,
            now=now,
            practitioner_id=review.practitioner_id,
            facts=_list_facts(review, actor, reason_code),
        )
    if ReviewState.PUBLISHED in {before, after}:
        note_changes(session, [review.practitioner_id], now)
    session.flush()


def note_submission(session: Session, review: Review, now: datetime) -> None:
    """Keep the first event of a report: that it was sent."""
    _keep_event(session, review, Act.SUBMIT, Actor.AUTHOR, now, before="")


def publish(session: Session, review: Review, now: datetime, account_id: int) -> None:
    """Publish a queued report, as this moderator."""
    _make_public(session, review, Actor.MODERATOR, now, account_id)


def reject(
    session: Session, review: Review, now: datetime, account_id: int, reason_code: str
) -> None:
    """Do not publish a queued report; the reason code is one of `REJECTION_REASONS`."""
    act_on(
        session,
        review,
        Act.REJECT,
        Actor.MODERATOR,
        now,
        account_id=account_id,
        reason_code=reason_code,
    )


def remove(
    session: Session, review: Review, now: datetime, account_id: int, reason_code: str
) -> None:
    """Remove a published review; the reason code is one of `REJECTION_REASONS`."""
    act_on(
        session,
        review,
        Act.REMOVE,
        Actor.MODERATOR,
        now,
        account_id=account_id,
        reason_code=reason_code,
    )


def reinstate(
    session: Session, review: Review, now: datetime, account_id: int, reason_code: str
) -> None:
    """Publish a review that was rejected or removed, because an appeal was right."""
    act_on(
        session,
        review,
        Act.REINSTATE,
        Actor.MODERATOR,
        now,
        account_id=account_id,
        reason_code=reason_code,
    )
    review.published_at = review.published_at or now
    session.flush()


def withdraw(session: Session, review: Review, now: datetime) -> None:
    """Take a report back, as its author; it leaves profile, rank and index the way it came."""
    act_on(session, review, Act.WITHDRAW, Actor.AUTHOR, now)


def list_screening_reasons(session: Session, review: Review) -> tuple[str, ...]:
    """Why a moderator has to look at this report first, as codes of `screening`; none: nobody."""
    return screen_review(
        review,
        is_proven=has_proof(session, review.id),
        is_risky=has_high_risk(session, review.id),
    )


def screen_review(review: Review, *, is_proven: bool, is_risky: bool) -> tuple[str, ...]:
    """The codes of the checks that strike, where proof and integrity are known already."""
    return screen(
        ReportText(
            text=review.text,
            relation=review.relation,
            incentive=review.incentive,
            is_operator_known=review.outcome is None
            or review.outcome.laser_operator == "practitioner",
            has_proof=is_proven,
            is_risky=is_risky,
        )
    )


def publish_or_queue(session: Session, review: Review, now: datetime) -> None:
    """Publish a confirmed report that passes every check; otherwise let a moderator look at it."""
    reasons = list_screening_reasons(session, review)
    if reasons:
        act_on(session, review, Act.QUEUE, Actor.SCREENING, now, reason_code=reasons[0])
    else:
        _make_public(session, review, Actor.SCREENING, now)


def is_proven(review_id: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether a redeemed visit code or an accepted receipt proves the treatment, in a query."""
    has_code = exists().where(VisitCode.review_id == review_id, VisitCode.redeemed_at.is_not(None))
    has_receipt = exists().where(
        Receipt.review_id == review_id, Receipt.decision == ReceiptDecision.ACCEPTED
    )
    return or_(has_code, has_receipt)


def has_proof(session: Session, review_id: int) -> bool:
    """Whether a redeemed visit code or an accepted receipt proves the treatment."""
    return bool(session.scalar(select(is_proven(review_id))))


def list_proven_ids(session: Session, review_ids: Collection[int]) -> set[int]:
    """Those of these reports whose treatment is proven."""
    return set(
        session.scalars(select(Review.id).where(Review.id.in_(review_ids), is_proven(Review.id)))
    )


def _make_public(
    session: Session, review: Review, actor: Actor, now: datetime, account_id: int | None = None
) -> None:
    act_on(session, review, Act.PUBLISH, actor, now, account_id=account_id)
    review.published_at = now
    tell_practitioner(session, review, now)
    session.flush()


def _list_facts(review: Review, actor: Actor, reason_code: str) -> dict[str, Fact]:
    facts: dict[str, Fact] = {
        "review": review.id,
        "actor": actor.value,
        "level": review.verification_level,
    }
    return {**facts, "reason": reason_code} if reason_code else facts


def _keep_event(
    session: Session,
    review: Review,
    act: Act,
    actor: Actor,
    now: datetime,
    *,
    before: str,
    account_id: int | None = None,
    reason_code: str = "",
) -> None:
    session.add(
        ReviewEvent(
            review_id=review.id,
            act=act,
            actor=actor,
            account_id=account_id,
            reason_code=reason_code,
            before=before,
            after=review.state,
            happened_at=now,
        )
    )
    session.flush()
