"""Which reports tell of verified outcomes in public figures; how they are counted stands there."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_

from directory.domain.outcomes import VERIFIED_LEVEL
from directory.models import Review, ReviewState


def is_verified_report() -> ColumnElement[bool]:
    """Whether a review is published and its treatment proven."""
    return and_(
        _review.state == ReviewState.PUBLISHED, _review.verification_level >= VERIFIED_LEVEL
    )


_review = Review.__table__.c
