"""The second factor: asked for after the password, needed by admins, good once."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from directory.models import Account, RecoveryCode, Role
from directory.services.account_sessions import FRESH_FOR
from directory.services.sealing import unseal
from directory.web.sessions import TOKEN
from tests.fixtures.databases import TEST_SECRET_KEY
from tests.fixtures.people import (
    add_second_factor,
    code_at,
    is_signed_in,
    list_mail_to,
    make_account,
    new_browser,
    sign_in,
)
from tests.web.conftest import text_of

PAGE = "/account/second-factor"
SET_UP = f"{PAGE}/set-up"


@pytest.fixture
def account(session: Session, now: datetime) -> Account:
    """Paula's account, without a second factor."""
    return make_account(session, now)


@pytest.fixture
def guarded(session: Session, account: Account, now: datetime) -> Account:
    """Paula's account, with a second factor."""
    add_second_factor(session, account, now)
    return account


def give_code(browser: FlaskClient, code: str) -> TestResponse:
    return browser.post("/sign-in/code", data={"code": code})


def read_token(browser: FlaskClient) -> str:
    with browser.session_transaction() as cookie:
        return str(cookie[TOKEN])


def read_secret(browser: FlaskClient) -> str:
    """The secret that the page of the set-up shows."""
    found = re.search(r"<code>([A-Z2-7]{32})</code>", browser.get(SET_UP).text)
    assert found
    return found[1]


def set_up(browser: FlaskClient, session: Session, now: datetime) -> list[str]:
    """Set the second factor up as people do, and give the recovery codes."""
    assert browser.post("/account/second-factor/begin").status_code == 302
    response = browser.post(
        "/account/second-factor/set-up", data={"code": pyotp.TOTP(read_secret(browser)).at(now)}
    )
    assert response.headers["Cache-Control"] == "no-store"
    return re.findall(r"<code>([A-Z2-7-]+)</code>", response.text)


def test_the_password_alone_opens_nothing(app: Flask, guarded: Account) -> None:
    browser = new_browser(app)
    assert sign_in(browser).location == "/sign-in/code"
    assert browser.get("/account/security").location == "/sign-in/code?next=/account/security"
    assert "Your account" not in text_of(browser.get("/concerns").text)


def test_the_code_completes_it_with_a_new_token(
    app: Flask, guarded: Account, now: datetime
) -> None:
    browser = new_browser(app)
    sign_in(browser)
    before = read_token(browser)
    assert give_code(browser, code_at(now)).location == "/account"
    assert is_signed_in(browser)
    assert read_token(browser) != before


def test_a_code_works_once(app: Flask, guarded: Account, now: datetime) -> None:
    first, second = new_browser(app), new_browser(app)
    for browser in (first, second):
        sign_in(browser)
    assert give_code(first, code_at(now)).status_code == 302
    replayed = give_code(second, code_at(now))
    assert replayed.status_code == 400
    assert "was used already" in replayed.text
    older = give_code(second, code_at(now - timedelta(seconds=30)))
    assert "was used already" in older.text
    assert give_code(second, code_at(now + timedelta(seconds=30))).status_code == 302


@pytest.mark.parametrize("seconds", [-61, 61, 300])
def test_a_code_of_another_minute_is_wrong(
    app: Flask, guarded: Account, now: datetime, seconds: int
) -> None:
    browser = new_browser(app)
    sign_in(browser)
    response = give_code(browser, code_at(now + timedelta(seconds=seconds)))
    assert "This code is not right." in response.text
    assert not is_signed_in(browser)


@pytest.mark.parametrize("code", ["", "abc", "١٢٣٤٥٦", "000 00", "x" * 41, "\x00" * 6])
def test_what_is_no_code_is_refused_in_words(app: Flask, guarded: Account, code: str) -> None:
    browser = new_browser(app)
    sign_in(browser)
    response = give_code(browser, code)
    assert response.status_code == 400
    assert "There is a problem" in response.text


def test_codes_cannot_be_guessed_for_long(app: Flask, guarded: Account, now: datetime) -> None:
    browser = new_browser(app)
    sign_in(browser)
    wrong = code_at(now + timedelta(days=1))
    assert [give_code(browser, wrong).status_code for _ in range(7)] == [400] * 5 + [429] * 2
    assert give_code(browser, code_at(now)).status_code == 429
    app.config["CLOCK"] = lambda: now + timedelta(seconds=15)
    assert give_code(browser, code_at(now)).status_code == 302


def test_a_sign_in_that_is_not_completed_ends_after_ten_minutes(
    app: Flask, guarded: Account, now: datetime
) -> None:
    browser = new_browser(app)
    sign_in(browser)
    later = now + timedelta(minutes=10)
    app.config["CLOCK"] = lambda: later
    assert give_code(browser, code_at(later)).location == "/sign-in"


def test_without_a_password_there_is_no_code_to_ask_for(app: Flask) -> None:
    assert new_browser(app).get("/sign-in/code").location == "/sign-in"


def test_it_is_set_up_with_a_code_and_leaves_recovery_codes(
    app: Flask, account: Account, session: Session, now: datetime
) -> None:
    browser, elsewhere = new_browser(app), new_browser(app)
    for each in (browser, elsewhere):
        sign_in(each)
    codes = set_up(browser, session, now)
    assert len(set(codes)) == 10
    assert is_signed_in(browser)
    assert not is_signed_in(elsewhere)
    stored = session.scalars(select(RecoveryCode.code_hash)).all()
    assert not set(codes) & set(stored)
    assert "An authenticator app was set up as second factor." in list_mail_to(session)[-1].text


