"""Counting for the transparency pages: flags, appeals, and practitioners' replies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, case, false, func, select
from sqlalchemy.orm import Session, aliased

from directory.domain.appeals import Appellant
from directory.domain.flags import AUTOMATIC_REASON
from directory.domain.moderation import CaseKind, DecisionState, Verdict
from directory.domain.replies.states import ReplyState
from directory.domain.reviews import ReviewState
from directory.domain.transparency import Answer
from directory.models import Appeal, Flag, ModerationDecision, Review, ReviewReply
from directory.services.transparency_counts import Scope, median, seconds_of

UPHELD = (Verdict.REMOVE, Verdict.REINSTATE)
"""Verdicts by which whoever objected was right."""


def count_flags(session: Session, scope: Scope) -> Mapping[tuple[bool, Answer], int]:
    """How many flags got each answer, by whether they came from the practice.

    Those of people alone, not of the automatic checks. A flag whose review went before it was
    decided on is overtaken.
    """
    is_gone = and_(Flag.decision_id.is_(None), Review.state != ReviewState.PUBLISHED)
    answer = _answer(ModerationDecision, is_gone)
    rows = session.execute(
        select(Flag.is_from_practice, answer, func.count())
        .join(Review, Review.id == Flag.review_id)
        .outerjoin(ModerationDecision, ModerationDecision.id == Flag.decision_id)
        .where(scope.reports, Flag.reason_code != AUTOMATIC_REASON)
        .group_by(Flag.is_from_practice, answer)
    )
    return Counter({(is_practice, Answer(answer)): count for is_practice, answer, count in rows})


def count_appeals(session: Session, scope: Scope) -> Mapping[tuple[Appellant, Answer], int]:
    """How many appeals got each answer, by who appealed."""
    answering = aliased(ModerationDecision)
    answer = _answer(answering, false())
    rows = session.execute(
        select(Appeal.appellant, answer, func.count())
        .join(ModerationDecision, ModerationDecision.id == Appeal.decision_id)
        .join(Review, Review.id == ModerationDecision.review_id)
        .outerjoin(
            answering,
            and_(
                answering.kind == CaseKind.APPEAL,
                answering.subject_id == Appeal.id,
                # hidden from SQLite, which would look through all decisions made for each appeal
                func.coalesce(answering.state, "") == DecisionState.MADE,
            ),
        )
        .where(scope.reports)
        .group_by(Appeal.appellant, answer)
    )
    return Counter({(Appellant(who), Answer(answer)): count for who, answer, count in rows})


def measure_flags(session: Session, scope: Scope) -> tuple[int, float | None]:
    """How many flags were decided on, and the median of seconds until the decision took effect."""
    effective_at = (
        select(ModerationDecision.effective_at)
        .where(
            ModerationDecision.id == Flag.decision_id,
            ModerationDecision.state == DecisionState.MADE,
        )
        .correlate(Flag)
        .scalar_subquery()
    )
    waited = seconds_of(effective_at) - seconds_of(Flag.created_at)
    return median(
        session,
        select(waited.label("waited"))
        .join(Review, Review.id == Flag.review_id)
        .where(scope.reports, Flag.reason_code != AUTOMATIC_REASON, waited.is_not(None)),
    )


def measure_replies(session: Session, scope: Scope) -> tuple[int, float | None]:
    """How many reviews are answered, and the median of seconds from publication to the reply."""
    waited = seconds_of(ReviewReply.sent_at) - seconds_of(Review.published_at)
    return median(
        session,
        select(waited.label("waited"))
        .join(Review, Review.id == ReviewReply.review_id)
        .where(
            scope.reports,
            ReviewReply.state == ReplyState.PUBLISHED,
            Review.state == ReviewState.PUBLISHED,
            Review.published_at.is_not(None),
        ),
    )


def _answer(
    decision: type[ModerationDecision], is_overtaken: ColumnElement[bool]
) -> ColumnElement[str]:
    is_made = decision.state == DecisionState.MADE
    return case(
        (and_(is_made, decision.verdict.in_(UPHELD)), Answer.UPHELD),
        (is_made, Answer.REFUSED),
        (is_overtaken, Answer.OVERTAKEN),
        else_=Answer.WAITING,
    ).label("answer")
