"""Links by e-mail: who gets which, that nobody else learns of it, and that each works once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.throttling import ATTEMPT_RULES, AttemptScope
from directory.models import Account
from tests.fixtures.people import (
    EMAIL,
    PASSWORD,
    add_second_factor,
    is_signed_in,
    link_in,
    list_mail_to,
    make_account,
    new_browser,
    sign_in,
)
from tests.web.conftest import text_of

PAGES = ("/sign-up", "/sign-in/link", "/reset-password")
NEW_PASSWORD = "seven grey herons"


def ask(app: Flask, path: str, email: str = EMAIL, network: str = "192.0.2.1") -> str:
    response = new_browser(app, network).post(path, data={"email": email})
    assert response.status_code == 302
    return str(response.location)


def ask_for_link(app: Flask, session: Session, path: str) -> str:
    ask(app, path)
    return link_in(list_mail_to(session)[-1])


@pytest.mark.parametrize("path", PAGES)
def test_an_address_without_account_is_offered_to_open_one(
    app: Flask, session: Session, path: str
) -> None:
    assert ask_for_link(app, session, path).startswith("/open-account/")


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/sign-up", "/sign-in/link/"),
        ("/sign-in/link", "/sign-in/link/"),
        ("/reset-password", "/reset-password/"),
    ],
)
def test_an_address_with_account_is_mailed_what_fits(
    app: Flask, session: Session, now: datetime, path: str, link: str
) -> None:
    make_account(session, now)
    assert ask_for_link(app, session, path).startswith(link)


@pytest.mark.parametrize("path", PAGES)
def test_whoever_asks_cannot_see_whether_there_is_an_account(
    app: Flask, session: Session, now: datetime, path: str
) -> None:
    make_account(session, now)
    assert ask(app, path, EMAIL) == ask(app, path, "nobody@example.org") == "/link-sent"
    for email in (EMAIL, "nobody@example.org"):
        assert len(list_mail_to(session, email)) == 1


def test_signing_up_ends_with_an_open_account(app: Flask, session: Session, now: datetime) -> None:
    browser = new_browser(app)
    link = ask_for_link(app, session, "/sign-up")
    assert EMAIL in browser.get(link).text
    form = {"name": " Paula  Sample ", "password": NEW_PASSWORD}
    assert browser.post(link, data=form).location == "/account"
    assert is_signed_in(browser)
    account = session.scalars(select(Account)).one()
    assert (account.display_name, account.role) == ("Paula Sample", "patient")
    assert account.email_confirmed_at == now
    assert sign_in(new_browser(app), NEW_PASSWORD).location == "/account"


def test_a_weak_password_leaves_the_link_good(app: Flask, session: Session) -> None:
    browser = new_browser(app)
    link = ask_for_link(app, session, "/sign-up")
    for password, words in (
        ("short", "at least 10 characters"),
        ("password123", "tried first"),
        ("paula-sample", "your name, your e-mail address"),
    ):
        response = browser.post(link, data={"name": "Paula Sample", "password": password})
        assert response.status_code == 400
        assert words in response.text
    form = {"name": "Paula Sample", "password": NEW_PASSWORD}
    assert browser.post(link, data=form).location == "/account"


def test_nobody_can_choose_a_password_before_the_address_is_confirmed(
    app: Flask, session: Session
) -> None:
    ask(app, "/sign-up", network="198.51.100.7")
    account = session.scalars(select(Account)).one()
    assert account.password_hash is None
    assert sign_in(new_browser(app), "").status_code == 400


def test_opening_a_link_uses_nothing_up_and_signs_nobody_in(
    app: Flask, session: Session, now: datetime
) -> None:
    make_account(session, now)
    link = ask_for_link(app, session, "/sign-in/link")
    mail_program, browser = new_browser(app), new_browser(app)
    for _ in range(3):
        assert mail_program.get(link).status_code == 200
    assert not is_signed_in(mail_program)
    assert browser.post(link).location == "/account"
    assert is_signed_in(browser)


def test_a_link_works_once(app: Flask, session: Session, now: datetime) -> None:
    make_account(session, now)
    link = ask_for_link(app, session, "/sign-in/link")
    assert new_browser(app).post(link).status_code == 302
    for response in (new_browser(app).post(link), new_browser(app).get(link)):
        assert response.status_code == 410
        assert "Ask for a new one." in text_of(response.text)


def test_a_link_that_was_used_takes_the_others_of_its_kind_along(
    app: Flask, session: Session, now: datetime
) -> None:
    make_account(session, now)
    first = ask_for_link(app, session, "/sign-in/link")
    second = ask_for_link(app, session, "/sign-in/link")
    assert new_browser(app).post(first).status_code == 302
    assert new_browser(app).post(second).status_code == 410


def test_a_link_is_good_for_its_time_and_its_purpose_only(
    app: Flask, session: Session, now: datetime
) -> None:
    make_account(session, now)
    link = ask_for_link(app, session, "/sign-in/link")
    token = link.rpartition("/")[2]
    assert new_browser(app).get(f"/reset-password/{token}").status_code == 410
    assert new_browser(app).get(link + "x").status_code == 410
    app.config["CLOCK"] = lambda: now + timedelta(hours=1)
    assert new_browser(app).post(link).status_code == 410


def test_a_new_password_signs_everybody_else_out_and_is_told_of(
    app: Flask, session: Session, now: datetime
) -> None:
    make_account(session, now)
    elsewhere, browser = new_browser(app), new_browser(app)
    sign_in(elsewhere)
    link = ask_for_link(app, session, "/reset-password")
    assert browser.post(link, data={"password": NEW_PASSWORD}).location == "/account"
    assert is_signed_in(browser)
    assert not is_signed_in(elsewhere)
    assert sign_in(new_browser(app), PASSWORD).status_code == 400
    assert "Your password was changed." in list_mail_to(session)[-1].text


def test_neither_a_link_nor_a_new_password_goes_round_the_second_factor(
    app: Flask, session: Session, now: datetime
) -> None:
    add_second_factor(session, make_account(session, now), now)
    for path, form in (("/sign-in/link", {}), ("/reset-password", {"password": NEW_PASSWORD})):
        browser = new_browser(app)
        link = ask_for_link(app, session, path)
        assert browser.post(link, data=form).location == "/sign-in/code"
        assert not is_signed_in(browser)


def test_an_address_gets_a_few_mails_an_hour_and_the_page_says_the_same(
    app: Flask, session: Session, now: datetime
) -> None:
    free_count = ATTEMPT_RULES[AttemptScope.MAIL_TO_ADDRESS].free_count
    for number in range(free_count + 3):
        assert ask(app, "/sign-in/link", network=f"198.51.100.{number}") == "/link-sent"
    messages = list_mail_to(session)
    assert len(messages) == free_count
    app.config["CLOCK"] = lambda: now + timedelta(minutes=59)
    assert new_browser(app).get(link_in(messages[0])).status_code == 200


def test_one_network_cannot_have_mail_sent_to_everybody(app: Flask) -> None:
    browser = new_browser(app, "198.51.100.7")
    statuses = [
        browser.post("/sign-up", data={"email": f"somebody{number}@example.org"}).status_code
        for number in range(25)
    ]
    assert statuses == [302] * 20 + [429] * 5


@pytest.mark.parametrize("email", ["", "paula", "paula@example.org\nBcc: x@example.org"])
def test_what_is_no_address_is_said_at_its_field(app: Flask, email: str) -> None:
    response = new_browser(app).post("/sign-up", data={"email": email})
    assert response.status_code == 400
    assert 'href="#email"' in response.text


def test_a_request_under_a_forged_host_has_no_mail_sent(app: Flask, session: Session) -> None:
    forged = {"Host": "elsewhere.example"}
    answer = new_browser(app).post("/sign-up", data={"email": EMAIL}, headers=forged)
    assert answer.status_code == 400
    assert list_mail_to(session) == []
