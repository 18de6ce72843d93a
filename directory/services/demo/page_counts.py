"""How often the demonstration's own practitioner was listed and opened, by day."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Account, Practitioner, Role
from directory.services.page_counts import SHOWN_DAYS, Seen, add_page_counts

LISTED_A_DAY = 34
OPENED_A_DAY = 5
QUIET_DAYS = frozenset({5, 6})
"""Weekdays, Monday is 0, on which half as many look."""


def store_page_counts(session: Session, today: date) -> None:
    """Store the counts of the weeks before the day `today`."""
    slugs = session.scalars(
        select(Practitioner.slug)
        .join(Account, Account.practitioner_id == Practitioner.id)
        .where(Account.is_demo, Account.role == Role.PRACTITIONER)
    ).all()
    for ago in range(1, SHOWN_DAYS):
        day = today - timedelta(days=ago)
        share = 2 if day.weekday() in QUIET_DAYS else 1
        seen = Seen((LISTED_A_DAY + day.day % 7) // share, (OPENED_A_DAY + day.day % 3) // share)
        add_page_counts(session, dict.fromkeys(slugs, seen), day)
