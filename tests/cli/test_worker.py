"""The `worker` command as a process: killed and started again, stopped, and beside the site."""

from __future__ import annotations

import os
import shutil
import signal
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, update
from sqlalchemy.orm import Session

from directory.cli.worker import SECONDS_BETWEEN_ROUNDS
from directory.models import MailMessage, Practitioner
from directory.services.indexing import note_changes
from directory.services.mail import queue_mail
from directory.services.mail_delivery import OutboxMailer
from directory.services.worker import TASKS, Site, renew_index, run_once
from search_index import SearchQuery, open_index
from tests.fixtures.follow_ups import FOLLOW_UP_LINKS
from tests.fixtures.keeper_links import KEEPER_LINKS
from tests.fixtures.mail_server import run_mail_server
from tests.fixtures.sites import copy_site, run_flask, site_environment
from tests.fixtures.status_links import STATUS_LINKS
from tests.fixtures.worker_processes import PATIENCE_SECONDS, run_whole_site, start_worker

MESSAGE_COUNT = 5
SUBJECT = "A message of the tests"
VISIBLE_WITHIN_SECONDS = 2.0


@pytest.fixture
def folder(demo_folder: Path, tmp_path: Path) -> Path:
    """A copy of the demo folder that the test may write to."""
    return copy_site(demo_folder, tmp_path / "copy")


@contextmanager
def open_database(folder: Path) -> Iterator[Session]:
    """A session on the database of a folder, committed at the end."""
    engine = create_engine(f"sqlite:///{folder / 'skilled_hand.sqlite3'}")
    with Session(engine) as session:
        yield session
        session.commit()
    engine.dispose()


def queue_messages(folder: Path) -> None:
    with open_database(folder) as session:
        for number in range(MESSAGE_COUNT):
            queue_mail(
                session,
                unique_key=f"message {number}",
                kind="test",
                to_address="paula@example.org",
                language="en",
                subject=SUBJECT,
                paragraphs=["It was published."],
                now=datetime.now(UTC),
            )


def is_late(moment: float) -> bool:
    return time.monotonic() - moment > PATIENCE_SECONDS


def end_claims(folder: Path) -> None:
    """Let the claims of a worker that was killed end, as time would."""
    with open_database(folder) as session:
        session.execute(update(MailMessage).values(claimed_until=None))


def test_killed_while_sending_it_loses_nothing_and_the_next_one_sends_the_rest(
    folder: Path,
) -> None:
    queue_messages(folder)
    with run_mail_server() as server:
        environment = site_environment(folder, MAIL_URL=server.url)
        worker = start_worker(environment)
        server.wait_for(1)
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        end_claims(folder)
        done = run_flask("worker", "--once", environment=environment)
        assert done.returncode == 0, done.stderr
        sent = [str(one["Message-ID"]) for one in server.messages if one["Subject"] == SUBJECT]
        assert len(set(sent)) == MESSAGE_COUNT
        assert len(sent) <= MESSAGE_COUNT + 1
    with open_database(folder) as session:
        assert None not in session.scalars(select(MailMessage.sent_at)).all()


def test_it_stops_when_asked_to(folder: Path) -> None:
    queue_messages(folder)
    with run_mail_server() as server:
        worker = start_worker(site_environment(folder, MAIL_URL=server.url))
        server.wait_for(MESSAGE_COUNT)
        worker.send_signal(signal.SIGTERM)
        _nothing, said = worker.communicate(timeout=PATIENCE_SECONDS)
    assert (worker.returncode, said) == (0, "")


def test_an_index_that_is_missing_is_made_anew(folder: Path) -> None:
    environment = site_environment(folder)
    shutil.rmtree(folder / "index")
    done = run_flask("worker", "--once", environment=environment)
    assert (done.returncode, done.stderr) == (0, "")
    verified = run_flask("index", "verify", environment=environment)
    assert verified.returncode == 0, verified.stderr


def is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def search(url: str, text: str) -> str:
    address = f"{url}/search?q={urllib.parse.quote(text)}"
    with urllib.request.urlopen(address) as answer:  # noqa: S310  # our own site
        return str(answer.read().decode())


def change_name(session: Session, name: str) -> None:
    practitioner = session.get_one(Practitioner, 1)
    practitioner.family_name = name
    practitioner.version += 1
    note_changes(session, [1], datetime.now(UTC))


def test_a_change_is_found_in_the_running_site_without_a_hand(folder: Path) -> None:
    with run_whole_site(folder) as site:
        for name in ("Quillfeather", "Thistlewood"):
            with open_database(folder) as session:
                change_name(session, name)
            changed_at = time.monotonic()
            while "result-1" not in search(site.url, name):
                assert not is_late(changed_at), f"{name} was never found."


def test_a_change_is_found_within_two_seconds(folder: Path) -> None:
    """What the worker waits, and the work itself as time of the processor: no clock on the wall,
    which a loaded machine would stretch."""
    [task] = [task for task in TASKS if task.run is renew_index]
    waiting = task.every.total_seconds() + SECONDS_BETWEEN_ROUNDS
    index = open_index(f"whoosh://{folder / 'index'}")
    site = Site(
        index,
        OutboxMailer(),
        folder,
        folder,
        lambda: datetime.now(UTC),
        FOLLOW_UP_LINKS,
        STATUS_LINKS,
        KEEPER_LINKS,
    )
    query = SearchQuery(snapshot_on=datetime.now(UTC).date(), text="quillfeather")
    with open_database(folder) as session:
        change_name(session, "Quillfeather")
        session.commit()
        started_at = time.process_time()
        for step in run_once(session, site, [task]):
            assert not step.trouble
            session.commit()
        assert index.count(query) == 1
        working = time.process_time() - started_at
    assert waiting + working < VISIBLE_WITHIN_SECONDS


@pytest.mark.parametrize("name", ["gunicorn", "worker"])
def test_site_and_worker_end_together(folder: Path, name: str) -> None:
    with run_whole_site(folder) as site:
        children = site.list_children()
        assert set(children) == {"gunicorn", "worker"}
        os.kill(children[name], signal.SIGKILL)
        site.process.wait(PATIENCE_SECONDS)
        assert site.process.returncode != 0
        assert not any(is_running(pid) for pid in children.values())


def test_ctrl_c_ends_both_cleanly(folder: Path) -> None:
    with run_whole_site(folder) as site:
        children = site.list_children()
        site.process.send_signal(signal.SIGINT)
        said = site.listener.all_said(PATIENCE_SECONDS)
        assert site.process.returncode == 0
        assert "Traceback" not in said
        assert not any(is_running(pid) for pid in children.values())
