"""What happens around sign-ins and rights is in the log, by event and account number, no more."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.models import Account
from tests.fixtures.databases import ON_SQLITE
from tests.fixtures.logs import read_lines
from tests.fixtures.people import EMAIL, PASSWORD, make_account, new_browser, sign_in

pytestmark = ON_SQLITE


@pytest.fixture
def account(session: Session, now: datetime) -> Account:
    """Paula's account, without a second factor."""
    return make_account(session, now)


def list_noted(log: io.StringIO) -> list[dict[str, object]]:
    return [line for line in read_lines(log) if line["logger"] == "directory.security"]


def test_a_sign_in_and_its_end_are_noted_with_the_accounts_number(
    app: Flask, account: Account, log: io.StringIO
) -> None:
    browser = new_browser(app)
    sign_in(browser)
    answer = browser.post("/sign-out")
    noted = list_noted(log)
    assert [line["event"] for line in noted] == ["signed_in", "signed_out"]
    assert noted[0]["account"] == account.id
    assert {line["level"] for line in noted} == {"info"}
    assert answer.headers["Clear-Site-Data"] == '"cache"'


def test_what_is_refused_is_a_warning_without_what_was_typed(
    app: Flask, account: Account, log: io.StringIO
) -> None:
    browser = new_browser(app)
    sign_in(browser, "not the password")
    sign_in(browser)
    browser.get("/admin/staff")
    noted = list_noted(log)
    assert [line["event"] for line in noted] == ["sign_in_refused", "signed_in", "access_refused"]
    assert noted[2]["route"] == "/admin/staff"
    assert [line["level"] for line in noted] == ["warning", "info", "warning"]
    assert not any(EMAIL in str(line) or PASSWORD in str(line) for line in noted)
