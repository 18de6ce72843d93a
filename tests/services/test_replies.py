"""Replies from the practitioner's hand to the public: sent, decided, replaced, taken back."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.moderation import UNDO_WINDOW, CaseKind, DecisionState, ModerationError
from directory.domain.permissions import OwnAccountError, Role
from directory.domain.replies.states import ReplyError, ReplyState
from directory.domain.reviews import ReviewState
from directory.models import Account, AuditEvent, LedgerEntryRow, MailMessage, Review, ReviewReply
from directory.services.case_queue import list_waiting
from directory.services.cases import get_case
from directory.services.decisions import carry_out_next
from directory.services.decisions import decide as take_decision
from directory.services.own_reviews import Shown, list_own_reviews
from directory.services.replies import (
    get_own_review,
    list_published_replies,
    send_reply,
    withdraw_reply,
)
from directory.services.reply_decisions import list_waiting_replies
from directory.services.status_links import StatusLinks
from tests.factories import make_practitioner, make_review
from tests.fixtures.people import make_account, make_role

FIRST = "Thank you for taking the time to write."
SECOND = "Thank you. Everybody gets a test patch first here."
LINKS = StatusLinks(
    "secret" * 8, "https://site.example/r/{}".format, "https://site.example/f/{}".format
)


@pytest.fixture
def review(session: Session) -> Review:
    review = make_review(session, make_practitioner(session), text="The scars are shallower.")
    review.author_email = "author@example.org"
    session.flush()
    return review


@pytest.fixture
def keeper(session: Session, review: Review, now: datetime) -> Account:
    account = make_account(session, now, "keeper@example.org", Role.PRACTITIONER)
    account.practitioner_id = review.practitioner_id
    session.flush()
    return account


@pytest.fixture
def moderator(session: Session, now: datetime) -> Account:
    return make_role(session, now, Role.MODERATOR)


def decide(session: Session, reply: ReviewReply, by: Account, now: datetime, why: str = "") -> None:
    """Decide in the queue, and let the window end."""
    case = get_case(session, CaseKind.REPLY, reply.id)
    take_decision(session, case, why or "reply_within_rules", by, now)
    assert carry_out_next(session, LINKS, now + UNDO_WINDOW)
    session.refresh(reply)


def list_subjects(session: Session, address: str) -> list[str]:
    rows = session.scalars(
        select(MailMessage.subject)
        .where(MailMessage.to_address == address)
        .order_by(MailMessage.id)
    )
    return list(rows)


def test_a_reply_is_public_only_after_a_moderator_read_it(
    session: Session, review: Review, keeper: Account, moderator: Account, now: datetime
) -> None:
    reply = send_reply(session, review, FIRST, keeper.id, now)
    assert list_published_replies(session, [review.id]) == {}
    (waiting,) = list_waiting(session)
    assert (waiting.kind, waiting.subject_id) == (CaseKind.REPLY, reply.id)
    decide(session, reply, moderator, now)
    assert list_published_replies(session, [review.id]) == {review.id: reply}
    assert list_waiting(session) == []
    assert list_subjects(session, keeper.email) == ["Your reply was published"]
    assert list_subjects(session, "author@example.org") == ["There is a reply to your report"]
    assert "moderator:reply:publish" in session.scalars(select(AuditEvent.tag)).all()


def test_an_edit_waits_while_the_approved_text_stays(
    session: Session, review: Review, keeper: Account, moderator: Account, now: datetime
) -> None:
    first = send_reply(session, review, FIRST, keeper.id, now)
    decide(session, first, moderator, now)
    second = send_reply(session, review, SECOND, keeper.id, now)
    assert list_published_replies(session, [review.id])[review.id].text == FIRST
    decide(session, second, moderator, now)
    assert list_published_replies(session, [review.id])[review.id].text == SECOND
    assert first.state == ReplyState.REPLACED


def test_a_rejected_edit_leaves_the_approved_text(
    session: Session, review: Review, keeper: Account, moderator: Account, now: datetime
) -> None:
    decide(session, send_reply(session, review, FIRST, keeper.id, now), moderator, now)
    decide(session, send_reply(session, review, SECOND, keeper.id, now), moderator, now, "insult")
    assert list_published_replies(session, [review.id])[review.id].text == FIRST
    mail = session.scalars(select(MailMessage.text).order_by(MailMessage.id.desc())).first()
    assert mail is not None
    assert "It insults the author" in mail


def test_what_waits_is_replaced_by_what_is_sent_next_and_a_double_click_is_one_reply(
    session: Session, review: Review, keeper: Account, now: datetime
) -> None:
    first = send_reply(session, review, FIRST, keeper.id, now)
    assert send_reply(session, review, f"  {FIRST} ", keeper.id, now) is first
    second = send_reply(session, review, SECOND, keeper.id, now)
    assert first.state == ReplyState.REPLACED
    assert [one.reply for one in list_waiting_replies(session)] == [second]


def test_the_moderator_sees_what_the_practitioner_was_warned_of(
    session: Session, review: Review, keeper: Account, now: datetime
) -> None:
    send_reply(session, review, "We treated you with great care, liar.", keeper.id, now)
    (waiting,) = list_waiting_replies(session)
    assert [(rule.key, phrase) for rule, phrase in waiting.warnings] == [
        ("confirms_patient", "We treated you"),
        ("insult", "liar"),
    ]


def test_a_text_sent_while_a_decision_is_held_overtakes_it(
    session: Session, review: Review, keeper: Account, moderator: Account, now: datetime
) -> None:
    first = send_reply(session, review, FIRST, keeper.id, now)
    case = get_case(session, CaseKind.REPLY, first.id)
    decision = take_decision(session, case, "reply_within_rules", moderator, now)
    second = send_reply(session, review, SECOND, keeper.id, now)
    assert carry_out_next(session, LINKS, now + UNDO_WINDOW)
    session.refresh(decision)
    assert decision.state == DecisionState.VOID
    assert (first.state, second.state) == (ReplyState.REPLACED, ReplyState.WAITING)
    assert [one.subject_id for one in list_waiting(session)] == [second.id]


def test_a_second_decision_changes_nothing(
    session: Session, review: Review, keeper: Account, moderator: Account, now: datetime
) -> None:
    reply = send_reply(session, review, FIRST, keeper.id, now)
    decide(session, reply, moderator, now, "off_topic")
    with pytest.raises(ModerationError):
        decide(session, reply, moderator, now)
    assert reply.state == ReplyState.REJECTED


def test_nobody_decides_on_a_reply_of_their_own(
    session: Session, review: Review, keeper: Account, moderator: Account, now: datetime
) -> None:
    moderator.practitioner_id = review.practitioner_id
    reply = send_reply(session, review, FIRST, keeper.id, now)
    with pytest.raises(OwnAccountError):
        decide(session, reply, moderator, now)


def test_a_reply_is_taken_back_before_and_after_it_was_published(
    session: Session, review: Review, keeper: Account, moderator: Account, now: datetime
) -> None:
    published = send_reply(session, review, FIRST, keeper.id, now)
    decide(session, published, moderator, now)
    waiting = send_reply(session, review, SECOND, keeper.id, now)
    for reply in (waiting, published):
        assert withdraw_reply(session, review.practitioner_id, reply.id, now) == review.id
        assert reply.state == ReplyState.WITHDRAWN
    with pytest.raises(ReplyError):
        withdraw_reply(session, review.practitioner_id, waiting.id, now)


def test_what_becomes_public_of_replies_is_in_the_ledger(
    session: Session, review: Review, keeper: Account, moderator: Account, now: datetime
) -> None:
    published = send_reply(session, review, FIRST, keeper.id, now)
    decide(session, published, moderator, now)
    refused = send_reply(session, review, SECOND, keeper.id, now)
    decide(session, refused, moderator, now, "advertising")
    withdraw_reply(session, review.practitioner_id, published.id, now)
    waiting = send_reply(session, review, SECOND, keeper.id, now)
    withdraw_reply(session, review.practitioner_id, waiting.id, now)
    rows = session.scalars(select(LedgerEntryRow).order_by(LedgerEntryRow.number)).all()
    assert [(row.kind, row.facts) for row in rows] == [
        ("reply.published", {"reply": published.id, "review": review.id}),
        ("reply.rejected", {"reply": refused.id, "review": review.id, "reason": "advertising"}),
        ("reply.withdrawn", {"reply": published.id, "review": review.id}),
    ]


def test_what_is_about_somebody_else_is_out_of_reach(
    session: Session, review: Review, keeper: Account, now: datetime
) -> None:
    reply = send_reply(session, review, FIRST, keeper.id, now)
    stranger = make_practitioner(session)
    with pytest.raises(NotFoundError):
        get_own_review(session, stranger.id, review.id)
    with pytest.raises(NotFoundError):
        withdraw_reply(session, stranger.id, reply.id, now)


def test_a_removed_review_cannot_be_answered_and_its_reply_waits_no_more(
    session: Session, review: Review, keeper: Account, now: datetime
) -> None:
    send_reply(session, review, FIRST, keeper.id, now)
    review.state = ReviewState.REMOVED
    session.flush()
    assert list_waiting_replies(session) == []
    with pytest.raises(NotFoundError):
        get_own_review(session, review.practitioner_id, review.id)


@pytest.mark.parametrize("text", ["", "Too short", "x" * 1501])
def test_a_reply_has_a_length_that_says_something(
    session: Session, review: Review, keeper: Account, now: datetime, text: str
) -> None:
    with pytest.raises(InvalidValueError, match="10 to 1,500 characters"):
        send_reply(session, review, text, keeper.id, now)


def test_own_reviews_are_listed_by_what_there_is_to_do(
    session: Session, review: Review, keeper: Account, moderator: Account, now: datetime
) -> None:
    practitioner_id = review.practitioner_id
    practitioner = make_practitioner(session)
    answered, waiting, silent = (
        make_review(session, practitioner, text=text) for text in ("One.", "Two.", "")
    )
    for one in (answered, waiting, silent):
        one.practitioner_id = practitioner_id
    decide(session, send_reply(session, answered, FIRST, keeper.id, now), moderator, now)
    send_reply(session, waiting, SECOND, keeper.id, now)
    listed = {
        shown: {
            one.review.id for one in list_own_reviews(session, practitioner_id, shown, 99).reviews
        }
        for shown in Shown
    }
    assert listed == {
        Shown.TO_ANSWER: {review.id},
        Shown.WAITING: {waiting.id},
        Shown.ANSWERED: {answered.id},
        Shown.ALL: {review.id, answered.id, waiting.id, silent.id},
    }
