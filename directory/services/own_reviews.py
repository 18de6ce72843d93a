"""The reviews about a practitioner as their own account lists them: what to answer, what was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, joinedload

from directory.domain.messages import N_
from directory.domain.replies.states import ReplyState
from directory.domain.reviews import ReviewState
from directory.models import Review, ReviewReply
from directory.services.replies import list_replies

PAGE_SIZE = 10


class Shown(StrEnum):
    """Which reviews are listed."""

    TO_ANSWER = "to_answer"
    WAITING = "waiting"
    ANSWERED = "answered"
    ALL = "all"


SHOWN_WORDS = {
    Shown.TO_ANSWER: N_("To answer"),
    Shown.WAITING: N_("Reply waits for a moderator"),
    Shown.ANSWERED: N_("Answered"),
    Shown.ALL: N_("All"),
}


@dataclass(frozen=True, slots=True)
class OwnReview:
    """A review and every reply sent to it, the latest first."""

    review: Review
    replies: Sequence[ReviewReply]

    def find(self, state: ReplyState) -> ReviewReply | None:
        """The latest reply in this state."""
        return next((reply for reply in self.replies if reply.state == state), None)

    @property
    def published(self) -> ReviewReply | None:
        """The reply that the public reads."""
        return self.find(ReplyState.PUBLISHED)

    @property
    def waiting(self) -> ReviewReply | None:
        """The reply that waits for a moderator."""
        return self.find(ReplyState.WAITING)

    @property
    def rejected(self) -> ReviewReply | None:
        """The latest reply, if a moderator did not publish it."""
        latest = self.replies[0] if self.replies else None
        return latest if latest and latest.state == ReplyState.REJECTED else None


@dataclass(frozen=True, slots=True)
class OwnReviewPage:
    """One page of reviews, newest first, and how many there are to each filter."""

    reviews: Sequence[OwnReview]
    shown: Shown
    page: int
    page_count: int
    counts: Sequence[tuple[Shown, int]]


def list_own_reviews(
    session: Session, practitioner_id: int, shown: Shown, page: int
) -> OwnReviewPage:
    """A page of the published reviews about a practitioner; past the end gives the last one."""
    published = (
        Review.practitioner_id == practitioner_id,
        Review.state == ReviewState.PUBLISHED,
    )
    counts = [
        (one, session.scalar(select(func.count()).where(*published, *_conditions(one))) or 0)
        for one in Shown
    ]
    page_count = max(-(-dict(counts)[shown] // PAGE_SIZE), 1)
    page = min(max(page, 1), page_count)
    reviews = session.scalars(
        select(Review)
        .where(*published, *_conditions(shown))
        .options(joinedload(Review.outcome), joinedload(Review.source))
        .order_by(Review.reported_on.desc(), Review.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return OwnReviewPage(add_replies(session, reviews), shown, page, page_count, counts)


def add_replies(session: Session, reviews: Sequence[Review]) -> Sequence[OwnReview]:
    """These reviews with the replies sent to them."""
    replies = list_replies(session, [review.id for review in reviews])
    return [OwnReview(review, replies[review.id]) for review in reviews]


def _conditions(shown: Shown) -> Sequence[ColumnElement[bool]]:
    """To answer is whatever has a text and neither a published nor a waiting reply."""
    if shown is Shown.ALL:
        return ()
    if shown is Shown.TO_ANSWER:
        live = (ReplyState.WAITING, ReplyState.PUBLISHED)
        return (Review.text != "", ~_has_reply(*live))
    return (_has_reply(ReplyState.WAITING if shown is Shown.WAITING else ReplyState.PUBLISHED),)


def _has_reply(*states: ReplyState) -> ColumnElement[bool]:
    return exists().where(ReviewReply.review_id == Review.id, ReviewReply.state.in_(states))
