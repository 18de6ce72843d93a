"""Appeals: who can appeal, until when, and that another moderator decides for good."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from directory.domain.appeals import AppealError, Appellant
from directory.domain.errors import DomainError
from directory.domain.moderation import (
    CaseKind,
    ModerationError,
)
from directory.domain.reviews import ReviewState
from directory.models import (
    Account,
    Review,
)
from directory.services.appeals import find_author_decision, make_appeal
from directory.services.case_queue import list_waiting
from directory.services.queue_view import QueueFilter, find_next
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


def appeal_as_author(session: Session, review: Review, now: datetime) -> object:
    decision = find_author_decision(session, review)
    assert decision is not None
    return make_appeal(
        session,
        decision,
        review,
        appellant=Appellant.AUTHOR,
        text="I left that practice years ago.",
        now=now,
    )


def test_a_rejection_is_told_with_its_reasons_and_the_way_to_appeal(
    session: Session, queued: Review, moderator: Account, now: datetime
) -> None:
    decide_on(session, (REVIEW, queued.id), "insider", moderator, now)
    carry_out(session, now)
    assert queued.state == ReviewState.REJECTED
    mail = list_mail_to(session, AUTHOR)[-1]
    assert "is not published" in mail.subject
    assert "appeal until May 23, 2027" in mail.text
    assert "https://site.example/report/status/" in mail.text
    assert moderator.display_name not in mail.text


def test_an_appeal_goes_to_another_moderator_who_can_reverse(
    session: Session, queued: Review, moderator: Account, other: Account, now: datetime
) -> None:
    decide_on(session, (REVIEW, queued.id), "insider", moderator, now)
    later = carry_out(session, now)
    appeal = appeal_as_author(session, queued, later)
    assert appeal_as_author(session, queued, later).id == appeal.id
    with pytest.raises(ModerationError, match="took part"):
        decide_on(session, (APPEAL, appeal.id), "rule_applies", moderator, later)
    assert find_next(session, moderator, QueueFilter(), later) is None
    assert find_next(session, other, QueueFilter(), later) is not None
    decide_on(session, (APPEAL, appeal.id), "new_facts", other, later)
    end = carry_out(session, later)
    assert (queued.state, queued.published_at) == (ReviewState.PUBLISHED, end)
    assert "is published again" in list_mail_to(session, AUTHOR)[-1].subject


def test_a_confirmed_decision_is_final(
    session: Session, queued: Review, moderator: Account, other: Account, now: datetime
) -> None:
    decide_on(session, (REVIEW, queued.id), "insider", moderator, now)
    later = carry_out(session, now)
    appeal = appeal_as_author(session, queued, later)
    decide_on(session, (APPEAL, appeal.id), "nothing_new", other, later)
    end = carry_out(session, later)
    assert queued.state == ReviewState.REJECTED
    assert "stays as it was decided" in list_mail_to(session, AUTHOR)[-1].subject
    assert list_waiting(session) == []
    with pytest.raises(DomainError):
        decide_on(session, (APPEAL, appeal.id), "nothing_new", other, end)


def test_an_appeal_by_whoever_flagged_can_end_in_removal(
    session: Session, published: Review, moderator: Account, other: Account, now: datetime
) -> None:
    token = flag_review(session, published, now)
    kept = decide_on(session, (FLAGS, published.id), "experience", moderator, now)
    later = carry_out(session, now)
    appeal = make_appeal(
        session,
        kept,
        published,
        appellant=Appellant.FLAGGER,
        text="Here is the invoice of another day.",
        now=later,
        flag_id=get_flag_id(session, token),
    )
    decide_on(session, (APPEAL, appeal.id), "untrue", other, later)
    carry_out(session, later)
    assert published.state == ReviewState.REMOVED
    assert "was removed" in list_mail_to(session, FLAGGER)[-1].subject
    with pytest.raises(AppealError):
        appeal_as_author(session, published, later)


def test_an_appeal_comes_too_late_after_six_months(
    session: Session, queued: Review, moderator: Account, now: datetime
) -> None:
    decide_on(session, (REVIEW, queued.id), "insider", moderator, now)
    later = carry_out(session, now)
    with pytest.raises(AppealError):
        appeal_as_author(session, queued, later + timedelta(days=190))