def test_a_recovery_code_signs_in_once(
    app: Flask, account: Account, session: Session, now: datetime
) -> None:
    browser = new_browser(app)
    sign_in(browser)
    code = set_up(browser, session, now)[0]
    for expected in (302, 400):
        other = new_browser(app)
        sign_in(other)
        assert give_code(other, f" {code.lower()} ").status_code == expected
    assert "9 recovery codes left" in browser.get("/account/second-factor").text


def test_new_recovery_codes_end_the_old_ones(
    app: Flask, account: Account, session: Session, now: datetime
) -> None:
    browser = new_browser(app)
    sign_in(browser)
    old = set_up(browser, session, now)
    response = browser.post("/account/second-factor/recovery-codes")
    assert len(re.findall(r"<code>", response.text)) == 10
    other = new_browser(app)
    sign_in(other)
    assert give_code(other, old[0]).status_code == 400


@pytest.mark.parametrize("act", ["off", "begin", "recovery-codes"])
def test_a_browser_left_open_cannot_change_it_without_a_new_code(
    app: Flask, guarded: Account, now: datetime, act: str
) -> None:
    browser = new_browser(app)
    sign_in(browser)
    give_code(browser, code_at(now))
    app.config["CLOCK"] = lambda: now + FRESH_FOR
    refused = browser.post(f"{PAGE}/{act}")
    assert refused.location == f"/sign-in/code?next={PAGE}"
    answer = browser.post(refused.location, data={"code": code_at(now + FRESH_FOR)})
    assert answer.location == PAGE
    assert browser.post(f"{PAGE}/{act}").location != refused.location


def test_switched_off_the_password_alone_signs_in(
    app: Flask, guarded: Account, now: datetime
) -> None:
    browser = new_browser(app)
    sign_in(browser)
    give_code(browser, code_at(now))
    assert browser.post(f"{PAGE}/off").location == PAGE
    assert sign_in(new_browser(app)).location == "/account"


def test_another_app_takes_over_with_its_first_code(
    app: Flask, guarded: Account, now: datetime
) -> None:
    browser = new_browser(app)
    sign_in(browser)
    give_code(browser, code_at(now))
    browser.post(f"{PAGE}/begin")
    secret = read_secret(browser)
    assert browser.post(SET_UP, data={"code": code_at(now)}).status_code == 400
    later = now + timedelta(minutes=2)
    app.config["CLOCK"] = lambda: later
    other = new_browser(app)
    sign_in(other)
    assert give_code(other, code_at(later)).status_code == 302  # the present app still works
    assert browser.post(SET_UP, data={"code": pyotp.TOTP(secret).at(later)}).status_code == 200
    third = new_browser(app)
    sign_in(third)
    assert give_code(third, code_at(later + timedelta(seconds=30))).status_code == 400
    assert give_code(third, pyotp.TOTP(secret).at(later + timedelta(seconds=30))).status_code == 302


def test_the_database_holds_no_secret_of_an_app(
    app: Flask, account: Account, session: Session, now: datetime
) -> None:
    browser = new_browser(app)
    sign_in(browser)
    browser.post(f"{PAGE}/begin")
    secret = read_secret(browser)
    assert secret not in str(session.scalars(select(Account.totp_pending_secret)).one())
    browser.post(SET_UP, data={"code": pyotp.TOTP(secret).at(now)})
    session.expire_all()
    assert secret not in str(account.totp_secret)
    assert unseal(TEST_SECRET_KEY, account.totp_secret or "") == secret


def test_after_a_change_of_the_secret_key_a_recovery_code_helps(
    app: Flask, account: Account, session: Session, now: datetime
) -> None:
    browser = new_browser(app)
    sign_in(browser)
    codes = set_up(browser, session, now)
    app.config["SECRET_KEY"] = "another key, long enough to be one"
    other = new_browser(app)
    sign_in(other)
    refused = give_code(other, "123456")
    assert refused.status_code == 400
    assert "SECRET_KEY has changed" in refused.text
    assert give_code(other, codes[0]).status_code == 302
    assert other.post(f"{PAGE}/begin").location == SET_UP
    code = pyotp.TOTP(read_secret(other)).at(now)
    assert other.post(SET_UP, data={"code": code}).location == PAGE


def test_an_admin_without_it_is_led_to_set_it_up(
    app: Flask, session: Session, now: datetime
) -> None:
    make_account(session, now, role=Role.ADMIN)
    browser = new_browser(app)
    assert sign_in(browser).location == "/account"
    for path in ("/account", "/admin/staff"):
        assert browser.get(path).location == "/account/second-factor"
    assert (
        "Whoever decides on others signs in with a second factor."
        in browser.get("/account/second-factor").text
    )
    set_up(browser, session, now)
    assert browser.get("/admin/staff").status_code == 200


def test_an_admin_cannot_switch_it_off(app: Flask, session: Session, now: datetime) -> None:
    account = make_account(session, now, role=Role.ADMIN)
    add_second_factor(session, account, now)
    browser = new_browser(app)
    sign_in(browser)
    give_code(browser, code_at(now))
    assert browser.post(f"{PAGE}/off").status_code == 400
    session.expire_all()
    assert account.totp_confirmed_at == now


def test_pages_of_admins_are_for_nobody_else(app: Flask, account: Account) -> None:
    browser = new_browser(app)
    sign_in(browser)
    assert browser.get("/admin/staff").status_code == 403
