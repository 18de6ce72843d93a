"""Every answer has an id, every request a line in the log, and no line tells of a person."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.tokens import new_token
from directory.models import LinkPurpose, MailMessage
from directory.services.accounts import find_or_make_account
from directory.services.one_time_links import make_link
from tests.factories import load_the_vocabulary
from tests.fixtures.logs import read_lines

EMAIL = "paula.patient@example.org"
PASSWORD = "a password that nobody may read"
WORDS = "secretwords"


def test_an_id_is_made_or_taken_from_the_proxy(client: FlaskClient) -> None:
    made = {client.get("/health/live").headers["X-Request-ID"] for _ in range(2)}
    assert len(made) == 2
    given = client.get("/health/live", headers={"X-Request-ID": "proxy-1.0000042"})
    assert given.headers["X-Request-ID"] == "proxy-1.0000042"


@pytest.mark.parametrize(
    "bad", ["short", "a" * 65, "paula@example.org", "a b c d e f g", '"}{"x":1']
)
def test_an_id_that_is_none_is_not_taken(client: FlaskClient, bad: str) -> None:
    answer = client.get("/health/live", headers={"X-Request-ID": bad})
    assert answer.headers["X-Request-ID"] != bad


def test_a_line_names_route_and_numbers_status_and_time(
    client: FlaskClient, session: Session, log: io.StringIO
) -> None:
    load_the_vocabulary(session)
    answer = client.get("/reviews/999/flag?x=1")
    [line] = [line for line in read_lines(log) if line["logger"] == "directory.requests"]
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["method"], line["route"]) == ("GET", "/reviews/<int:review_id>/flag")
    assert (line["ids"], line["status"], line["level"]) == ({"review_id": 999}, 404, "info")
    assert isinstance(line["milliseconds"], float)


def test_journeys_leave_nothing_of_a_person_in_the_log(
    client: FlaskClient, session: Session, now: datetime, log: io.StringIO
) -> None:
    load_the_vocabulary(session)
    account = find_or_make_account(session, EMAIL, now)
    link = make_link(session, account, LinkPurpose.SIGN_IN, now)
    session.commit()
    tokens = [link, new_token()]
    client.post("/sign-up", data={"email": "new." + EMAIL})
    client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    client.post("/sign-in/link", data={"email": EMAIL})
    client.post(f"/sign-in/link/{link}")
    client.get("/account")
    for token in tokens:
        for path in (
            f"/report/status/{token}",
            f"/report/draft/{token}",
            f"/follow-up/{token}",
            f"/your-data/{token}",
            f"/no-such-page/{token}",
        ):
            client.get(f"{path}?token={token}&email={EMAIL}")
    client.get(f"/search?q={WORDS}&near=Denver")
    assert session.scalars(select(MailMessage.to_address)).all()
    said = log.getvalue()
    assert len(read_lines(log)) >= 16
    for secret in (EMAIL, "example.org", PASSWORD, WORDS, "Denver", "127.0.0.1", *tokens):
        assert secret not in said


def test_a_fault_is_logged_with_its_route_and_its_page_names_the_request(
    own_app: Flask, log: io.StringIO
) -> None:
    own_app.config["PROPAGATE_EXCEPTIONS"] = False

    @own_app.get("/breaks/<token>")
    def view(token: str) -> str:
        raise RuntimeError(f"{EMAIL} came with {token}")

    token = new_token()
    answer = own_app.test_client().get(f"/breaks/{token}")
    [fault] = [line for line in read_lines(log) if line["level"] == "error"]
    assert fault["message"] == "A request failed: /breaks/<token>"
    assert "RuntimeError: [address] came with [secret]" in str(fault["error"])
    assert token not in log.getvalue()
    assert str(fault["request_id"]) in answer.text
