"""The outbox: everybody's mail, so a page of the demonstration and of no other site."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from directory.app import create_app
from directory.database import db
from directory.models import MailMessage
from directory.services.mail import queue_mail
from tests.fixtures.databases import make_settings
from tests.web.conftest import text_of


def make_app(folder: Path, connection: Connection, database_url: str, **settings: str) -> Flask:
    app = create_app(make_settings(folder, database_url, **settings))
    with app.app_context():
        db.sessionmaker.configure(bind=connection, join_transaction_mode="create_savepoint")
    return app


def queue(session: Session, now: datetime, subject: str, text: str, due_at: datetime) -> None:
    queue_mail(
        session,
        unique_key=subject,
        kind="test",
        to_address="paula@example.org",
        language="en",
        subject=subject,
        paragraphs=[text],
        now=now,
        due_at=due_at,
    )
    session.commit()


def test_the_demonstration_shows_what_it_would_send(
    tmp_path: Path,
    connection: Connection,
    shared_database_url: str,
    session: Session,
    now: datetime,
) -> None:
    app = make_app(tmp_path, connection, shared_database_url, DEMO="1")
    queue(session, now, "First", "Go to http://127.0.0.1:8000/x?a=1&b=<script>\n", now)
    queue(session, now, "In 12 weeks", "How is it?\n", now + timedelta(days=84))
    queue(session, now, "Forgotten", "A code.", now)
    forgotten = session.scalars(select(MailMessage).where(MailMessage.subject == "Forgotten")).one()
    forgotten.to_address = forgotten.text = ""
    session.commit()
    page = app.test_client().get("/demo/outbox").text
    assert "To an address that is not kept, " in page and "were deleted with the address" in page
    assert page.index("In 12 weeks") < page.index("First")
    assert 'href="http://127.0.0.1:8000/x?a=1&amp;b=' in page
    assert "<script>" not in page
    assert "to be sent Feb 15, 2027, 12:00 UTC" in text_of(page)


@pytest.mark.parametrize(
    "settings", [{"DEMO": "0"}, {"DEMO": "1", "MAIL_URL": "smtp://127.0.0.1:25"}]
)
def test_no_other_site_has_it(
    tmp_path: Path, connection: Connection, shared_database_url: str, settings: dict[str, str]
) -> None:
    app = make_app(tmp_path, connection, shared_database_url, **settings)
    client = app.test_client()
    assert client.get("/demo/outbox").status_code == 404
    assert "outbox" not in client.get("/link-sent").text
