"""Passkeys as second factor: added, used, removed, and refused where anything is not as it was."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from directory.config import Settings
from directory.models import Account, Role
from directory.services.account_sessions import FRESH_FOR
from directory.services.passkeys import RelyingParty
from tests.fixtures.databases import make_settings
from tests.fixtures.passkeys import SoftPasskey
from tests.fixtures.people import is_signed_in, list_mail_to, make_account, new_browser, sign_in

SITE = "https://hands.example"
PAGE = "/account/second-factor"
NOT_ACCEPTED = "This passkey was not accepted."


@pytest.fixture
def app_settings(shared_database_url: str, tmp_path: Path) -> Settings:
    """A site with a name, as browsers ask for; served without https in the tests."""
    return make_settings(tmp_path / "data", shared_database_url, SITE_URL=SITE)


@pytest.fixture
def account(app: Flask, session: Session, now: datetime) -> Account:
    app.config["SESSION_COOKIE_SECURE"] = False
    return make_account(session, now)


@pytest.fixture
def browser(app: Flask, account: Account) -> FlaskClient:
    browser = new_browser(app)
    sign_in(browser)
    return browser


@pytest.fixture
def passkey(browser: FlaskClient) -> SoftPasskey:
    """A passkey that was added by the browser that is signed in."""
    passkey = make_passkey()
    add(browser, passkey)
    return passkey


def make_passkey(origin: str = SITE) -> SoftPasskey:
    return SoftPasskey(origin, "hands.example")


def ask(browser: FlaskClient, path: str) -> dict[str, object]:
    answer = browser.post(path)
    assert answer.status_code == 200
    options: dict[str, object] = json.loads(answer.text)
    return options


def add(browser: FlaskClient, passkey: SoftPasskey, name: str = "My telephone") -> TestResponse:
    credential = passkey.create(ask(browser, "/account/passkeys/options"))
    return browser.post("/account/passkeys", data={"name": name, "credential": credential})


def use(browser: FlaskClient, passkey: SoftPasskey) -> TestResponse:
    credential = passkey.get(ask(browser, "/sign-in/passkey/options"))
    return browser.post("/sign-in/passkey", data={"credential": credential})


def test_the_first_passkey_asks_for_it_at_every_sign_in_and_leaves_recovery_codes(
    app: Flask, browser: FlaskClient, account: Account, session: Session
) -> None:
    passkey = make_passkey()
    codes = re.findall(r"<code>([A-Z2-7-]+)</code>", add(browser, passkey).text)
    assert len(codes) == 10
    assert "My telephone" in browser.get(PAGE).text
    assert "A passkey was added" in list_mail_to(session)[-1].text
    other = new_browser(app)
    assert sign_in(other).location == "/sign-in/code"
    assert not is_signed_in(other)
    assert use(other, passkey).location == "/account"
    assert is_signed_in(other)
    third = new_browser(app)
    sign_in(third)
    assert third.post("/sign-in/code", data={"code": codes[0]}).location == "/account"


def test_what_a_passkey_signed_is_good_once(app: Flask, passkey: SoftPasskey) -> None:
    other = new_browser(app)
    sign_in(other)
    credential = passkey.get(ask(other, "/sign-in/passkey/options"))
    data = {"credential": credential}
    assert other.post("/sign-in/passkey", data=data).status_code == 302
    again = new_browser(app)
    sign_in(again)
    refused = again.post("/sign-in/passkey", data=data)
    assert refused.status_code == 400
    assert "sent already" in refused.text
    ask(again, "/sign-in/passkey/options")
    assert NOT_ACCEPTED in again.post("/sign-in/passkey", data=data).text
    assert not is_signed_in(again)


def test_a_page_that_only_looks_like_this_one_gets_nothing(
    app: Flask, passkey: SoftPasskey
) -> None:
    other = new_browser(app)
    sign_in(other)
    passkey.origin = "https://hands.example.evil.example"
    refused = use(other, passkey)
    assert refused.status_code == 400
    assert NOT_ACCEPTED in refused.text


def test_a_copied_passkey_is_noticed_by_its_count(app: Flask, passkey: SoftPasskey) -> None:
    first, second = new_browser(app), new_browser(app)
    for browser in (first, second):
        sign_in(browser)
    passkey.sign_count = 7
    assert use(first, passkey).status_code == 302
    passkey.sign_count = 3
    assert NOT_ACCEPTED in use(second, passkey).text


def test_the_passkey_of_somebody_else_opens_nothing(
    app: Flask, passkey: SoftPasskey, session: Session, now: datetime
) -> None:
    make_account(session, now, "other@example.org")
    stranger = new_browser(app)
    sign_in(stranger, email="other@example.org")
    assert "belongs to an account already" in add(stranger, passkey).text
    own = make_passkey()
    add(stranger, own)
    other = new_browser(app)
    sign_in(other)
    assert NOT_ACCEPTED in use(other, own).text


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", "x", '{"id": 7}', "x" * 30_000])
def test_what_is_no_passkey_is_refused_in_words(
    app: Flask, passkey: SoftPasskey, browser: FlaskClient, credential: str
) -> None:
    other = new_browser(app)
    sign_in(other)
    ask(other, "/sign-in/passkey/options")
    refused = other.post("/sign-in/passkey", data={"credential": credential})
    assert refused.status_code == 400
    assert "There is a problem" in refused.text
    ask(browser, "/account/passkeys/options")
    refused = browser.post("/account/passkeys", data={"name": "X", "credential": credential})
    assert refused.status_code == 400


def test_guesses_have_to_wait_as_those_of_codes(app: Flask, passkey: SoftPasskey) -> None:
    other = new_browser(app)
    sign_in(other)
    stranger = make_passkey()
    assert [use(other, stranger).status_code for _ in range(6)] == [400] * 5 + [429]


def test_the_last_one_removed_leaves_the_password_alone(
    app: Flask, browser: FlaskClient, passkey: SoftPasskey, account: Account, now: datetime
) -> None:
    [stored] = account.passkeys
    remove = f"/account/passkeys/{stored.id}/remove"
    app.config["CLOCK"] = lambda: now + FRESH_FOR
    assert browser.post(remove).location == f"/sign-in/code?next={PAGE}"
    assert use(browser, passkey).location == "/account"
    assert browser.post(remove).location == PAGE
    assert browser.post(remove).status_code == 404
    assert sign_in(new_browser(app)).location == "/account"


def test_staff_keep_their_last_one(
    app: Flask, browser: FlaskClient, passkey: SoftPasskey, account: Account, session: Session
) -> None:
    account.role = Role.ADMIN
    [stored] = account.passkeys
    session.commit()
    refused = browser.post(f"/account/passkeys/{stored.id}/remove")
    assert refused.status_code == 400
    assert "Add one first" in refused.text
    assert browser.get("/admin/staff").status_code == 200


def test_the_bounds_of_the_standard_are_kept(app: Flask, browser: FlaskClient) -> None:
    too_long = make_passkey()
    too_long.credential_id = bytes(1024)
    assert NOT_ACCEPTED in add(browser, too_long).text
    longest = make_passkey()
    longest.credential_id, longest.sign_count = bytes(1023), 2**32 - 2
    assert add(browser, longest, name="a\x00b").status_code == 200
    other = new_browser(app)
    sign_in(other)
    assert use(other, longest).status_code == 302


def test_a_passkey_needs_a_name(browser: FlaskClient) -> None:
    assert "Give the passkey a name" in add(browser, make_passkey(), name=" ").text


@pytest.mark.parametrize(
    ("site_url", "name", "origin", "can"),
    [
        ("https://hands.example", "hands.example", "https://hands.example", True),
        ("https://hands.example:443", "hands.example", "https://hands.example", True),
        ("https://hands.example:8443", "hands.example", "https://hands.example:8443", True),
        ("http://localhost:8000", "localhost", "http://localhost:8000", True),
        ("http://127.0.0.1:8000", "127.0.0.1", "http://127.0.0.1:8000", False),
        ("https://[2001:db8::1]", "2001:db8::1", "https://2001:db8::1", False),
        ("http://hands.example", "hands.example", "http://hands.example", False),
    ],
)
def test_browsers_offer_passkeys_to_sites_with_a_name(
    site_url: str, name: str, origin: str, can: bool
) -> None:
    party = RelyingParty.of_site(site_url)
    assert (party.name, party.origin, party.can_have_passkeys) == (name, origin, can)
