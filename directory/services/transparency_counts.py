"""Counting for the transparency pages: one statement of SQL for each figure, on both databases."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import mean
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, extract, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from directory.domain.moderation import DecisionState, Verdict
from directory.domain.reviews import Act, Actor, ReviewState
from directory.domain.transparency import GradeCounts, SiteDecision
from directory.models import Flag, ModerationDecision, Outcome, Review, ReviewEvent
from directory.services.reviews import OWN_SOURCE

DECIDED = (ReviewState.PUBLISHED, ReviewState.REJECTED, ReviewState.REMOVED)
REASONED_STATES = (ReviewState.QUEUED, ReviewState.REJECTED, ReviewState.REMOVED)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: the reports about one practitioner, or about everybody."""

    practitioner_id: int | None = None

    @property
    def reports(self) -> ColumnElement[bool]:
        """Reports from anywhere."""
        if self.practitioner_id is None:
            return true()
        return Review.practitioner_id == self.practitioner_id

    @property
    def own_reports(self) -> ColumnElement[bool]:
        """Reports that were sent to this site."""
        return and_(self.reports, Review.source_key == OWN_SOURCE)


def count_states(session: Session, scope: Scope) -> Mapping[ReviewState, int]:
    """How many reports sent to this site are in each state."""
    rows = session.execute(
        select(Review.state, func.count()).where(scope.own_reports).group_by(Review.state)
    )
    return Counter({ReviewState(state): count for state, count in rows})


def count_levels(session: Session, scope: Scope) -> Mapping[tuple[bool, int], int]:
    """How many public reports have each level, by whether they were sent to this site."""
    is_own = Review.source_key == OWN_SOURCE
    rows = session.execute(
        select(is_own, Review.verification_level, func.count())
        .where(scope.reports, Review.state == ReviewState.PUBLISHED)
        .group_by(is_own, Review.verification_level)
    )
    return Counter({(bool(own), level): count for own, level, count in rows})


def count_grades(session: Session, scope: Scope) -> GradeCounts:
    """How many reports that this site has decided on gave each grade, by what was decided."""
    asked_by_practice = exists().where(
        Flag.review_id == Review.id,
        Flag.is_from_practice,
        Flag.decision_id == ModerationDecision.id,
        ModerationDecision.state == DecisionState.MADE,
        ModerationDecision.verdict == Verdict.REMOVE,
    )
    decision = case(
        (Review.state == ReviewState.PUBLISHED, SiteDecision.PUBLISHED),
        (Review.state == ReviewState.REJECTED, SiteDecision.NOT_PUBLISHED),
        (asked_by_practice, SiteDecision.REMOVED_FOR_PRACTICE),
        else_=SiteDecision.REMOVED_FOR_OTHERS,
    ).label("decision")
    rows = session.execute(
        select(decision, Outcome.gais, func.count())
        .join(Outcome, Outcome.review_id == Review.id)
        .where(scope.own_reports, Review.state.in_(DECIDED))
        .group_by(decision, Outcome.gais)
    )
    return {(SiteDecision(met), grade): count for met, grade, count in rows}


def count_reasons(session: Session, scope: Scope) -> Mapping[ReviewState, Mapping[str, int]]:
    """How often reports were moved into a state that needs a reason, by its code."""
    query = (
        select(ReviewEvent.after, ReviewEvent.reason_code, func.count())
        .where(ReviewEvent.after.in_(REASONED_STATES), ReviewEvent.after != ReviewEvent.before)
        .group_by(ReviewEvent.after, ReviewEvent.reason_code)
    )
    if scope.practitioner_id is not None:
        query = query.join(Review, Review.id == ReviewEvent.review_id).where(scope.reports)
    reasons: defaultdict[ReviewState, dict[str, int]] = defaultdict(dict)
    for after, code, count in session.execute(query):
        reasons[ReviewState(after)][code] = count
    return reasons


def count_automatic_refusals(session: Session, scope: Scope) -> int:
    """How many reports were refused or removed without a person deciding so."""
    query = (
        select(func.count())
        .select_from(ReviewEvent)
        .join(Review, Review.id == ReviewEvent.review_id)
        .where(
            scope.reports,
            ReviewEvent.after.in_((ReviewState.REJECTED, ReviewState.REMOVED)),
            ReviewEvent.after != ReviewEvent.before,
            ReviewEvent.actor.not_in((Actor.MODERATOR, Actor.AUTHOR)),
        )
    )
    return session.scalar(query) or 0


def measure_publication(session: Session, scope: Scope) -> tuple[int, float | None]:
    """How many reports were published, and the median of seconds from sending to publication."""
    return median(session, _select_waits(scope))


def measure_read_publication(session: Session, scope: Scope) -> tuple[int, float | None]:
    """The same for reports that a moderator read before."""
    was_read = exists().where(
        ReviewEvent.review_id == Review.id,
        ReviewEvent.act == Act.PUBLISH,
        ReviewEvent.actor == Actor.MODERATOR,
    )
    return median(session, _select_waits(scope).where(was_read))


def _select_waits(scope: Scope) -> Select[int]:
    waited = seconds_of(Review.published_at) - seconds_of(Review.submitted_at)
    return select(waited.label("waited")).where(
        scope.own_reports,
        Review.state == ReviewState.PUBLISHED,
        Review.published_at.is_not(None),
        Review.submitted_at.is_not(None),
    )


def seconds_of(instant: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[int]:
    return extract("epoch", instant)


def median(session: Session, values: Select[int]) -> tuple[int, float | None]:
    """Count and median of what is labelled `waited`: the middle, or the mean of the middle two."""
    count = session.scalar(select(func.count()).select_from(values.subquery())) or 0
    if not count:
        return 0, None
    middle = session.scalars(
        values.order_by("waited").offset((count - 1) // 2).limit(2 - count % 2)
    )
    return count, float(mean(float(value) for value in middle))
