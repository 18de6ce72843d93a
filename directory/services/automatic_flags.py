"""Flags that the automatic checks raise: published reviews that look doubtful only later.

A wave or a copied text shows when the others arrive. The checks decide nothing: a flag puts the
review before a moderator, once, and stays visible meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.flags import AUTOMATIC_REASON, LONGEST_FLAG_TEXT, new_receipt_number
from directory.domain.integrity import IntegrityAssessment
from directory.domain.reviews import ReviewState
from directory.domain.tokens import hash_token, new_token
from directory.models import Flag, Review


def flag_turned(session: Session, turned: Mapping[int, IntegrityAssessment], now: datetime) -> int:
    """Flag the published reports of this site among these; returns how many. Each once for ever."""
    flagged = select(Flag.review_id).where(Flag.reason_code == AUTOMATIC_REASON)
    published = session.scalars(
        select(Review.id)
        .where(
            Review.id.in_(turned),
            Review.state == ReviewState.PUBLISHED,
            Review.verification_level > 0,  # level 0 is of other sites, and moves hardly anything
            Review.id.not_in(flagged),
        )
        .order_by(Review.id)
    ).all()
    session.add_all(
        Flag(
            receipt_number=new_receipt_number(),
            status_token_hash=hash_token(new_token()),
            review_id=review_id,
            reason_code=AUTOMATIC_REASON,
            text=" ".join(turned[review_id].reasons)[:LONGEST_FLAG_TEXT],
            email=None,
            created_at=now,
        )
        for review_id in published
    )
    session.flush()
    return len(published)
