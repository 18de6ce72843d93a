"""Signing in by password: sessions that cannot be prepared, and limits that lock nobody out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters
from argon2.profiles import CHEAPEST
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.throttling import ATTEMPT_RULES, AttemptScope
from directory.models import Account, AccountSession
from directory.services import accounts
from directory.web.sessions import TOKEN
from tests.fixtures.people import (
    EMAIL,
    PASSWORD,
    is_signed_in,
    make_account,
    new_browser,
    sign_in,
)
from tests.web.conftest import text_of

STRANGERS = "198.51.100.7"


@pytest.fixture
def account(session: Session, now: datetime) -> Account:
    """Paula's account, without a second factor."""
    return make_account(session, now)


def read_token(browser: FlaskClient) -> str:
    with browser.session_transaction() as cookie:
        return str(cookie.get(TOKEN, ""))


def fail(browser: FlaskClient, count: int) -> list[int]:
    return [sign_in(browser, f"wrong {number}").status_code for number in range(count)]


def test_the_cookie_holds_a_token_that_the_database_cannot_give_away(
    app: Flask, account: Account, session: Session
) -> None:
    browser = new_browser(app)
    assert sign_in(browser).location == "/account"
    own = session.scalars(select(AccountSession)).one()
    assert own.device == "Firefox on Linux"
    assert len(read_token(browser)) >= 43
    assert read_token(browser) not in (own.token_hash, str(account.id))


def test_every_sign_in_has_a_new_token_and_ends_the_one_before(
    app: Flask, account: Account
) -> None:
    browser = new_browser(app)
    sign_in(browser)
    first = read_token(browser)
    sign_in(browser)
    assert read_token(browser) != first
    thief = new_browser(app)
    with thief.session_transaction() as cookie:
        cookie[TOKEN] = first
    assert not is_signed_in(thief)


def test_signing_out_ends_the_session_on_the_server_too(app: Flask, account: Account) -> None:
    browser, copy = new_browser(app), new_browser(app)
    sign_in(browser)
    with copy.session_transaction() as cookie:
        cookie[TOKEN] = read_token(browser)
    assert is_signed_in(copy)
    browser.post("/sign-out")
    assert not is_signed_in(browser)
    assert not is_signed_in(copy)


@pytest.mark.parametrize(
    ("path", "arrival"),
    [
        ("/account/security", "/account/security"),
        ("//elsewhere.example", "/account"),
        ("https://elsewhere.example", "/account"),
        ("/\\elsewhere.example", "/account"),
    ],
)
def test_signing_in_leads_on_within_the_site_only(
    app: Flask, account: Account, path: str, arrival: str
) -> None:
    response = new_browser(app).post(
        "/sign-in", query_string={"next": path}, data={"email": EMAIL, "password": PASSWORD}
    )
    assert response.location == arrival


def test_a_page_that_needs_an_account_is_returned_to(app: Flask, account: Account) -> None:
    assert new_browser(app).get("/account/security").location == "/sign-in?next=/account/security"
    assert "needs an account" in new_browser(app).get("/sign-in?next=/account/security").text
    assert "needs an account" not in new_browser(app).get("/sign-in?next=//elsewhere.example").text


def test_after_some_failures_one_waits_and_is_told_how_long(
    app: Flask, account: Account, now: datetime
) -> None:
    browser = new_browser(app)
    free_count = ATTEMPT_RULES[AttemptScope.ACCOUNT_AND_NETWORK].free_count
    assert fail(browser, free_count) == [400] * free_count
    refused = sign_in(browser)
    assert refused.status_code == 429
    assert "Wait 10 seconds, or have a link to sign in sent to you." in text_of(refused.text)
    app.config["CLOCK"] = lambda: now + timedelta(seconds=10)
    assert sign_in(browser).location == "/account"


def test_asking_while_one_waits_does_not_make_the_wait_longer(
    app: Flask, account: Account, now: datetime
) -> None:
    browser = new_browser(app)
    fail(browser, 30)
    app.config["CLOCK"] = lambda: now + timedelta(seconds=10)
    assert sign_in(browser).location == "/account"


