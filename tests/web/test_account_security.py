"""One's own password and sessions: seen, changed and ended by the owner alone."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Account, AccountSession
from tests.fixtures.people import (
    PASSWORD,
    is_signed_in,
    list_mail_to,
    make_account,
    new_browser,
    sign_in,
)
from tests.web.conftest import text_of

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) CriOS/140.0 Safari/604.1"


@pytest.fixture
def account(session: Session, now: datetime) -> Account:
    """Paula's account."""
    return make_account(session, now)


def test_the_browsers_that_are_signed_in_are_listed(app: Flask, account: Account) -> None:
    browser, telephone = new_browser(app), new_browser(app)
    telephone.environ_base["HTTP_USER_AGENT"] = IPHONE
    for each in (browser, telephone):
        sign_in(each)
    page = text_of(browser.get("/account/security").text)
    assert "Firefox on Linux This one Nov 23, 2026, 12:00 UTC" in page
    assert "Chrome on iPhone Nov 23, 2026, 12:00 UTC" in page


def test_one_of_them_can_be_signed_out(app: Flask, account: Account, session: Session) -> None:
    browser, telephone = new_browser(app), new_browser(app)
    for each in (telephone, browser):
        sign_in(each)
    first = session.scalars(select(AccountSession.id).order_by(AccountSession.id)).first()
    assert browser.post(f"/account/sessions/{first}/end").location == "/account/security"
    assert is_signed_in(browser)
    assert not is_signed_in(telephone)


def test_nobody_can_sign_somebody_else_out(
    app: Flask, account: Account, session: Session, now: datetime
) -> None:
    browser, eve = new_browser(app), new_browser(app)
    sign_in(browser)
    make_account(session, now, "eve@example.org")
    sign_in(eve, email="eve@example.org")
    paulas = session.scalars(
        select(AccountSession.id).where(AccountSession.account_id == account.id)
    ).one()
    assert eve.post(f"/account/sessions/{paulas}/end").status_code == 404
    assert is_signed_in(browser)


def test_signing_out_everywhere_ends_every_session(app: Flask, account: Account) -> None:
    browsers = [new_browser(app) for _ in range(3)]
    for browser in browsers:
        sign_in(browser)
    assert browsers[0].post("/account/sessions/end-all").location == "/sign-in"
    assert not any(is_signed_in(browser) for browser in browsers)


def test_a_new_password_needs_the_present_one_and_ends_other_sessions(
    app: Flask, account: Account, session: Session
) -> None:
    browser, elsewhere = new_browser(app), new_browser(app)
    for each in (browser, elsewhere):
        sign_in(each)
    form = {"current_password": "wrong", "password": "seven grey herons"}
    response = browser.post("/account/password", data=form)
    assert response.status_code == 400
    assert "This is not your present password." in response.text
    form["current_password"] = PASSWORD
    assert browser.post("/account/password", data=form).location == "/account/security"
    assert is_signed_in(browser)
    assert not is_signed_in(elsewhere)
    assert sign_in(new_browser(app), "seven grey herons").location == "/account"
    assert "Your password was changed." in list_mail_to(session)[-1].text


def test_the_present_password_cannot_be_guessed_for_long(app: Flask, account: Account) -> None:
    browser = new_browser(app)
    sign_in(browser)
    form = {"current_password": "wrong", "password": "seven grey herons"}
    for _ in range(5):
        browser.post("/account/password", data=form)
    form["current_password"] = PASSWORD
    response = browser.post("/account/password", data=form)
    assert response.status_code == 400
    assert "Too many attempts. Wait 15 seconds." in response.text
    assert sign_in(new_browser(app)).location == "/account"


def test_a_weak_new_password_is_refused(app: Flask, account: Account) -> None:
    browser = new_browser(app)
    sign_in(browser)
    form = {"current_password": PASSWORD, "password": "paula12345"}
    response = browser.post("/account/password", data=form)
    assert response.status_code == 400
    assert sign_in(new_browser(app)).location == "/account"


@pytest.mark.parametrize(
    "path",
    [
        "/account/security",
        "/account/second-factor",
        "/account/second-factor/set-up",
    ],
)
def test_strangers_are_led_to_sign_in(app: Flask, path: str) -> None:
    assert new_browser(app).get(path).location == f"/sign-in?next={path}"
