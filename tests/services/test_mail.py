"""The queue of mail: once for each key, when due, by one worker at a time, again if refused."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from directory.domain.locales import PageLink
from directory.models import MailMessage
from directory.services.mail import (
    CLAIM,
    MOST_ATTEMPTS,
    Mail,
    claim_due_mail,
    list_mail,
    note_failure,
    note_sent,
    queue_mail,
)


def queue(session: Session, key: str, now: datetime, **fields: object) -> None:
    values: dict[str, object] = {
        "kind": "test",
        "to_address": "paula@example.org",
        "language": "en",
        "subject": "About your report",
        "paragraphs": ["It was published."],
        **fields,
    }
    queue_mail(session, unique_key=key, now=now, **values)  # type: ignore[arg-type]


def claim(session: Session, now: datetime) -> Mail:
    mail = claim_due_mail(session, now)
    assert mail is not None
    return mail


def test_the_same_key_queues_one_message_only(session: Session, now: datetime) -> None:
    queue(session, "follow-up-1", now)
    queue(session, "follow-up-1", now, subject="Another")
    [message] = list_mail(session, 10)
    assert message.subject == "About your report"


def test_a_message_waits_until_it_is_due(session: Session, now: datetime) -> None:
    later = now + timedelta(days=84)
    queue(session, "in 12 weeks", now, due_at=later)
    assert claim_due_mail(session, later - timedelta(seconds=1)) is None
    assert claim(session, later).due_at == later


def test_what_is_due_longest_goes_first(session: Session, now: datetime) -> None:
    queue(session, "second", now)
    queue(session, "first", now, due_at=now - timedelta(hours=1))
    assert [claim(session, now).unique_key for _ in range(2)] == ["first", "second"]


def test_a_claimed_message_is_left_alone_until_the_claim_ends(
    session: Session, now: datetime
) -> None:
    queue(session, "a", now, unsubscribe_link=PageLink("https://example.org/stop"), language="es")
    first = claim(session, now)
    assert claim_due_mail(session, now + CLAIM - timedelta(seconds=1)) is None
    second = claim(session, now + CLAIM)
    assert (first.attempt, second.attempt) == (1, 2)
    assert second.headers == {
        "Content-Language": "es",
        "List-Unsubscribe": "<https://example.org/es/stop>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_what_was_sent_is_not_sent_again_and_its_text_is_forgotten(
    session: Session, now: datetime
) -> None:
    queue(session, "a", now)
    note_sent(session, claim(session, now), now, kept_text="")
    assert claim_due_mail(session, now + timedelta(days=400)) is None
    [message] = list_mail(session, 10)
    assert (message.sent_at, message.text) == (now, "")
    queue(session, "a", now)
    assert claim_due_mail(session, now + timedelta(days=400)) is None


def test_a_refused_message_is_tried_again_ever_later_and_then_given_up(
    session: Session, now: datetime
) -> None:
    queue(session, "a", now)
    moment, waits = now, []
    for _ in range(MOST_ATTEMPTS):
        note_failure(session, claim(session, moment), "450 try later", moment, is_permanent=False)
        session.expire_all()
        message = session.scalars(select(MailMessage)).one()
        waits.append((message.claimed_until or moment) - moment)
        moment += timedelta(days=2)
    assert waits[:-1] == sorted(waits[:-1])
    assert waits[0] == timedelta(minutes=1)
    assert claim_due_mail(session, moment + timedelta(days=400)) is None
    assert message.last_error == "450 try later"


def test_a_message_that_nobody_will_ever_take_is_given_up_at_once(
    session: Session, now: datetime
) -> None:
    queue(session, "a", now)
    note_failure(session, claim(session, now), "550 no such user", now, is_permanent=True)
    assert claim_due_mail(session, now + timedelta(days=400)) is None


def test_two_workers_never_claim_the_same_message(database_url: str, now: datetime) -> None:
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    with Session(engine) as first, Session(engine) as second:
        for number in range(4):
            queue(first, f"message {number}", now)
        first.commit()
        claimed = []
        for session in (first, second, first, second):
            claimed.append(claim(session, now).unique_key)
            session.commit()
        assert claimed == [f"message {number}" for number in range(4)]
        assert claim_due_mail(first, now) is None
    engine.dispose()


@pytest.mark.parametrize("count", [1, 2])
def test_the_latest_messages_are_listed_first(session: Session, now: datetime, count: int) -> None:
    for key in ("a", "b", "c"):
        queue(session, key, now)
    assert [message.unique_key for message in list_mail(session, count)] == ["c", "b"][:count]
