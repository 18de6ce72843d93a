"""What moderation keeps of people: given to them, erased when they want, forgotten in time.

What stays names nobody: that a flag, an appeal or a decision was made, when, and why by its code.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.domain.moderation import DecisionState
from directory.models import Appeal, Flag, ModerationDecision

KEPT_AFTER_DECISION = timedelta(days=240)
"""Addresses and words of flags stay as long as an appeal, and the answer to it, may take."""


def list_flags_of(session: Session, email: str) -> Sequence[Flag]:
    """The flags raised from an address, in the order in which they were raised."""
    return session.scalars(select(Flag).where(Flag.email == email).order_by(Flag.id)).all()


def list_appeals_of(session: Session, review_id: int) -> Sequence[Appeal]:
    """The author's appeals about a report."""
    return session.scalars(
        select(Appeal)
        .join(ModerationDecision, ModerationDecision.id == Appeal.decision_id)
        .where(ModerationDecision.review_id == review_id, Appeal.flag_id.is_(None))
        .order_by(Appeal.id)
    ).all()


def erase_flags_of(session: Session, email: str) -> None:
    """Take address and words out of the flags raised from an address; their decisions stay."""
    session.execute(update(Flag).where(Flag.email == email).values(email=None, text=""))


def erase_words_about(session: Session, review_id: int) -> None:
    """Take out what was said about an erased report, by flags, appeals and moderators."""
    decisions = select(ModerationDecision.id).where(ModerationDecision.review_id == review_id)
    session.execute(update(Flag).where(Flag.review_id == review_id).values(text=""))
    session.execute(update(Appeal).where(Appeal.decision_id.in_(decisions)).values(text=""))
    session.execute(
        update(ModerationDecision).where(ModerationDecision.review_id == review_id).values(facts="")
    )


def forget_old_flags(session: Session, now: datetime) -> None:
    """Take address and words out of flags that were decided long ago."""
    decided = select(ModerationDecision.id).where(
        ModerationDecision.state == DecisionState.MADE,
        ModerationDecision.effective_at <= now - KEPT_AFTER_DECISION,
    )
    session.execute(
        update(Flag)
        .where(Flag.decision_id.in_(decided), Flag.text != "")
        .values(email=None, text="")
    )
