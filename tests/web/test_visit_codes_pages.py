"""The practitioner's page of visit codes: issuing, the cards, the file, revoking."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from directory.domain.visit_codes import read_code
from directory.models import Account, Practitioner, Role, VisitCode, VisitCodeBlock
from directory.services.visit_codes import issue_block, redeem
from tests.factories import make_practitioner, make_review
from tests.fixtures.sign_in import sign_in_as
from tests.web.conftest import text_of

PAGE = "/account/visit-codes"


@pytest.fixture
def practitioner(session: Session) -> Practitioner:
    """Somebody who issues codes."""
    return make_practitioner(session, name="Marisol Okafor", slug="okafor")


@pytest.fixture
def account(session: Session, practitioner: Practitioner, now: datetime) -> Account:
    """The practitioner's account."""
    return add_account(session, Role.PRACTITIONER, now, practitioner.id)


@pytest.fixture
def visitor(client: FlaskClient, account: Account) -> FlaskClient:
    """The practitioner, signed in."""
    sign_in_as(client, account.id)
    return client


def add_account(
    session: Session, role: Role, now: datetime, practitioner_id: int | None = None
) -> Account:
    account = Account(
        email=f"{role}@example.org",
        display_name=f"The {role}",
        role=role,
        practitioner_id=practitioner_id,
        created_at=now,
    )
    session.add(account)
    session.commit()
    return account


def issue(visitor: FlaskClient, count: object, number: object = 1) -> TestResponse:
    return visitor.post(PAGE, data={"count": count, "number": number})


def codes_on(page: str) -> list[str]:
    return re.findall(r'name="code" value="([^"]+)"', page)


def test_a_new_block_is_shown_as_cards_that_lead_to_the_report(
    visitor: FlaskClient, session: Session
) -> None:
    response = issue(visitor, 3)
    assert response.status_code == 200
    codes = codes_on(response.text)
    assert len({read_code(code) for code in codes}) == 3
    assert response.text.count("<svg") >= 3
    page = text_of(response.text)
    for code in codes:
        assert code in page
    assert "Marisol Okafor" in page
    assert len(session.scalars(select(VisitCode)).all()) == 3


def test_the_cards_carry_no_style_that_the_policy_would_refuse(visitor: FlaskClient) -> None:
    assert "style=" not in issue(visitor, 1).text


def test_the_codes_are_shown_only_once_and_not_kept_by_the_browser(visitor: FlaskClient) -> None:
    response = issue(visitor, 2)
    assert response.headers["Cache-Control"] == "no-store"
    later = visitor.get(PAGE).text
    assert not [code for code in codes_on(response.text) if code in later]
    assert "2 visit codes issued: 0 used, 0 expired, 0 revoked, 2 open." in text_of(later)


@pytest.mark.parametrize("count", ["", "0", "-1", "61", "many", "1e3", "9" * 40])
def test_a_count_that_cannot_be_is_said_and_nothing_is_issued(
    visitor: FlaskClient, session: Session, count: str
) -> None:
    response = issue(visitor, count)
    assert response.status_code == 400
    assert "There is a problem" in response.text
    assert session.scalars(select(VisitCodeBlock)).all() == []


def test_a_double_click_issues_one_block_and_says_so(
    visitor: FlaskClient, session: Session
) -> None:
    issue(visitor, 2)
    second = issue(visitor, 2)
    assert second.status_code == 400
    assert "Block 1 was issued already" in second.text
    assert 'name="number" type="hidden" value="2"' in second.text
    assert len(session.scalars(select(VisitCodeBlock)).all()) == 1


@pytest.mark.parametrize("number", ["", "x", "0", "99"])
def test_a_form_with_another_number_issues_nothing(
    visitor: FlaskClient, session: Session, number: str
) -> None:
    assert issue(visitor, 2, number).status_code == 400
    assert session.scalars(select(VisitCodeBlock)).all() == []


def test_the_codes_of_the_page_can_be_saved_as_a_file(visitor: FlaskClient) -> None:
    codes = codes_on(issue(visitor, 3).text)
    response = visitor.post(f"{PAGE}/1/file", data={"code": codes})
    assert response.mimetype == "text/csv"
    assert "attachment; filename=visit-codes-1.csv" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store"
    heading, *rows = csv.reader(io.StringIO(response.text))
    assert heading == ["block", "number", "code", "address", "good until"]
    assert [row[2] for row in rows] == codes
    assert rows[0][3].endswith(f"/report?code={codes[0]}")


def test_a_file_of_other_codes_is_refused(visitor: FlaskClient) -> None:
    issue(visitor, 2)
    assert visitor.post(f"{PAGE}/1/file", data={"code": ["0" * 16] * 2}).status_code == 400
    assert visitor.post(f"{PAGE}/2/file", data={"code": ["0" * 16]}).status_code == 404


def test_what_was_not_used_can_be_revoked(
    visitor: FlaskClient,
    session: Session,
    practitioner: Practitioner,
    account: Account,
    now: datetime,
) -> None:
    issued = issue_block(session, practitioner.id, 3, account.id, now)
    redeem(session, issued.codes[0], practitioner.id, make_review(session, practitioner).id, now)
    session.commit()
    open_blocks = visitor.get(PAGE).text
    assert "Blocks of which no code is open" not in open_blocks
    assert visitor.post(f"{PAGE}/1/revoke").location == PAGE
    listed, _, folded = visitor.get(PAGE).text.partition("<summary>Blocks of which no code is open")
    assert "<table" not in listed and folded.startswith(" (1)</summary>")
    page = text_of(visitor.get(PAGE).text)
    assert "3 visit codes issued: 1 used, 0 expired, 2 revoked, 0 open." in page
    assert visitor.post(f"{PAGE}/1/revoke").status_code == 400


def test_nobody_else_finds_the_page(
    client: FlaskClient, session: Session, account: Account, now: datetime
) -> None:
    assert client.get(PAGE).location.startswith("/sign-in")
    assert client.post(PAGE, data={"count": 1, "number": 1}).location.startswith("/sign-in")
    sign_in_as(client, add_account(session, Role.PATIENT, now).id)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, data={"count": 1, "number": 1}).status_code == 403
    assert session.scalars(select(VisitCodeBlock)).all() == []


def test_an_account_without_a_profile_is_told_so(
    client: FlaskClient, session: Session, now: datetime
) -> None:
    sign_in_as(client, add_account(session, Role.PRACTITIONER, now).id)
    response = client.get(PAGE)
    assert response.status_code == 404
    assert "No profile belongs to this account." in response.text
