"""Replies of the fictional practitioners: some published, some waiting for the moderator."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory.domain.replies import lint_reply
from directory.domain.replies.states import ReplyState
from directory.models import (
    Account,
    Practitioner,
    PractitionerOrigin,
    Review,
    ReviewReply,
    ReviewState,
    Role,
)
from directory.services.demo.files import Table
from directory.services.reviews import OWN_SOURCE

EVERY = 16
"""Of so many reviews with words on this site, one is answered."""

GOOD_FROM = 4
DAYS_UNTIL_REPLY = 3


def store_replies(session: Session, bank: Table, today: date) -> None:
    """Answer some reviews, and let the practitioner who signs in have sent a few more."""
    midnight = datetime.combine(today, time(), UTC)
    keeper = session.scalars(
        select(Account).where(Account.is_demo, Account.role == Role.PRACTITIONER)
    ).one()
    reviews = session.scalars(
        select(Review)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(
            Practitioner.origin == PractitionerOrigin.DEMO,
            Review.source_key == OWN_SOURCE,
            Review.state == ReviewState.PUBLISHED,
            Review.text != "",
        )
        .options(joinedload(Review.outcome))
        .order_by(Review.reported_on.desc(), Review.id.desc())
    ).all()
    own = [review for review in reviews if review.practitioner_id == keeper.practitioner_id]
    sent = list(zip(own, bank["waiting"]["sent"], strict=False))
    refused = own[len(sent) : len(sent) + 1]
    taken = {review.id for review, _ in sent} | {review.id for review in refused}
    session.add_all(
        _publish(review, number, bank, midnight)
        for number, review in enumerate(reviews[::EVERY])
        if review.id not in taken
    )
    session.add_all(
        _make(review, text, ReplyState.WAITING, midnight, keeper.id) for review, text in sent
    )
    for review in refused:
        reply = _make(review, bank["rejected"]["text"], ReplyState.REJECTED, midnight, keeper.id)
        reply.decided_at = midnight
        reply.reason_code = bank["rejected"]["reason_code"]
        session.add(reply)
    session.flush()


def _publish(review: Review, number: int, bank: Table, midnight: datetime) -> ReviewReply:
    is_good = review.outcome is not None and review.outcome.gais >= GOOD_FROM
    texts = bank["published"]["good" if is_good else "disappointed"]
    published_at = review.published_at or midnight
    sent_at = min(published_at + timedelta(days=DAYS_UNTIL_REPLY), midnight)
    reply = _make(review, texts[number % len(texts)], ReplyState.PUBLISHED, sent_at, None)
    reply.decided_at = min(sent_at + timedelta(days=1), midnight)
    return reply


def _make(
    review: Review, text: str, state: ReplyState, sent_at: datetime, account_id: int | None
) -> ReviewReply:
    return ReviewReply(
        review_id=review.id,
        account_id=account_id,
        state=state,
        text=text,
        warnings=[{"rule": one.rule.key, "phrase": one.phrase} for one in lint_reply(text)],
        sent_at=sent_at,
    )
