"""Lifting reports to level 3 when the calendar makes their results final: not all at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from directory.models import Practitioner, Review
from directory.services import verification_levels
from directory.services.verification_levels import refresh_levels
from directory.services.visit_codes import issue_block, redeem
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.fixtures.people import make_account

LAST_SESSION = date(2026, 3, 2)


def make_proven(session: Session, practitioner: Practitioner, now: datetime, weeks: int) -> Review:
    review = make_review(session, practitioner, level=2, last_session_on=LAST_SESSION)
    review.reported_on = LAST_SESSION + timedelta(weeks=weeks)
    review.submitted_at = review.email_confirmed_at = now
    account = make_account(session, now, f"clinic-{review.id}@example.org")
    [code] = issue_block(session, practitioner.id, 1, account.id, now).codes
    redeem(session, code, practitioner.id, review.id, now)
    session.flush()
    return review


def test_results_that_are_final_are_lifted_some_at_a_time(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    weeks = load_the_vocabulary(session).get_concern("acne_scars").maturation_weeks
    practitioner = make_practitioner(session)
    early = make_proven(session, practitioner, now, weeks - 1)
    final = [make_proven(session, practitioner, now, weeks) for _ in range(2)]
    unknown = make_proven(session, practitioner, now, weeks)
    assert unknown.outcome is not None
    unknown.outcome.last_session_on = None
    unproven = make_review(session, practitioner, level=2, last_session_on=LAST_SESSION)
    unproven.email_confirmed_at = now
    monkeypatch.setattr(verification_levels, "LIFTED_AT_ONCE", 1)
    assert [refresh_levels(session, now) for _ in range(3)] == [1, 1, 0]
    assert {review.verification_level for review in final} == {3}
    assert {review.verification_level for review in (early, unknown, unproven)} == {2}
