"""The worker, killed between every pair of steps: nothing is lost, nothing is sent twice.

A kill is what a process leaves behind: what it committed, and nothing of the step it was in.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.errors import InvalidValueError
from directory.models import (
    Account,
    AccountSession,
    Attempt,
    LinkPurpose,
    MailMessage,
    OneTimeLink,
    Practitioner,
)
from directory.services.account_sessions import start_session
from directory.services.accounts import find_or_make_account
from directory.services.indexing import compare_index, count_outbox, note_changes, rebuild_index
from directory.services.mail import CLAIM, queue_mail
from directory.services.mail_delivery import SmtpMailer
from directory.services.one_time_links import make_link
from directory.services.skill import fit_and_score
from directory.services.throttling import AttemptScope, admit_attempt
from directory.services.worker import TASKS, Site, Task, run_once
from search_index import SearchIndex, SearchQuery, open_index
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.fixtures.follow_ups import FOLLOW_UP_LINKS
from tests.fixtures.keeper_links import KEEPER_LINKS
from tests.fixtures.mail_server import MailServer, run_mail_server
from tests.fixtures.query_plans import noting_plans, read_from_end_to_end
from tests.fixtures.status_links import STATUS_LINKS

MESSAGE_COUNT = 3


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server for this test."""
    with run_mail_server() as server:
        yield server


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    """An index in a folder of the test's own."""
    return open_index(f"whoosh://{tmp_path / 'index'}")


@pytest.fixture
def site(index: SearchIndex, server: MailServer, tmp_path: Path, now: datetime) -> Site:
    """The index, the mail server and the folder that the tasks work on."""
    mailer = SmtpMailer(server.url, "no-reply@directory.example")
    return Site(
        index,
        mailer,
        tmp_path / "uploads",
        tmp_path / "imports",
        lambda: now,
        FOLLOW_UP_LINKS,
        STATUS_LINKS,
        KEEPER_LINKS,
    )


@pytest.fixture
def practitioner(session: Session, index: SearchIndex, now: datetime) -> Practitioner:
    """Somebody in the index, whose name has changed since."""
    load_the_vocabulary(session)
    practitioner = make_practitioner(session, name="Nia Bell")
    for _ in range(5):
        make_review(session, practitioner, gais=5)
    fit_and_score(session, now.date(), now)
    rebuild_index(session, index, now.date())
    practitioner.family_name = "Bellamy"
    practitioner.version += 1
    note_changes(session, [practitioner.id], now)
    session.commit()
    return practitioner


def queue_messages(session: Session, now: datetime) -> None:
    for number in range(MESSAGE_COUNT):
        queue_mail(
            session,
            unique_key=f"message {number}",
            kind="test",
            to_address="paula@example.org",
            language="en",
            subject="About your report",
            paragraphs=["It was published."],
            now=now,
        )
    session.commit()


def run_steps(session: Session, site: Site, step_count: int) -> int:
    """Run that many steps, committing each; gives how many there were."""
    done = 0
    for step in run_once(session, site):
        assert step.trouble == ""
        session.commit()
        done += 1
        if done == step_count:
            break
    return done


def after_the_claim(site: Site) -> Site:
    """The same site when the claims of a worker that was killed have ended."""
    return replace(site, clock=lambda: site.clock() + CLAIM)


def assert_all_is_done(session: Session, site: Site) -> None:
    unsent = select(func.count()).where(MailMessage.sent_at.is_(None))
    assert session.scalar(unsent) == 0
    assert count_outbox(session) == 0
    assert compare_index(session, site.index).is_equal


def test_killed_after_any_commit_it_loses_nothing_and_sends_nothing_twice(
    session: Session, site: Site, server: MailServer, practitioner: Practitioner, now: datetime
) -> None:
    for step_count in count(1):
        server.messages.clear()
        session.query(MailMessage).delete()
        queue_messages(session, now)
        note_changes(session, [practitioner.id], now)
        session.commit()
        was_killed = run_steps(session, site, step_count) == step_count
        run_steps(session, after_the_claim(site), 0)
        assert len(server.ids) == len(set(server.ids)) == MESSAGE_COUNT
        assert_all_is_done(session, site)
        if not was_killed:
            break
    assert step_count > 2 * MESSAGE_COUNT


