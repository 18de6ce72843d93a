"""Practitioners' replies to the reviews about them: sending, revising, withdrawing, reading.

There is no way here to hide a review, to delay it or to choose who writes. What a moderator does
with a reply stands in `reply_decisions`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from directory.domain.errors import NotFoundError
from directory.domain.ledger import Fact
from directory.domain.messages import N_
from directory.domain.replies import lint_reply
from directory.domain.replies.states import (
    REPLY_TRANSITIONS,
    ReplyAct,
    ReplyError,
    ReplyState,
    check_reply_text,
)
from directory.domain.reviews import ReviewState
from directory.models import Account, Practitioner, Review, ReviewReply, Role
from directory.services.ledger import append_entry, hold_ledger
from directory.services.mail import queue_mail


def get_own_review(session: Session, practitioner_id: int, review_id: int) -> Review:
    """A published review about this practitioner. Raises NotFoundError, also for any other."""
    review = session.scalar(
        select(Review)
        .where(
            Review.id == review_id,
            Review.practitioner_id == practitioner_id,
            Review.state == ReviewState.PUBLISHED,
        )
        .options(joinedload(Review.outcome), joinedload(Review.source))
    )
    if review is None:
        raise NotFoundError(N_("No published review about you has this number."))
    return review


def send_reply(
    session: Session, review: Review, text: str, account_id: int, now: datetime
) -> ReviewReply:
    """Send a reply to the moderators, in place of one that waits; a published one stays meanwhile.

    What the linter says of it goes with it. The same text sent twice is one reply. Raises
    InvalidValueError for a text of the wrong length, ReplyError when two send at once.
    """
    text = check_reply_text(text)
    waiting = find_reply(session, review.id, ReplyState.WAITING)
    if waiting is not None and waiting.text == text:
        return waiting
    reply = ReviewReply(
        review_id=review.id,
        account_id=account_id,
        state=ReplyState.WAITING,
        text=text,
        warnings=[{"rule": one.rule.key, "phrase": one.phrase} for one in lint_reply(text)],
        sent_at=now,
    )
    try:
        with session.begin_nested():
            if waiting is not None:
                move_reply(session, waiting, ReplyAct.REVISE)
            session.add(reply)
    except IntegrityError as error:
        raise ReplyError(
            N_(
                "A reply to this review was sent from elsewhere at the same moment. Look at it "
                "before you send another."
            ),
            "text",
        ) from error
    return reply


def withdraw_reply(session: Session, practitioner_id: int, reply_id: int, now: datetime) -> int:
    """Take back a reply that waits or is published, and give the number of its review.

    Raises NotFoundError, also for a reply to a review about somebody else, or ReplyError.
    """
    hold_ledger(session)
    reply = session.scalar(
        select(ReviewReply)
        .join(Review, Review.id == ReviewReply.review_id)
        .where(ReviewReply.id == reply_id, Review.practitioner_id == practitioner_id)
    )
    if reply is None:
        raise NotFoundError(N_("There is no such reply."))
    was_public = reply.state == ReplyState.PUBLISHED
    move_reply(session, reply, ReplyAct.WITHDRAW)
    if was_public:
        enter_reply(session, reply, now)
    return reply.review_id


def enter_reply(session: Session, reply: ReviewReply, now: datetime) -> None:
    """Enter in the moderation ledger what has become of a reply."""
    facts: dict[str, Fact] = {"reply": reply.id, "review": reply.review_id}
    if reply.reason_code:
        facts["reason"] = reply.reason_code
    review = session.get_one(Review, reply.review_id)
    append_entry(
        session,
        f"reply.{reply.state}",
        now=now,
        practitioner_id=review.practitioner_id,
        facts=facts,
    )


def move_reply(session: Session, reply: ReviewReply, act: ReplyAct, **columns: object) -> None:
    """Do one act on a reply, and set `columns` with it. Raises ReplyError if it came too late."""
    before, after = REPLY_TRANSITIONS[act]
    moved = session.scalar(
        update(ReviewReply)
        .where(ReviewReply.id == reply.id, ReviewReply.state.in_(before))
        .values(state=after, **columns)
        .returning(ReviewReply.id),
        execution_options={"synchronize_session": False},
    )
    session.refresh(reply)
    if moved is None:
        raise ReplyError(N_("This reply has changed meanwhile. Reload the page and look again."))


def find_reply(session: Session, review_id: int, state: ReplyState) -> ReviewReply | None:
    """The reply to a review in this state, the latest where there are several."""
    return session.scalar(
        select(ReviewReply)
        .where(ReviewReply.review_id == review_id, ReviewReply.state == state)
        .order_by(ReviewReply.id.desc())
        .limit(1)
    )


def list_replies(
    session: Session, review_ids: Sequence[int]
) -> Mapping[int, Sequence[ReviewReply]]:
    """Every text sent to these reviews, by review, the latest first."""
    rows = session.scalars(
        select(ReviewReply)
        .where(ReviewReply.review_id.in_(review_ids))
        .order_by(ReviewReply.id.desc())
    )
    replies: dict[int, list[ReviewReply]] = {review_id: [] for review_id in review_ids}
    for reply in rows:
        replies[reply.review_id].append(reply)
    return replies


def list_published_replies(
    session: Session, review_ids: Sequence[int]
) -> Mapping[int, ReviewReply]:
    """The published replies to these reviews, by review."""
    rows = session.scalars(
        select(ReviewReply).where(
            ReviewReply.review_id.in_(review_ids), ReviewReply.state == ReplyState.PUBLISHED
        )
    )
    return {reply.review_id: reply for reply in rows}


def tell_practitioner(session: Session, review: Review, now: datetime) -> None:
    """Mail whoever keeps the profile that a review about them was published."""
    name = session.get_one(Practitioner, review.practitioner_id).full_name
    keepers = session.scalars(
        select(Account).where(
            Account.practitioner_id == review.practitioner_id,
            Account.role == Role.PRACTITIONER,
            Account.email_confirmed_at.is_not(None),
        )
    )
    for keeper in keepers:
        queue_mail(
            session,
            unique_key=f"new-review:{review.id}:{keeper.id}",
            kind="new_review",
            to_address=keeper.email,
            language=keeper.mail_language,
            subject=N_("A review about you was published"),
            paragraphs=(
                N_(
                    "A review about %(name)s was published. Sign in and open “Reviews” to read it, "
                    "to reply, or to dispute it if it breaks a rule. You do not have to do "
                    "anything.",
                    name=name,
                ),
            ),
            now=now,
        )
