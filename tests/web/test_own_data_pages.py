"""Seeing, taking along, correcting and erasing one's data: signed in, or by a mailed link."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.report_choices import Proof
from directory.models import Account, MailMessage, Review, Role
from directory.services.reviews import confirm_email
from directory.services.visit_codes import issue_block
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.reports import COMPLETE, find_confirm_token, send_report
from tests.fixtures.sign_in import sign_in_as
from tests.web.conftest import text_of

CORRECTED = {
    "gais": "2",
    "work_downtime_days": "9",
    "redness_downtime_days": "",
    "happened": "yes",
    "kinds": ["outbreak"],
    "handling": "well",
    "is_worth_it": "no",
}


@pytest.fixture
def review(session: Session, now: datetime) -> Review:
    """A published, proven report that was sent by e-mail alone."""
    load_the_vocabulary(session)
    practitioner = make_practitioner(session, slug="hand", name="Marisol Okafor")
    [code] = issue_block(session, practitioner.id, 1, None, now).codes
    send_report(session, practitioner, now, proof=Proof.CODE, code=code)
    review = confirm_email(session, find_confirm_token(session), now)
    session.commit()
    return review


@pytest.fixture
def by_link(client: FlaskClient, review: Review, session: Session) -> str:
    """The path that a mailed link leads to."""
    assert client.post("/your-data", data={"email": COMPLETE.email}).status_code == 302
    mail = session.scalars(select(MailMessage).where(MailMessage.kind == "own_data")).one()
    assert "It works for 60 minutes" in mail.text
    return "/your-data/" + mail.text.partition("/your-data/")[2].split()[0]


@pytest.fixture
def by_account(client: FlaskClient, review: Review, session: Session, now: datetime) -> str:
    """The path that the account's page leads to."""
    account = Account(
        email=COMPLETE.email,
        display_name="Paula",
        role=Role.PATIENT,
        email_confirmed_at=now,
        created_at=now,
    )
    session.add(account)
    session.commit()
    sign_in_as(client, account.id)
    assert 'href="/account/data"' in client.get("/account").text
    return "/account/data"


@pytest.fixture(params=["by_link", "by_account"])
def own_page(request: pytest.FixtureRequest) -> str:
    """The path of the page, found in either way."""
    path: str = request.getfixturevalue(request.param)
    return path


def test_the_page_says_what_is_kept_and_the_file_holds_it(
    client: FlaskClient, own_page: str
) -> None:
    page = client.get(own_page)
    assert page.headers["Cache-Control"] == "no-store"
    assert "Acne scars Much improved Published" in text_of(page.text)
    assert f'href="{own_page}/file"' in page.text
    file = client.get(f"{own_page}/file")
    assert "attachment" in file.headers["Content-Disposition"]
    assert file.mimetype == "application/json"
    assert file.json is not None
    assert file.json["reports"][0]["text"] == COMPLETE.text


def test_answers_can_be_corrected(
    client: FlaskClient, own_page: str, review: Review, session: Session
) -> None:
    path = f"{own_page}/reports/{review.id}"
    assert client.get(path).text.count(" checked") == 3
    assert client.post(path, data=CORRECTED).status_code == 303
    session.expire_all()
    assert review.outcome is not None
    assert (review.outcome.gais, review.outcome.work_downtime_days) == (2, 9)
    assert review.outcome.adverse_event_kinds == ["outbreak"]
    wrong = client.post(path, data={**CORRECTED, "happened": "no"})
    assert wrong.status_code == 400
    assert "Change one of the two" in wrong.text


def test_consent_and_report_can_be_taken_back_however_often(
    client: FlaskClient, own_page: str, review: Review, session: Session
) -> None:
    path = f"{own_page}/reports/{review.id}"
    assert client.get(path).text.count("Take back:") == 2
    for act in ("consent", "consent", "withdraw", "withdraw"):
        answer = client.post(f"{path}/{act}", data={"consent": "skin_type"})
        assert answer.status_code == 303
    session.expire_all()
    assert review.outcome is not None
    assert (review.state, review.outcome.fitzpatrick) == ("withdrawn", None)
    assert review.outcome.age_band == "30-39"
    assert "Take back: age band" in client.get(path).text
    unsaid = client.post(f"{path}/consent")
    assert unsaid.status_code == 400
    assert "which consent" in unsaid.text
    assert "Correct your answers" not in client.get(path).text


def test_erasing_asks_first_and_then_erases(
    client: FlaskClient, own_page: str, review: Review, session: Session
) -> None:
    assert "What stays" in text_of(client.get(f"{own_page}/erase").text)
    unsure = client.post(f"{own_page}/erase")
    assert unsure.status_code == 400
    assert "Tick the box" in unsure.text
    done = client.post(f"{own_page}/erase", data={"is_sure": "y"})
    assert done.status_code == 200
    assert "Everything is erased" in done.text
    session.expire_all()
    assert (review.state, review.text, review.outcome) == ("erased", "", None)
    assert session.scalars(select(Account)).all() == []
    assert client.post(f"{own_page}/erase", data={"is_sure": "y"}).status_code in {302, 410}
    assert "Sign in" in client.get("/").text


def test_a_name_can_be_corrected(
    client: FlaskClient, by_account: str, review: Review, session: Session
) -> None:
    assert client.post(f"{by_account}/name", data={"name": " "}).status_code == 400
    assert client.post(f"{by_account}/name", data={"name": "Paola"}).status_code == 303
    session.expire_all()
    assert session.scalars(select(Account.display_name)).all() == ["Paola"]


def test_asking_for_a_link_answers_everybody_the_same(client: FlaskClient, review: Review) -> None:
    known = client.post("/your-data", data={"email": COMPLETE.email})
    unknown = client.post("/your-data", data={"email": "nobody@example.org"})
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)


@pytest.mark.parametrize("path", ["", "/file", "/erase", "/reports/1"])
def test_a_link_that_has_ended_and_who_is_not_signed_in_are_shown_nothing(
    client: FlaskClient, path: str
) -> None:
    assert client.get(f"/your-data/secret{path}").status_code == 410
    answer = client.get(f"/account/data{path}")
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in?")


def test_a_mailbox_alone_does_not_open_an_account_with_a_second_factor(
    client: FlaskClient, by_link: str, session: Session, now: datetime
) -> None:
    account = session.scalars(select(Account)).one()
    account.totp_secret, account.totp_confirmed_at = "SECRET" * 4, now
    session.commit()
    assert client.get(f"{by_link}/file").status_code == 302


def test_one_person_cannot_reach_the_report_of_another(
    client: FlaskClient, by_account: str, session: Session, now: datetime
) -> None:
    practitioner = make_practitioner(session)
    other = send_report(session, practitioner, now, email="other@example.org").review
    session.commit()
    for act in ("", "/consent", "/withdraw"):
        path = f"{by_account}/reports/{other.id}{act}"
        assert client.post(path, data=CORRECTED).status_code == 404
    session.expire_all()
    assert other.state == "submitted"


def test_every_act_needs_the_forms_token(
    app: Flask, client: FlaskClient, by_account: str, review: Review
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    for path in ("/name", "/erase", f"/reports/{review.id}", f"/reports/{review.id}/withdraw"):
        answer = client.post(by_account + path, data={**CORRECTED, "is_sure": "y", "name": "X"})
        assert answer.status_code == 400
        assert "expired" in answer.text
