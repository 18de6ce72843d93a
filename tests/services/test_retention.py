"""How long things are kept: as the privacy page says, and no longer."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.audit import Subject
from directory.models import AuditEvent, MailMessage
from directory.models.page_count import PageCount
from directory.services import audit
from directory.services.mail import MOST_ATTEMPTS, queue_mail
from directory.services.retention import (
    AUDIT_KEPT,
    MAIL_KEPT,
    PAGE_COUNTS_KEPT,
    RETENTION,
    delete_old_audit,
    delete_old_page_counts,
    forget_old_mail,
    say_time,
)
from tests.factories import make_practitioner

PRIVACY = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"
DAY = timedelta(days=1)


def test_the_privacy_page_says_the_times_of_the_code() -> None:
    section = PRIVACY.read_text("utf-8").partition("## How long things are kept\n")[2]
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", section, re.MULTILINE)[1:]
    assert rows == [(kept.what, say_time(kept.time), kept.since) for kept in RETENTION]


@pytest.mark.parametrize(
    ("time", "words"),
    [(timedelta(hours=1), "1 hour"), (timedelta(hours=36), "36 hours"), (DAY, "1 day")],
)
def test_times_are_said_exactly(time: timedelta, words: str) -> None:
    assert say_time(time) == words


def add_mail(session: Session, key: str, due_at: datetime, **values: object) -> None:
    queue_mail(
        session,
        unique_key=key,
        kind="test",
        to_address="paula@example.org",
        language="en",
        subject="About your report",
        paragraphs=["It was published."],
        now=due_at,
    )
    message = session.scalars(select(MailMessage).where(MailMessage.unique_key == key)).one()
    for name, value in values.items():
        setattr(message, name, value)
    session.flush()


def test_old_mail_is_forgotten_and_not_sent_again(session: Session, now: datetime) -> None:
    old = now - MAIL_KEPT - DAY
    add_mail(session, "sent long ago", old, sent_at=old)
    add_mail(session, "given up long ago", old, attempt_count=MOST_ATTEMPTS)
    add_mail(session, "still tried", old, attempt_count=1)
    add_mail(session, "sent of late", now, sent_at=now)
    forget_old_mail(session, now)
    add_mail(session, "sent long ago", now)
    session.expire_all()
    kept = session.scalars(select(MailMessage).order_by(MailMessage.id)).all()
    assert [message.to_address for message in kept] == ["", "", *["paula@example.org"] * 2]
    assert [message.text for message in kept[:2]] == ["", ""]


def test_old_acts_and_counts_are_deleted(session: Session, now: datetime) -> None:
    practitioner = make_practitioner(session)
    for moment in (now - AUDIT_KEPT - DAY, now - AUDIT_KEPT + DAY):
        audit.record(
            session,
            None,
            "test",
            Subject("practitioner", practitioner.id),
            before={},
            after={},
            now=moment,
        )
    for day in (now.date() - PAGE_COUNTS_KEPT - DAY, now.date() - PAGE_COUNTS_KEPT + DAY):
        session.add(PageCount(practitioner_id=practitioner.id, day=day))
    session.flush()
    delete_old_audit(session, now)
    delete_old_page_counts(session, now)
    assert session.scalars(select(AuditEvent.happened_at)).all() == [now - AUDIT_KEPT + DAY]
    assert session.scalars(select(PageCount.day)).all() == [now.date() - PAGE_COUNTS_KEPT + DAY]
