"""What waits on pages of its own, as rows of the queue that lead there: corrected words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.integrity import RiskBand
from directory.domain.moderation import LINKED_RULES, LinkedKind
from directory.domain.reviews import NEED_CONFIRMATION
from directory.models import Practitioner, Review, WordsCorrection
from directory.services.waiting_case import WaitingCase


def list_linked(session: Session) -> Iterator[WaitingCase]:
    """Every row that is decided elsewhere."""
    rows = session.execute(
        select(WordsCorrection, Review, Practitioner)
        .join(Review, Review.id == WordsCorrection.review_id)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(WordsCorrection.decision.is_(None), Review.state.in_(NEED_CONFIRMATION))
    )
    for correction, review, practitioner in rows:
        yield _linked(LinkedKind.WORDS, correction.id, review, practitioner, correction.proposed_at)


def _linked(
    kind: LinkedKind, number: int, review: Review, practitioner: Practitioner, since: datetime
) -> WaitingCase:
    due_at = since + LINKED_RULES[kind].target
    return WaitingCase(kind, number, review, practitioner, since, due_at, RiskBand.LOW, ())
