"""A sample of facts of the demonstration: most were checked, a few wait, one was reported."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.fact_checks import CheckResult, Fact
from directory.models import FactCheck, Practitioner
from directory.services.fact_checks import draw_sample, get_reportable, report_fact

LEFT_UNCHECKED = 4
WRONG_EVERY, UNCLEAR_EVERY = 11, 17


def store_fact_checks(session: Session, today: date) -> None:
    """Draw this month's sample, and let nearly all of it have been checked."""
    draw_sample(session, today)
    midnight = datetime.combine(today, time(), UTC)
    for check in session.scalars(select(FactCheck).where(FactCheck.number > LEFT_UNCHECKED)):
        is_wrong, is_unclear = check.number % WRONG_EVERY == 0, check.number % UNCLEAR_EVERY == 0
        check.result = (
            CheckResult.WRONG
            if is_wrong
            else CheckResult.UNCLEAR
            if is_unclear
            else CheckResult.RIGHT
        )
        check.checked_at = midnight
    reported = session.scalars(select(Practitioner.slug).order_by(Practitioner.id)).first()
    if reported is not None:
        report_fact(
            session,
            get_reportable(session, reported),
            Fact.PHONE,
            "Nobody answers at this number any more; the practice moved in spring.",
            midnight,
        )
