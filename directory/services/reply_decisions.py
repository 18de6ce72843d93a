"""The moderator's side of replies: which wait, and publishing or not publishing one.

Replies wait in the moderators' one queue (`case_queue`, `cases`); what is decided there is carried
out by `decide_reply`, and told by `decision_notices`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from directory.domain.audit import Subject
from directory.domain.errors import NotFoundError
from directory.domain.replies import RULES_BY_KEY, ReplyRule
from directory.domain.replies.states import ReplyAct, ReplyState, check_rejection_reason
from directory.domain.reviews import ReviewState
from directory.models import Practitioner, Review, ReviewReply
from directory.services.audit import record
from directory.services.ledger import hold_ledger
from directory.services.replies import enter_reply, find_reply, move_reply


@dataclass(frozen=True, slots=True)
class WaitingReply:
    """A reply that waits, its review, and whom that is about."""

    reply: ReviewReply
    review: Review
    practitioner: Practitioner

    @property
    def warnings(self) -> Sequence[tuple[ReplyRule, str]]:
        """The rules that the practitioner was warned of, each with the phrase."""
        return list_warnings(self.reply)


def list_warnings(reply: ReviewReply) -> Sequence[tuple[ReplyRule, str]]:
    """The rules that the writer of a reply was warned of, each with the phrase."""
    return [
        (RULES_BY_KEY[one["rule"]], one["phrase"])
        for one in reply.warnings
        if one["rule"] in RULES_BY_KEY
    ]


def list_waiting_replies(
    session: Session, *conditions: ColumnElement[bool]
) -> Sequence[WaitingReply]:
    """The replies to published reviews that wait, the oldest first."""
    rows = session.execute(
        select(ReviewReply, Review, Practitioner)
        .join(Review, Review.id == ReviewReply.review_id)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(
            ReviewReply.state == ReplyState.WAITING,
            Review.state == ReviewState.PUBLISHED,
            *conditions,
        )
        .options(joinedload(Review.outcome))
        .order_by(ReviewReply.sent_at, ReviewReply.id)
    )
    return [WaitingReply(*row) for row in rows]


def decide_reply(
    session: Session, reply_id: int, account_id: int, now: datetime, *, reason_code: str = ""
) -> None:
    """Publish a reply, in place of an earlier one, or do not, for a reason.

    Raises NotFoundError, InvalidValueError for an unknown reason, ReplyError when the practitioner
    sent another text, or took it back, meanwhile.
    """
    hold_ledger(session)
    reply = session.get(ReviewReply, reply_id)
    if reply is None:
        raise NotFoundError("There is no such reply.")
    if reason_code:
        check_rejection_reason(reason_code)
    elif published := find_reply(session, reply.review_id, ReplyState.PUBLISHED):
        move_reply(session, published, ReplyAct.RETIRE)
    act = ReplyAct.REJECT if reason_code else ReplyAct.PUBLISH
    before = reply.state
    move_reply(
        session,
        reply,
        act,
        decided_at=now,
        decided_by_account_id=account_id,
        reason_code=reason_code,
    )
    record(
        session,
        account_id,
        act,
        Subject("reply", reply.id),
        before={"state": before},
        after={"state": reply.state},
        now=now,
        reason_code=reason_code,
    )
    enter_reply(session, reply, now)
