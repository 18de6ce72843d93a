"""What authors find when they come back to their report, and the consents they take back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from directory.domain.consents import Consent
from directory.domain.errors import NotFoundError
from directory.domain.messages import N_
from directory.domain.reviews import Act, Actor, ReviewState
from directory.domain.tokens import hash_token
from directory.models import Account, Outcome, Practitioner, Receipt, Review
from directory.services.publication import act_on

CONSENT_COLUMNS: Mapping[Consent, tuple[InstrumentedAttribute[Any], ...]] = {
    Consent.SKIN_TYPE: (Outcome.fitzpatrick, Outcome.skin_type_consent_at),
    Consent.AGE_BAND: (Outcome.age_band, Outcome.age_band_consent_at),
}
"""What is kept under each consent, and since when."""


def get_review_by_status(session: Session, status_token: str) -> Review:
    """The report of this status page. Raises NotFoundError."""
    return _get_review(session, Review.status_token_hash == hash_token(status_token))


def get_review_of_link(session: Session, review_id: int) -> Review:
    """The report of a link that was mailed to its author. Raises NotFoundError once erased."""
    return _get_review(session, and_(Review.id == review_id, Review.state != ReviewState.ERASED))


def get_own_review(session: Session, account: Account, review_id: int) -> Review:
    """A report that this account wrote. Raises NotFoundError, also for anybody else's."""
    return _get_review(session, and_(Review.id == review_id, is_author(account)))


def is_author(account: Account) -> ColumnElement[bool]:
    """Whether a report is this account's: sent while signed in, or from the same mailbox.

    The mailbox counts only where both account and report have confirmed it.
    """
    is_own = Review.author_account_id == account.id
    if account.email_confirmed_at is None:
        return is_own
    same_mailbox = and_(
        Review.author_email == account.email, Review.email_confirmed_at.is_not(None)
    )
    return or_(is_own, same_mailbox)


def list_own_reviews(session: Session, account: Account) -> Sequence[Row[Review, Practitioner]]:
    """The reviews that this account wrote and whom they are about, newest first."""
    return session.execute(
        select(Review, Practitioner)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(is_author(account))
        .options(selectinload(Review.outcome))
        .order_by(Review.reported_on.desc(), Review.id.desc())
    ).all()


def list_receipts(session: Session, review: Review) -> Sequence[Receipt]:
    """The receipts that came with a report, the newest first."""
    return session.scalars(
        select(Receipt).where(Receipt.review_id == review.id).order_by(Receipt.id.desc())
    ).all()


def list_consents(review: Review) -> tuple[Consent, ...]:
    """What the author agreed to and still does."""
    return tuple(
        consent
        for consent, (kept, _since) in CONSENT_COLUMNS.items()
        if review.outcome is not None and getattr(review.outcome, kept.key) is not None
    )


def withdraw_consent(session: Session, review: Review, consent: Consent, now: datetime) -> None:
    """Take what this consent was for out of a report, and so out of every statistic.

    A second time changes nothing.
    """
    if consent not in list_consents(review):
        return
    for column in CONSENT_COLUMNS[consent]:
        setattr(review.outcome, column.key, None)
    act_on(session, review, Act.WITHDRAW_CONSENT, Actor.AUTHOR, now, reason_code=consent)


def _get_review(session: Session, condition: ColumnElement[bool]) -> Review:
    review = session.scalar(select(Review).where(condition).options(selectinload(Review.outcome)))
    if review is None:
        raise NotFoundError(
            N_("There is no report here. Check that the whole address was copied from the message.")
        )
    return review
