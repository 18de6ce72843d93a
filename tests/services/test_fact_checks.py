"""The monthly self-audit and reports of wrong facts."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.fact_checks import MOST_OPEN_REPORTS, CheckResult, Fact, FactError
from directory.domain.permissions import Role
from directory.models import AuditEvent, FactCheck, FactReport
from directory.services import fact_checks
from tests.factories import make_practitioner
from tests.fixtures.people import make_role


def test_a_month_is_drawn_once_with_facts_as_they_are_shown(session: Session, today: date) -> None:
    for _ in range(5):
        make_practitioner(session, name="Nia Bell", clinic="Aurora")
    assert fact_checks.draw_sample(session, today) == 5
    assert fact_checks.draw_sample(session, today) == 0
    checks = session.scalars(select(FactCheck)).all()
    assert len({check.practitioner_id for check in checks}) == 5
    assert all(check.shown for check in checks)
    assert fact_checks.draw_sample(session, date(2027, 1, 1)) == 5


def test_accuracy_counts_what_was_decided_and_shows_what_was_not(
    session: Session, today: date, now: datetime
) -> None:
    registrar = make_role(session, now, Role.REGISTRAR)
    for _ in range(4):
        make_practitioner(session)
    fact_checks.draw_sample(session, today)
    checks = [check for check, _ in fact_checks.list_unchecked(session)]
    results = (CheckResult.RIGHT, CheckResult.RIGHT, CheckResult.WRONG, CheckResult.UNCLEAR)
    for check, result in zip(checks, results, strict=True):
        fact_checks.record_check(session, check.id, result, registrar.id, now)
    with pytest.raises(FactError, match="checked already"):
        fact_checks.record_check(session, checks[0].id, CheckResult.WRONG, registrar.id, now)
    report = fact_checks.get_accuracy(session, today)
    together = report.together
    assert (together.right_count, together.wrong_count, together.unclear_count) == (2, 1, 1)
    assert together.share == pytest.approx(2 / 3)
    assert together.interval is not None and together.interval[0] < 2 / 3 < together.interval[1]
    assert report.since == date(2026, 11, 1)
    assert len(session.scalars(select(AuditEvent)).all()) == 4
    assert fact_checks.get_accuracy(session, date(2028, 1, 1)).together.share is None


def test_a_report_is_kept_without_its_author_and_settled_once(
    session: Session, now: datetime
) -> None:
    person = make_practitioner(session)
    registrar = make_role(session, now, Role.REGISTRAR)
    for text, answer in (("  ", "Say what is wrong"), ("x" * 1001, "below"), ("<b>", "HTML")):
        with pytest.raises(FactError, match=answer):
            fact_checks.report_fact(session, person, Fact.PHONE, text, now)
    report = fact_checks.report_fact(session, person, Fact.PHONE, "It rings elsewhere.", now)
    assert not {"email", "account_id", "author"} & set(FactReport.__table__.columns.keys())
    fact_checks.settle_report(session, report.id, CheckResult.WRONG, registrar.id, now)
    with pytest.raises(FactError, match="settled already"):
        fact_checks.settle_report(session, report.id, CheckResult.RIGHT, registrar.id, now)
    for _ in range(MOST_OPEN_REPORTS):
        fact_checks.report_fact(session, person, Fact.PHONE, "Wrong.", now)
    with pytest.raises(FactError, match="Many have reported"):
        fact_checks.report_fact(session, person, Fact.PHONE, "Wrong.", now)