def test_a_browser_that_signed_in_before_does_not_wait_for_strangers(
    app: Flask, account: Account
) -> None:
    browser = new_browser(app)
    sign_in(browser)
    browser.post("/sign-out")
    for number in range(10):
        fail(new_browser(app, f"198.51.100.{number}"), 5)
    assert sign_in(new_browser(app, "203.0.113.5")).status_code == 429
    assert sign_in(browser).location == "/account"


def test_a_known_browser_cannot_guess_for_ever_either(app: Flask, account: Account) -> None:
    browser = new_browser(app)
    sign_in(browser)
    browser.post("/sign-out")
    assert fail(browser, 20)[-1] == 429


def test_a_known_browser_is_known_for_its_own_account_only(
    app: Flask, account: Account, session: Session, now: datetime
) -> None:
    make_account(session, now, "eve@example.org")
    eve = new_browser(app, STRANGERS)
    sign_in(eve, email="eve@example.org")
    eve.post("/sign-out")
    assert 429 in fail(eve, 6)


def test_a_neighbour_in_another_network_signs_in_while_strangers_fail(
    app: Flask, account: Account
) -> None:
    fail(new_browser(app, STRANGERS), 10)
    assert sign_in(new_browser(app, "192.0.2.9")).location == "/account"


def test_the_mailed_link_stays_open_while_strangers_fail(app: Flask, account: Account) -> None:
    for number in range(10):
        fail(new_browser(app, f"198.51.100.{number}"), 5)
    assert new_browser(app).post("/sign-in/link", data={"email": EMAIL}).location == "/link-sent"


def test_strangers_and_owners_of_accounts_get_the_same_answer(app: Flask, account: Account) -> None:
    answers = {
        sign_in(new_browser(app), "wrong", email).text.replace(email, "")
        for email in (EMAIL, "nobody@example.org")
    }
    assert len(answers) == 1


def test_strangers_and_owners_of_accounts_cost_the_same_work(
    app: Flask,
    account: Account,
    session: Session,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Verifying a password is nearly all of the time that a sign-in takes."""
    without_password = make_account(session, now, "linked@example.org")
    without_password.password_hash = None
    session.commit()
    costs: list[Parameters] = []

    class CountingHasher(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            costs.append(extract_parameters(str(hash)))
            return super().verify(hash, password)

    monkeypatch.setattr(accounts, "_hasher", CountingHasher.from_parameters(CHEAPEST))
    sign_in(new_browser(app), "wrong", EMAIL)
    of_owner = costs.copy()
    assert len(of_owner) == 1
    for email in ("nobody@example.org", "linked@example.org"):
        costs.clear()
        sign_in(new_browser(app), "wrong", email)
        assert costs == of_owner


def test_the_last_use_of_a_session_is_noted_now_and_then(
    app: Flask, account: Account, session: Session, now: datetime
) -> None:
    browser = new_browser(app)
    sign_in(browser)
    for minutes, noted in ((1, 0), (7, 7), (9, 7)):
        app.config["CLOCK"] = lambda minutes=minutes: now + timedelta(minutes=minutes)
        browser.get("/concerns")
        session.expire_all()
        own = session.scalars(select(AccountSession)).one()
        assert own.last_seen_at == now + timedelta(minutes=noted)


def test_a_session_ends_by_itself_when_it_is_not_used(
    app: Flask, account: Account, now: datetime
) -> None:
    browser = new_browser(app)
    sign_in(browser)
    app.config["CLOCK"] = lambda: now + timedelta(days=13)
    assert is_signed_in(browser)
    app.config["CLOCK"] = lambda: now + timedelta(days=26)
    assert is_signed_in(browser)
    app.config["CLOCK"] = lambda: now + timedelta(days=31)
    assert not is_signed_in(browser)


def test_reading_sets_no_cookie(app: Flask, account: Account) -> None:
    for path in ("/concerns", "/demo/outbox", "/link-sent"):
        assert "Set-Cookie" not in new_browser(app).get(path).headers


def test_characters_that_no_database_keeps_are_no_trouble(
    app: Flask, session: Session, now: datetime
) -> None:
    account = make_account(session, now)
    browser = new_browser(app)
    assert sign_in(browser, email="pau\x00la@example.or\x00").status_code == 400
    assert sign_in(browser, "\x00").status_code == 400
    assert sign_in(browser).status_code == 302
    assert browser.post("/account/data/name", data={"name": "Pau\x00la"}).status_code == 303
    session.expire_all()
    assert account.display_name == "Paula"
