"""One case: what waits for a decision, and everything that hangs on it. Deciding is `decisions`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from directory.domain.errors import NotFoundError
from directory.domain.flags import flags_target
from directory.domain.moderation import CASE_RULES, OPEN_DECISIONS, CaseKind, DecisionState, Verdict
from directory.domain.replies.states import ReplyState
from directory.domain.reviews import LIVE_STATES, REFUSED_STATES, ReviewState
from directory.models import (
    Appeal,
    Flag,
    ModerationDecision,
    Practitioner,
    Receipt,
    Review,
    ReviewReply,
)
from directory.services.flags import list_open_flags


@dataclass(frozen=True, slots=True)
class Case:
    """A case and what it is about.

    `pending` is a decision on it that is not carried out yet, `appealed` the one an appeal is
    against. `waiting_since` None: nothing waits any more.
    """

    kind: CaseKind
    subject_id: int
    review: Review
    practitioner: Practitioner
    waiting_since: datetime | None
    flags: Sequence[Flag]
    receipt: Receipt | None
    reply: ReviewReply | None
    appeal: Appeal | None
    appealed: ModerationDecision | None
    pending: ModerationDecision | None

    @property
    def target(self) -> timedelta:
        """Within which time the case should be decided."""
        if self.kind is CaseKind.FLAGS:
            return flags_target([flag.reason_code for flag in self.flags])
        return CASE_RULES[self.kind].target

    @property
    def is_open(self) -> bool:
        """Whether somebody can decide on it now."""
        return self.waiting_since is not None and self.pending is None

    @property
    def appealed_verdict(self) -> Verdict | None:
        """What an appeal is against."""
        return Verdict(self.appealed.verdict) if self.appealed else None

    @property
    def decided_by(self) -> set[int | None]:
        """Who took part in the decision that is appealed against."""
        if self.appealed is None:
            return set()
        return {self.appealed.decided_by_account_id, self.appealed.second_account_id} - {None}

    @property
    def is_asked_by_practice(self) -> bool:
        """Whether the practice asks for the review to be removed."""
        return any(flag.is_from_practice for flag in self.flags)


def get_case(session: Session, kind: CaseKind, subject_id: int) -> Case:
    """A case by its kind and number, open or not. Raises NotFoundError."""
    if kind is CaseKind.RECEIPT:
        return _get_receipt_case(session, subject_id)
    if kind is CaseKind.REPLY:
        return _get_reply_case(session, subject_id)
    if kind is CaseKind.APPEAL:
        return _get_appeal_case(session, subject_id)
    review = _get_review(session, subject_id)
    flags: Sequence[Flag] = ()
    waiting_since = None
    if kind is CaseKind.FLAGS:
        flags = list_open_flags(session, review.id) or _list_pending_flags(session, review.id)
        if flags and review.state == ReviewState.PUBLISHED:
            waiting_since = flags[0].created_at
    elif review.state == ReviewState.QUEUED:
        waiting_since = waiting_of(review)
    return _make(session, kind, subject_id, review, waiting_since=waiting_since, flags=flags)


def waiting_of(review: Review) -> datetime:
    """Since when a report waits to be published."""
    since = review.email_confirmed_at or review.submitted_at
    if since is None:
        raise NotFoundError("This report was not sent here.")
    return since


def _get_receipt_case(session: Session, receipt_id: int) -> Case:
    receipt = session.get(Receipt, receipt_id)
    if receipt is None or receipt.review_id is None or receipt.deleted_at is not None:
        raise NotFoundError("This receipt is not kept any more, or never was.")
    review = _get_review(session, receipt.review_id)
    is_waiting = receipt.decision is None and review.state in LIVE_STATES
    return _make(
        session,
        CaseKind.RECEIPT,
        receipt_id,
        review,
        waiting_since=receipt.uploaded_at if is_waiting else None,
        receipt=receipt,
    )


def _get_reply_case(session: Session, reply_id: int) -> Case:
    reply = session.get(ReviewReply, reply_id)
    if reply is None:
        raise NotFoundError("There is no such reply.")
    review = _get_review(session, reply.review_id)
    is_waiting = reply.state == ReplyState.WAITING and review.state == ReviewState.PUBLISHED
    return _make(
        session,
        CaseKind.REPLY,
        reply_id,
        review,
        waiting_since=reply.sent_at if is_waiting else None,
        reply=reply,
    )


def _get_appeal_case(session: Session, appeal_id: int) -> Case:
    appeal = session.get(Appeal, appeal_id)
    if appeal is None:
        raise NotFoundError("There is no such appeal.")
    appealed = session.get_one(ModerationDecision, appeal.decision_id)
    review = _get_review(session, appealed.review_id)
    is_decided = session.scalar(
        select(ModerationDecision.id).where(
            ModerationDecision.kind == CaseKind.APPEAL,
            ModerationDecision.subject_id == appeal_id,
            ModerationDecision.state == DecisionState.MADE,
        )
    )
    is_waiting = is_decided is None and review.state in contested_states(appealed)
    return _make(
        session,
        CaseKind.APPEAL,
        appeal_id,
        review,
        waiting_since=appeal.created_at if is_waiting else None,
        flags=[session.get_one(Flag, appeal.flag_id)] if appeal.flag_id else (),
        appeal=appeal,
        appealed=appealed,
    )


def contested_states(appealed: ModerationDecision) -> frozenset[ReviewState]:
    """The states of a review in which the decision appealed against still stands."""
    is_kept = appealed.verdict == Verdict.KEEP
    return frozenset({ReviewState.PUBLISHED}) if is_kept else REFUSED_STATES


def _make(
    session: Session,
    kind: CaseKind,
    subject_id: int,
    review: Review,
    *,
    waiting_since: datetime | None,
    flags: Sequence[Flag] = (),
    receipt: Receipt | None = None,
    reply: ReviewReply | None = None,
    appeal: Appeal | None = None,
    appealed: ModerationDecision | None = None,
) -> Case:
    pending = session.scalar(
        select(ModerationDecision).where(
            ModerationDecision.kind == kind,
            ModerationDecision.subject_id == subject_id,
            ModerationDecision.state.in_(OPEN_DECISIONS),
        )
    )
    return Case(
        kind=kind,
        subject_id=subject_id,
        review=review,
        practitioner=session.get_one(Practitioner, review.practitioner_id),
        waiting_since=waiting_since,
        flags=flags,
        receipt=receipt,
        reply=reply,
        appeal=appeal,
        appealed=appealed,
        pending=pending,
    )


def _list_pending_flags(session: Session, review_id: int) -> Sequence[Flag]:
    """The flags on which the decision is taken and not carried out yet."""
    return session.scalars(
        select(Flag)
        .join(ModerationDecision, ModerationDecision.id == Flag.decision_id)
        .where(Flag.review_id == review_id, ModerationDecision.state.in_(OPEN_DECISIONS))
        .order_by(Flag.id)
    ).all()


def _get_review(session: Session, review_id: int) -> Review:
    review = session.scalar(
        select(Review).where(Review.id == review_id).options(selectinload(Review.outcome))
    )
    if review is None:
        raise NotFoundError("There is no such report.")
    return review
