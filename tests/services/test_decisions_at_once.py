"""Two moderators, and two workers, in the same moment, on real databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from directory.domain.moderation import UNDO_WINDOW, CaseKind
from directory.domain.permissions import Role
from directory.domain.reviews import ReviewState
from directory.models import (
    Account,
    CaseLease,
    LedgerEntryRow,
    MailMessage,
    ModerationDecision,
    Review,
)
from directory.services import decisions
from directory.services.case_leases import take_case
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.moderation import decide_on, queue_report
from tests.fixtures.people import make_role
from tests.fixtures.status_links import STATUS_LINKS
from tests.services.test_reports_at_once import at_once, count, own_engine

__all__ = ["own_engine"]


@pytest.fixture
def case(own_engine: Engine, now: datetime) -> tuple[CaseKind, int]:
    """A report that waits, and two moderators."""
    with Session(own_engine) as session:
        load_the_vocabulary(session)
        review = queue_report(session, make_practitioner(session), now)
        for number in (1, 2):
            make_role(session, now, Role.MODERATOR, f"{number}@example.org")
        session.commit()
        return CaseKind.REVIEW, review.id


def as_moderator(
    number: int, act: Callable[[Session, Account], object]
) -> Callable[[Session], object]:
    def do(session: Session) -> object:
        account = session.scalars(
            select(Account).where(Account.email == f"{number}@example.org")
        ).one()
        act(session, account)
        return "done"

    return do


def test_of_two_who_open_a_case_at_once_one_has_it(
    own_engine: Engine, case: tuple[CaseKind, int], now: datetime
) -> None:
    def take(session: Session, account: Account) -> None:
        take_case(session, *case, account, now)

    outcomes = at_once(own_engine, [as_moderator(number, take) for number in (1, 2)])
    assert outcomes.count("done") == 1
    assert count(own_engine, CaseLease) == 1


def test_of_two_who_decide_at_once_one_decision_is_kept(
    own_engine: Engine, case: tuple[CaseKind, int], now: datetime
) -> None:
    def decide(session: Session, account: Account) -> None:
        decide_on(session, case, "within_rules", account, now)

    outcomes = at_once(own_engine, [as_moderator(number, decide) for number in (1, 2)])
    assert outcomes.count("done") == 1
    assert count(own_engine, ModerationDecision) == 1


def test_two_workers_and_an_undo_at_once_end_in_one_of_both(
    own_engine: Engine, case: tuple[CaseKind, int], now: datetime
) -> None:
    with Session(own_engine) as session:
        account = session.scalars(select(Account).where(Account.email == "1@example.org")).one()
        decision_id = decide_on(session, case, "within_rules", account, now).id
        session.commit()
    later = now + UNDO_WINDOW

    def undo(session: Session, account: Account) -> None:
        decisions.undo(session, decision_id, account, later)

    def work(session: Session) -> object:
        return decisions.carry_out_next(session, STATUS_LINKS, later)

    at_once(own_engine, [work, work, as_moderator(1, undo)])
    with Session(own_engine) as session:
        review = session.get_one(Review, case[1])
        was_made = session.get_one(ModerationDecision, decision_id).state == "made"
        told = session.scalar(select(func.count()).where(MailMessage.kind == "decision"))
        entries = session.scalars(select(LedgerEntryRow.kind)).all()
    assert review.state == (ReviewState.PUBLISHED if was_made else ReviewState.QUEUED)
    assert told == (1 if was_made else 0)
    assert entries == (["review.published"] if was_made else [])
