"""What staff did is on record, with before and after, and admins read it."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.domain.audit import Subject
from directory.domain.errors import InvalidValueError
from directory.domain.permissions import Role
from directory.models import Account
from directory.services.audit import PAGE_SIZE, AuditFilter, list_events, record
from directory.services.roles import give_role, take_role
from tests.fixtures.html_checker import HtmlChecker
from tests.fixtures.people import make_role
from tests.fixtures.sign_in import sign_in_as
from tests.web.conftest import text_of

PAGE = "/admin/audit"


@pytest.fixture
def admin(session: Session, now: datetime) -> Account:
    return make_role(session, now, Role.ADMIN)


@pytest.fixture
def browser(client: FlaskClient, admin: Account) -> FlaskClient:
    """The admin's."""
    sign_in_as(client, admin.id)
    return client


def test_a_role_given_is_on_record_with_who_gave_it(
    browser: FlaskClient, session: Session, now: datetime, html_checker: HtmlChecker
) -> None:
    account = make_role(session, now, Role.PATIENT)
    browser.post("/admin/staff", data={"email": account.email, "role": "moderator"})
    page = browser.get(PAGE).text
    assert html_checker.list_faults(page) == []
    words = text_of(page)
    assert "1 act of staff" in words
    assert f"The admin admin Change role account {account.id}" in words
    assert "role: patient role: moderator" in words


def test_the_command_line_is_on_record_as_nobody_signed_in(
    session: Session, now: datetime, browser: FlaskClient
) -> None:
    account = make_role(session, now, Role.PATIENT)
    give_role(session, account, Role.REGISTRAR, now)
    take_role(session, account, now)
    session.commit()
    assert "Nobody signed in command line" in text_of(browser.get(PAGE).text)


def test_what_is_a_list_is_read_as_words(
    session: Session, now: datetime, admin: Account, browser: FlaskClient
) -> None:
    changed = {"fields": ["biography", "laser_operator"], "state": "approved", "left": None}
    subject = Subject("claim", 1)
    record(session, admin.id, "decide", subject, before={}, after=changed, now=now)
    session.commit()
    page = text_of(browser.get("/admin/audit").text)
    assert "fields: biography, laser operator; state: approved; left: –" in page


def test_acts_can_be_narrowed_and_paged(session: Session, now: datetime, admin: Account) -> None:
    for number in range(PAGE_SIZE + 2):
        record(
            session,
            admin.id,
            "decide",
            Subject("claim", number + 1),
            before={},
            after={"n": number},
            now=now,
        )
    record(session, None, "decide", Subject("receipt", 1), before={}, after={}, now=now)
    every = list_events(session, AuditFilter())
    assert (every.total, every.page_count) == (PAGE_SIZE + 3, 2)
    assert list_events(session, AuditFilter(), 9).page == 2
    assert list_events(session, AuditFilter(actor_account_id=admin.id)).total == PAGE_SIZE + 2
    assert list_events(session, AuditFilter(subject_kind="claim", subject_id=3)).total == 1


@pytest.mark.parametrize("query", ["actor=x", "actor=999", "kind=nothing", "number=9e9", "page=-1"])
def test_a_filter_that_cannot_be_read_narrows_nothing(
    browser: FlaskClient, session: Session, now: datetime, admin: Account, query: str
) -> None:
    record(session, admin.id, "decide", Subject("claim", 1), before={}, after={}, now=now)
    session.commit()
    assert "1 act of staff" in text_of(browser.get(f"{PAGE}?{query}").text)


@pytest.mark.parametrize("kind", ["", "a:b", "Claim", "two words"])
def test_a_tag_is_made_of_plain_words(session: Session, now: datetime, kind: str) -> None:
    with pytest.raises(InvalidValueError):
        record(session, None, "decide", Subject(kind, 1), before={}, after={}, now=now)
