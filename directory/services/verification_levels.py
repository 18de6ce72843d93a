"""Verification levels: what a report deserves when it is sent, when its treatment is proven, and
when its result has become final."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, extract, false, select
from sqlalchemy.orm import Session, selectinload

from directory.domain.outcomes import VERIFIED_LEVEL
from directory.domain.reviews import (
    Act,
    Actor,
    ReviewState,
    deserved_level,
    final_result_due_on,
)
from directory.models import Outcome, Review
from directory.services.follow_up_plans import plan_follow_ups
from directory.services.publication import (
    act_on,
    has_proof,
    is_proven,
    list_screening_reasons,
    publish,
)
from directory.services.vocabulary import get_maturation_weeks, list_maturation_weeks

LIFTED_AT_ONCE = 500

SECONDS_OF_A_WEEK = 7 * 24 * 60 * 60


def set_first_level(session: Session, review: Review) -> None:
    """Set the level of a report that is not public yet from what is known now."""
    review.verification_level = _deserved(session, review)
    session.flush()


def accept_proof(session: Session, review: Review, now: datetime, account_id: int) -> None:
    """Give a report the level that the receipt accepted by this moderator deserves.

    Publishes it when it was queued for nothing but the missing proof.
    """
    _raise_level(session, review, actor=Actor.MODERATOR, now=now, account_id=account_id)
    plan_follow_ups(session, review)
    if review.state == ReviewState.QUEUED and not list_screening_reasons(session, review):
        publish(session, review, now, account_id)


def refresh_levels(session: Session, now: datetime) -> int:
    """Lift some proven reports whose result has become final to level 3; returns how many.

    A result becomes final when it is reported again after the concern's maturation time, or when
    that time is corrected. Nothing is ever lowered here. Whoever wants all lifted calls this until
    none is left: after a correction there may be very many.
    """
    reviews = session.scalars(
        select(Review)
        .join(Review.outcome)
        .where(
            Review.verification_level == VERIFIED_LEVEL,
            Review.state == ReviewState.PUBLISHED,
            Review.email_confirmed_at.is_not(None),
            _is_reported_when_final(list_maturation_weeks(session)),
            is_proven(Review.id),
        )
        .options(selectinload(Review.outcome))
        .order_by(Review.id)
        .limit(LIFTED_AT_ONCE)
    ).all()
    return sum(_raise_level(session, review, actor=Actor.CALENDAR, now=now) for review in reviews)


def refresh_level(session: Session, review: Review, now: datetime) -> None:
    """Lift one report whose result was just reported anew, if that was its final one."""
    _raise_level(session, review, actor=Actor.CALENDAR, now=now)


def find_due_on(review: Review, maturation_weeks: int | None) -> date | None:
    """From which day on a result of this treatment is final; None where that is not known."""
    outcome = review.outcome
    if outcome is None or outcome.last_session_on is None or maturation_weeks is None:
        return None
    return final_result_due_on(outcome.last_session_on, maturation_weeks)


def _raise_level(
    session: Session,
    review: Review,
    *,
    actor: Actor,
    now: datetime,
    account_id: int | None = None,
) -> bool:
    level = _deserved(session, review)
    if level <= review.verification_level:
        return False
    act_on(session, review, Act.RAISE_LEVEL, actor, now, account_id=account_id, level=level)
    review.needs_assessment = True  # a proven report is no part of a burst of unproven ones
    return True


def _deserved(session: Session, review: Review) -> int:
    outcome = review.outcome
    weeks = get_maturation_weeks(session, outcome.concern_key) if outcome else None
    due_on = find_due_on(review, weeks)
    return deserved_level(
        is_email_confirmed=review.email_confirmed_at is not None,
        has_proof=has_proof(session, review.id),
        is_final=due_on is not None and review.reported_on >= due_on,
    )


def _is_reported_when_final(maturation_weeks: Mapping[str, int]) -> ColumnElement[bool]:
    """What `find_due_on` says, in the database: nearly all reports that it asks are not due."""
    if not maturation_weeks:
        return false()
    seconds_since = extract("epoch", Review.reported_on) - extract("epoch", Outcome.last_session_on)
    seconds = {key: weeks * SECONDS_OF_A_WEEK for key, weeks in maturation_weeks.items()}
    return seconds_since >= case(seconds, value=Outcome.concern_key)