def test_killed_before_any_commit_it_loses_nothing_and_repeats_only_what_can_be_told(
    session: Session, site: Site, server: MailServer, practitioner: Practitioner, now: datetime
) -> None:
    """Between the server's "taken" and our note of it nobody can know: the id stays the same."""
    for step_count in range(1, 2 * MESSAGE_COUNT + 2):
        server.messages.clear()
        session.query(MailMessage).delete()
        queue_messages(session, now)
        note_changes(session, [practitioner.id], now)
        session.commit()
        steps = run_once(session, site)
        for _ in range(step_count - 1):
            next(steps)
            session.commit()
        next(steps)
        steps.close()
        session.rollback()
        run_steps(session, after_the_claim(site), 0)
        assert len(set(server.ids)) == MESSAGE_COUNT
        assert len(server.ids) <= MESSAGE_COUNT + 1
        assert_all_is_done(session, site)


def test_a_changed_name_is_found_after_one_round(
    session: Session, site: Site, practitioner: Practitioner, today: date
) -> None:
    query = SearchQuery(snapshot_on=today, text="bellamy")
    assert site.index.count(query) == 0
    run_steps(session, site, 0)
    assert site.index.count(query) == 1


def test_a_message_that_is_refused_is_tried_again_later(
    session: Session, site: Site, server: MailServer, practitioner: Practitioner, now: datetime
) -> None:
    queue_messages(session, now)
    server.refusal = "451 try later"
    run_steps(session, site, 0)
    assert session.scalars(select(MailMessage.last_error).distinct()).all() == ["451 try later"]
    server.refusal = ""
    run_steps(session, replace(site, clock=lambda: now + timedelta(hours=1)), 0)
    assert len(set(server.ids)) == MESSAGE_COUNT


def test_an_index_that_is_damaged_is_made_anew(
    session: Session, site: Site, practitioner: Practitioner, tmp_path: Path
) -> None:
    (tmp_path / "index" / "manifest.json").write_text("{}", encoding="utf-8")
    run_steps(session, site, 100)
    assert compare_index(session, site.index).is_equal
    assert count_outbox(session) == 0


def test_an_index_that_cannot_be_made_does_not_keep_the_mail_waiting(
    session: Session, site: Site, server: MailServer, now: datetime
) -> None:
    practitioner = make_practitioner(session)  # without a vocabulary there are no documents
    note_changes(session, [practitioner.id], now)
    queue_messages(session, now)
    troubles = []
    for step in run_once(session, site):
        if step.trouble:
            session.rollback()
            troubles.append(step.task.name)
        else:
            session.commit()
    assert troubles == ["search index"]
    assert count_outbox(session) == 1
    assert len(server.ids) == MESSAGE_COUNT


@pytest.mark.parametrize(
    "trouble", [InvalidValueError("Not today."), OSError(errno.ENOSPC, "No space left on device")]
)
def test_one_tasks_trouble_is_told_and_the_next_one_runs(
    session: Session, site: Site, trouble: Exception
) -> None:
    def fail(_session: Session, _site: Site) -> Iterator[None]:
        raise trouble
        yield

    def work(_session: Session, _site: Site) -> Iterator[None]:
        yield

    tasks = [Task("first", timedelta(0), fail), Task("second", timedelta(0), work)]
    steps = [(step.task.name, step.trouble) for step in run_once(session, site, tasks)]
    assert steps == [("first", str(trouble)), ("second", "")]


def test_what_has_ended_is_deleted_and_what_is_in_use_stays(
    session: Session, site: Site, now: datetime
) -> None:
    long_ago = now - timedelta(days=60)
    forgotten = find_or_make_account(session, "forgotten@example.org", long_ago)
    account = find_or_make_account(session, "paula@example.org", long_ago)
    account.password_hash = "of a password"
    for moment in (long_ago, now):
        start_session(session, account, "Firefox on Linux", moment)
        make_link(session, account, LinkPurpose.SIGN_IN, moment)
        admit_attempt(session, "secret", {AttemptScope.NETWORK: "192.0.2.1"}, moment)
    make_link(session, forgotten, LinkPurpose.CONFIRM_EMAIL, long_ago)
    session.commit()
    [task] = [task for task in TASKS if task.name == "what has ended"]
    for _ in run_once(session, site, [task]):
        session.commit()
    assert session.scalars(select(Account.email)).all() == ["paula@example.org"]
    for table in (AccountSession, OneTimeLink, Attempt):
        assert session.scalar(select(func.count()).select_from(table)) == 1


def test_an_idle_worker_reads_no_large_table_from_end_to_end(
    session: Session, site: Site, practitioner: Practitioner
) -> None:
    for _ in run_once(session, site):
        session.commit()
    often = [task for task in TASKS if task.every < timedelta(minutes=1)]
    with noting_plans(session) as plans:
        assert list(run_once(session, site, often)) == []
    assert plans
    assert read_from_end_to_end(plans) == set()
