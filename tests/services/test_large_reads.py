"""What many ask for is found by an index, however many reviews there are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from directory.services.feeds import list_latest_reviews
from directory.services.review_status import list_own_reviews
from directory.services.transparency_counts import Scope
from directory.services.transparency_tally import count_tally
from tests.factories import make_practitioner
from tests.fixtures.people import make_account
from tests.fixtures.query_plans import noting_plans, read_from_end_to_end


def test_the_feed_begins_with_the_review_published_last(session: Session) -> None:
    with noting_plans(session) as plans:
        list_latest_reviews(session)
    assert "ix_review_sent_published_at" in plans[0]
    assert not any("TEMP B-TREE" in plan for plan in plans)


def test_authors_find_their_reports_by_account_and_address(session: Session, now: datetime) -> None:
    account = make_account(session, now)
    with noting_plans(session) as plans:
        list_own_reviews(session, account)
    assert plans
    assert read_from_end_to_end(plans) == set()


def test_no_decision_is_looked_for_among_all_that_were_made(
    session: Session, now: datetime
) -> None:
    practitioner = make_practitioner(session)
    for scope in (Scope(), Scope(practitioner.id)):
        with noting_plans(session) as plans:
            count_tally(session, scope, now.date())
        assert not any("ix_moderation_decision_state" in plan for plan in plans)
    assert read_from_end_to_end(plans) == set()
