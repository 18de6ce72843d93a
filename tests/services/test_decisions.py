"""Decisions: when they change what, whom they tell, who must agree, and how they end."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.errors import InvalidValueError
from directory.domain.moderation import (
    UNDO_WINDOW,
    CaseKind,
    DecisionState,
    ModerationError,
)
from directory.domain.reviews import ReviewState
from directory.models import (
    Account,
    AuditEvent,
    Flag,
    IndexOutbox,
    LedgerEntryRow,
    MailMessage,
    ModerationDecision,
    Review,
)
from directory.services import decisions, publication
from directory.services.case_queue import list_waiting
from tests.fixtures.moderation import (
    AUTHOR,
    FLAGGER,
    carry_out,
    decide_on,
    flag_review,
    get_flag_id,
)
from tests.fixtures.people import list_mail_to

REVIEW, FLAGS, APPEAL = CaseKind.REVIEW, CaseKind.FLAGS, CaseKind.APPEAL


def list_kinds(session: Session) -> list[CaseKind]:
    return [row.kind for row in list_waiting(session)]


def count_decisions_mail(session: Session) -> int:
    query = select(func.count()).where(MailMessage.kind == "decision")
    return session.scalar(query) or 0


def test_a_decision_changes_nothing_before_its_window_ends(
    session: Session, queued: Review, moderator: Account, now: datetime
) -> None:
    decision = decide_on(session, (REVIEW, queued.id), "within_rules", moderator, now)
    assert decision.state == DecisionState.HELD
    carry_out(session, now - timedelta(seconds=1))
    assert queued.state == ReviewState.QUEUED
    assert count_decisions_mail(session) == 0
    assert list_waiting(session) == []
    later = carry_out(session, now)
    assert (queued.state, queued.published_at) == (ReviewState.PUBLISHED, later)
    assert decision.state == DecisionState.MADE
    assert count_decisions_mail(session) == 1


@pytest.mark.parametrize("code", ["", "because", "experience"])
def test_there_is_no_decision_without_a_reason_of_its_kind(
    session: Session, queued: Review, moderator: Account, now: datetime, code: str
) -> None:
    with pytest.raises(InvalidValueError) as raised:
        decide_on(session, (REVIEW, queued.id), code, moderator, now)
    assert raised.value.field == "reason_code"
    assert list_kinds(session) == [REVIEW]


def test_a_decision_undone_in_time_never_was(
    session: Session, queued: Review, moderator: Account, other: Account, now: datetime
) -> None:
    decision = decide_on(session, (REVIEW, queued.id), "abuse", moderator, now)
    with pytest.raises(ModerationError, match="Only those who took"):
        decisions.undo(session, decision.id, other, now)
    decisions.undo(session, decision.id, moderator, now + timedelta(minutes=1))
    carry_out(session, now)
    assert queued.state == ReviewState.QUEUED
    assert list_kinds(session) == [REVIEW]
    assert count_decisions_mail(session) == 0
    with pytest.raises(ModerationError, match="carried out or undone already"):
        decisions.undo(session, decision.id, moderator, now)


def test_a_decision_in_a_hurry_is_carried_out_at_once(
    session: Session, published: Review, moderator: Account, now: datetime
) -> None:
    flag_review(session, published, now, reason="personal_data")
    decision = decide_on(session, (FLAGS, published.id), "personal_data", moderator, now)
    decisions.hurry(session, decision.id, moderator, now)
    carry_out(session, now - UNDO_WINDOW)
    assert published.state == ReviewState.REMOVED
    with pytest.raises(ModerationError):
        decisions.undo(session, decision.id, moderator, now)


def test_a_decision_that_the_author_overtakes_is_void_and_told_to_nobody(
    session: Session, queued: Review, moderator: Account, now: datetime
) -> None:
    decision = decide_on(session, (REVIEW, queued.id), "within_rules", moderator, now)
    publication.withdraw(session, queued, now)
    carry_out(session, now)
    assert decision.state == DecisionState.VOID
    assert queued.state == ReviewState.WITHDRAWN
    assert count_decisions_mail(session) == 0


def test_flags_are_one_case_and_all_who_raised_one_are_told(
    session: Session, published: Review, moderator: Account, now: datetime
) -> None:
    tokens = [flag_review(session, published, now, email=f"{n}@example.org") for n in range(3)]
    [row] = list_waiting(session)
    assert (row.kind, row.reasons[0]) == (FLAGS, "3 flags")
    decision = decide_on(session, (FLAGS, published.id), "insider", moderator, now)
    carry_out(session, now)
    assert published.state == ReviewState.REMOVED
    for number, token in enumerate(tokens):
        assert session.get_one(Flag, get_flag_id(session, token)).decision_id == decision.id
        assert "was removed" in list_mail_to(session, f"{number}@example.org")[-1].subject
    assert session.scalars(select(LedgerEntryRow.kind)).all() == ["review.removed"]
    assert session.scalars(select(IndexOutbox.practitioner_id)).all() == [published.practitioner_id]


def test_a_dismissed_flag_leaves_the_review_and_a_new_one_is_a_new_case(
    session: Session, published: Review, moderator: Account, now: datetime
) -> None:
    flag_review(session, published, now)
    decide_on(session, (FLAGS, published.id), "experience", moderator, now)
    flag_review(session, published, now, email="")
    later = carry_out(session, now)
    assert published.state == ReviewState.PUBLISHED
    assert "stays published" in list_mail_to(session, FLAGGER)[-1].subject
    assert list_kinds(session) == [FLAGS]
    decide_on(session, (FLAGS, published.id), "not_shown", moderator, later)
    assert list_waiting(session) == []


def test_a_flag_sent_twice_is_one(session: Session, published: Review, now: datetime) -> None:
    first = flag_review(session, published, now, form_token="one form")
    assert flag_review(session, published, now, form_token="one form") == first
    assert session.scalar(select(func.count()).select_from(Flag)) == 1
    assert len(list_mail_to(session, FLAGGER)) == 1


def test_a_removal_that_the_practice_asks_for_needs_two(
    session: Session, published: Review, moderator: Account, other: Account, now: datetime
) -> None:
    flag_review(session, published, now, is_from_practice=True)
    decision = decide_on(session, (FLAGS, published.id), "untrue", moderator, now)
    assert decision.state == DecisionState.AWAITING_SECOND
    carry_out(session, now + timedelta(days=3))
    assert published.state == ReviewState.PUBLISHED
    with pytest.raises(ModerationError, match="took part"):
        decisions.agree(session, decision.id, moderator, now)
    [row] = list_waiting(session)
    assert row.is_second
    decisions.agree(session, decision.id, other, now)
    carry_out(session, now)
    assert published.state == ReviewState.REMOVED
    assert "Two moderators agreed" in list_mail_to(session, AUTHOR)[-1].text


def test_a_second_moderator_who_disagrees_keeps_the_review(
    session: Session, published: Review, moderator: Account, other: Account, now: datetime
) -> None:
    flag_review(session, published, now, is_from_practice=True)
    first = decide_on(session, (FLAGS, published.id), "untrue", moderator, now)
    decisions.disagree(session, first.id, other, now)
    assert first.state == DecisionState.UNDONE
    carry_out(session, now)
    assert published.state == ReviewState.PUBLISHED
    assert "They did not." in list_mail_to(session, FLAGGER)[-1].text
    assert list_waiting(session) == []


def test_every_act_is_on_record_with_who_did_it_and_what_it_changed(
    session: Session, queued: Review, moderator: Account, now: datetime
) -> None:
    decide_on(session, (REVIEW, queued.id), "insider", moderator, now)
    carry_out(session, now)
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.tag for event in events] == [
        "moderator:decision:decide",
        "moderator:review:reject",
        "moderator:decision:carry_out",
    ]
    assert {event.actor_account_id for event in events} == {moderator.id}
    assert events[1].before["state"] == "queued"
    assert events[1].after["state"] == "rejected"


def test_a_case_can_be_decided_once_at_a_time(
    session: Session, queued: Review, moderator: Account, other: Account, now: datetime
) -> None:
    decide_on(session, (REVIEW, queued.id), "within_rules", moderator, now)
    with pytest.raises(ModerationError, match="decided on, or changed"):
        decide_on(session, (REVIEW, queued.id), "abuse", other, now)
    assert session.scalar(select(func.count()).select_from(ModerationDecision)) == 1
