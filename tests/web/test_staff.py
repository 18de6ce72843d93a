"""Giving and taking roles: who can, to whom, and that nobody changes their own."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from directory.models import Account
from directory.services.account_sessions import list_sessions, start_session
from tests.fixtures.html_checker import HtmlChecker
from tests.fixtures.people import make_role
from tests.fixtures.sign_in import sign_in_as
from tests.web.conftest import text_of

PAGE = "/admin/staff"


@pytest.fixture
def admin(session: Session, now: datetime) -> Account:
    return make_role(session, now, Role.ADMIN)


@pytest.fixture
def browser(client: FlaskClient, admin: Account) -> FlaskClient:
    """The admin's."""
    sign_in_as(client, admin.id)
    return client


def test_an_admin_gives_a_role_and_its_account_signs_in_anew(
    browser: FlaskClient, session: Session, now: datetime
) -> None:
    account = make_role(session, now, Role.PATIENT)
    start_session(session, account, "Firefox on Linux", now)
    session.commit()
    response = browser.post(PAGE, data={"email": account.email, "role": "moderator"})
    assert response.location == PAGE
    session.refresh(account)
    assert account.role == Role.MODERATOR
    assert list_sessions(session, account, now) == []


def test_a_role_taken_leaves_the_account_what_it_was(
    browser: FlaskClient, session: Session, now: datetime
) -> None:
    account = make_role(session, now, Role.REGISTRAR)
    assert browser.post(f"{PAGE}/{account.id}/take").location == PAGE
    session.refresh(account)
    assert account.role == Role.PATIENT


def test_nobody_changes_their_own_role(
    browser: FlaskClient, admin: Account, session: Session
) -> None:
    assert browser.post(f"{PAGE}/{admin.id}/take").status_code == 403
    response = browser.post(PAGE, data={"email": admin.email, "role": "moderator"})
    assert response.status_code == 400
    assert "Nobody changes their own role." in response.text
    session.refresh(admin)
    assert admin.role == Role.ADMIN


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"email": "nobody@example.org", "role": "moderator"}, "There is no account of"),
        ({"email": "patient@example.org", "role": "patient"}, "Not a valid choice"),
        ({"email": "patient@example.org"}, "Choose the role."),
        ({"role": "moderator"}, "Enter the address of an account."),
    ],
)
def test_what_cannot_be_given_is_said(
    browser: FlaskClient, session: Session, now: datetime, data: dict[str, str], words: str
) -> None:
    account = make_role(session, now, Role.PATIENT)
    response = browser.post(PAGE, data=data)
    assert response.status_code == 400
    assert words in text_of(response.text)
    session.refresh(account)
    assert account.role == Role.PATIENT


def test_an_account_that_nobody_opened_gets_no_role(
    browser: FlaskClient, session: Session, now: datetime
) -> None:
    account = make_role(session, now, Role.PATIENT)
    account.email_confirmed_at = None
    session.commit()
    response = browser.post(PAGE, data={"email": account.email, "role": "registrar"})
    assert "Nobody has opened this account yet." in text_of(response.text)


def test_the_page_is_valid_html(
    browser: FlaskClient, session: Session, now: datetime, html_checker: HtmlChecker
) -> None:
    make_role(session, now, Role.REGISTRAR)
    assert html_checker.list_faults(browser.get(PAGE).text) == []
