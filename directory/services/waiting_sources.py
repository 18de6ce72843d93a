"""What waits for moderators, as queries: of each kind whose case it is, and since when it waits.

Nothing is written down as waiting: what waits follows from the states of reviews, flags, receipts,
appeals and decisions, so that no row can be forgotten or left behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    SQLColumnExpression,
    and_,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from directory.domain.flags import URGENT_REASONS
from directory.domain.moderation import (
    CASE_RULES,
    LINKED_RULES,
    OPEN_DECISIONS,
    URGENT_TARGET,
    CaseKind,
    DecisionState,
    LinkedKind,
    Verdict,
)
from directory.domain.replies.states import ReplyState
from directory.domain.reviews import LIVE_STATES, NEED_CONFIRMATION, REFUSED_STATES, ReviewState
from directory.models import (
    Appeal,
    Flag,
    ModerationDecision,
    Receipt,
    Review,
    ReviewReply,
    WordsCorrection,
)

_NO_DECISION: ColumnElement[Any] = cast(null(), Integer)


@dataclass(frozen=True, slots=True)
class WaitingSource:
    """Cases of one kind that should be decided within the same time, in tables joined to `Review`.

    `decision_id` is that of a decision that asks for a second moderator. Whom the columns of
    `decided_by` name may not decide.
    """

    kind: CaseKind | LinkedKind
    target: timedelta
    tables: Select[int]
    subject_id: SQLColumnExpression[int]
    since: SQLColumnExpression[Any]
    decision_id: SQLColumnExpression[Any] = _NO_DECISION
    decided_by: Sequence[InstrumentedAttribute[int | None]] = ()


@cache
def list_sources() -> Sequence[WaitingSource]:
    """Everything that waits; no case is in two of them."""
    return (
        _reviews(),
        *_flags(),
        _receipts(),
        _replies(),
        _appeals(),
        *_seconds(),
        _corrected_words(),
    )


def _source(
    kind: CaseKind,
    tables: Select[int],
    subject_id: InstrumentedAttribute[int],
    since: SQLColumnExpression[Any],
) -> WaitingSource:
    undecided = tables.where(_is_undecided(kind, subject_id))
    return WaitingSource(kind, CASE_RULES[kind].target, undecided, subject_id, since)


def _reviews() -> WaitingSource:
    since = func.coalesce(Review.email_confirmed_at, Review.submitted_at)
    is_queued = Review.state == literal_column(f"'{ReviewState.QUEUED}'")  # as its index says it
    waiting = select(Review.id).where(is_queued, since.is_not(None))
    return _source(CaseKind.REVIEW, waiting, Review.id, since)


def _flags() -> Iterator[WaitingSource]:
    """Every review with flags is one case, which waits since the first of them."""
    other = aliased(Flag)
    is_others = and_(other.review_id == Flag.review_id, other.decision_id.is_(None))
    waiting = (
        select(Review.id)
        .join(Flag, Flag.review_id == Review.id)
        .where(
            Flag.decision_id.is_(None),
            Review.state == ReviewState.PUBLISHED,
            _is_undecided(CaseKind.FLAGS, Review.id),
            ~exists().where(is_others, other.id < Flag.id),
        )
    )
    is_urgent = exists().where(is_others, other.reason_code.in_(URGENT_REASONS))
    for target, condition in (
        (URGENT_TARGET, is_urgent),
        (CASE_RULES[CaseKind.FLAGS].target, ~is_urgent),
    ):
        yield WaitingSource(
            CaseKind.FLAGS, target, waiting.where(condition), Review.id, Flag.created_at
        )


def _receipts() -> WaitingSource:
    waiting = (
        select(Review.id)
        .join(Receipt, Receipt.review_id == Review.id)
        .where(
            Receipt.decision.is_(None),
            Receipt.deleted_at.is_(None),
            Review.state.in_(LIVE_STATES),
        )
    )
    return _source(CaseKind.RECEIPT, waiting, Receipt.id, Receipt.uploaded_at)


def _replies() -> WaitingSource:
    waiting = (
        select(Review.id)
        .join(ReviewReply, ReviewReply.review_id == Review.id)
        .where(ReviewReply.state == ReplyState.WAITING, Review.state == ReviewState.PUBLISHED)
    )
    return _source(CaseKind.REPLY, waiting, ReviewReply.id, ReviewReply.sent_at)


def _appeals() -> WaitingSource:
    """Appeals against decisions that still stand; they are decided once."""
    earlier = aliased(ModerationDecision)
    is_kept = earlier.verdict == Verdict.KEEP
    waiting = (
        select(Review.id)
        .join(earlier, earlier.review_id == Review.id)
        .join(Appeal, Appeal.decision_id == earlier.id)
        .where(
            or_(
                and_(is_kept, Review.state == ReviewState.PUBLISHED),
                and_(~is_kept, Review.state.in_(REFUSED_STATES)),
            ),
            _is_undecided(CaseKind.APPEAL, Appeal.id, or_made=True),
        )
    )
    return WaitingSource(
        CaseKind.APPEAL,
        CASE_RULES[CaseKind.APPEAL].target,
        waiting,
        Appeal.id,
        Appeal.created_at,
        decided_by=(earlier.decided_by_account_id, earlier.second_account_id),
    )


def _seconds() -> Iterator[WaitingSource]:
    decision = ModerationDecision
    waiting = (
        select(Review.id)
        .join(decision, decision.review_id == Review.id)
        .where(decision.state == DecisionState.AWAITING_SECOND)
    )
    for kind, rules in CASE_RULES.items():
        yield WaitingSource(
            kind,
            rules.target,
            waiting.where(decision.kind == kind),
            decision.subject_id,
            decision.waiting_since,
            decision_id=decision.id,
            decided_by=(decision.decided_by_account_id, decision.second_account_id),
        )


def _corrected_words() -> WaitingSource:
    waiting = (
        select(Review.id)
        .join(WordsCorrection, WordsCorrection.review_id == Review.id)
        .where(WordsCorrection.decision.is_(None), Review.state.in_(NEED_CONFIRMATION))
    )
    return WaitingSource(
        LinkedKind.WORDS,
        LINKED_RULES[LinkedKind.WORDS].target,
        waiting,
        WordsCorrection.id,
        WordsCorrection.proposed_at,
    )


def _is_undecided(
    kind: CaseKind, subject_id: InstrumentedAttribute[int], *, or_made: bool = False
) -> ColumnElement[bool]:
    """Whether no decision on this case is open or, for cases decided once, carried out."""
    states: Sequence[DecisionState] = (
        *OPEN_DECISIONS,
        *([DecisionState.MADE] if or_made else []),
    )
    return ~exists().where(
        and_(
            ModerationDecision.kind == kind,
            ModerationDecision.subject_id == subject_id,
            ModerationDecision.state.in_(states),
        )
    )
