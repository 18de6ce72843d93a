"""The pages of a claim, as claimant and as registrar: what each sees, sends and is told."""

from __future__ import annotations

import io
import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from directory.models import MailMessage, Practitioner
from directory.models.claim import Claim, ClaimDocument
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.people import make_role
from tests.fixtures.receipt_files import make_picture
from tests.fixtures.sign_in import sign_in_as
from tests.web.conftest import text_of


@pytest.fixture
def person(session: Session) -> Practitioner:
    """A registry's entry with an address that a letter can go to."""
    load_the_vocabulary(session)
    person = make_practitioner(session, name="Nia Bell", npi="1234567893", slug="nia-bell")
    person.locations[0].street = "1 Main St"
    session.commit()
    return person


@pytest.fixture
def claimant(app: Flask, session: Session, now: datetime) -> FlaskClient:
    """A patient's account, signed in."""
    browser = app.test_client()
    sign_in_as(browser, make_role(session, now, Role.PATIENT).id)
    return browser


@pytest.fixture
def registrar(app: Flask, session: Session, now: datetime) -> FlaskClient:
    """A registrar, signed in."""
    browser = app.test_client()
    sign_in_as(browser, make_role(session, now, Role.REGISTRAR).id)
    return browser


def begin(claimant: FlaskClient, session: Session) -> Claim:
    assert claimant.post("/practitioners/nia-bell/claim").status_code == 303
    return session.scalars(select(Claim)).one()


def test_a_visitor_finds_the_profile_by_number_and_is_led_to_sign_in(
    client: FlaskClient, person: Practitioner
) -> None:
    assert client.get("/claim?number=1234567893").location == "/practitioners/nia-bell/claim"
    page = client.get("/claim?number=1234567890").text
    assert "its check digit is wrong" in page
    assert "No profile has this NPI" in client.get("/claim?number=1245319599").text
    page = client.get("/practitioners/nia-bell/claim").text
    assert "Sign in and start" in page
    assert client.post("/practitioners/nia-bell/claim").location == "/sign-in"


def test_a_letter_with_a_code_leads_to_the_profile(
    claimant: FlaskClient, registrar: FlaskClient, session: Session, person: Practitioner
) -> None:
    claim = begin(claimant, session)
    path, case = f"/claims/{claim.id}", f"/admin/claims/{claim.id}"
    claimant.post(f"{path}/number", data={"number": "1234567893"})
    refused = claimant.post(f"{path}/submit", data={"statement": ""})
    assert refused.status_code == 400
    assert "proves nothing by itself" in refused.text
    assert claimant.post(f"{path}/code", data={"channel": "post"}).status_code == 303

    assert "Send the code" in text_of(registrar.get("/admin/claims").text)
    assert "Claims that wait (1)" in registrar.get("/account").text
    letter = registrar.post(f"{case}/code")
    assert letter.headers["Cache-Control"] == "no-store"
    code = re.search(r"\d{4} \d{4}", letter.text)
    assert code and "1 Main St" in letter.text

    wrong = claimant.post(f"{path}/code/confirm", data={"code": "12"})
    assert (wrong.status_code, "The code has 8 digits" in wrong.text) == (400, True)
    claimant.post(f"{path}/code/confirm", data={"code": code[0]})
    claimant.post(f"{path}/submit", data={"statement": "I moved in May."})
    page = text_of(registrar.get(case).text)
    assert "I moved in May." in page and "It is the number that the registry has" in page
    without_reason = registrar.post(f"{case}/approve")
    assert (without_reason.status_code, "Choose the reason" in without_reason.text) == (400, True)
    approved = registrar.post(f"{case}/approve", data={"approve-reason": "code"})
    assert "Approved. Who sent it is told by mail." in registrar.get(approved.location or "").text
    assert "Approved: you keep this profile" in claimant.get(path).text
    assert claimant.get("/account/visit-codes").status_code == 200
    session.expire_all()
    assert claim.code_attempt_count == 2


def test_a_document_is_kept_for_registrars_only(
    app: Flask,
    claimant: FlaskClient,
    registrar: FlaskClient,
    session: Session,
    person: Practitioner,
) -> None:
    claim = begin(claimant, session)
    path = f"/claims/{claim.id}/documents"
    assert "Choose a file." in claimant.post(path, data={}).text
    file = (io.BytesIO(make_picture()), "licence.jpg")
    assert claimant.post(path, data={"document": file}).status_code == 303
    document = session.scalars(select(ClaimDocument)).one()
    address = f"/admin/claims/{claim.id}/documents/{document.id}"
    answer = registrar.get(address)
    assert answer.mimetype == "image/jpeg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert claimant.get(address).status_code == 403
    assert registrar.get(f"/admin/claims/{claim.id + 1}/documents/{document.id}").status_code == 404


def test_a_registrar_asks_for_more_and_the_claimant_sends_it_again(
    claimant: FlaskClient, registrar: FlaskClient, session: Session, person: Practitioner
) -> None:
    claim = begin(claimant, session)
    path, case = f"/claims/{claim.id}", f"/admin/claims/{claim.id}"
    claimant.post(
        f"{path}/documents", data={"document": (io.BytesIO(make_picture()), "licence.jpg")}
    )
    claimant.post(f"{path}/submit", data={"statement": "I moved in May."})
    assert "Choose what is missing" in registrar.post(f"{case}/ask").text
    assert registrar.post(f"{case}/ask", data={"ask-reason": "out_of_date"}).status_code == 303
    mail = session.scalars(select(MailMessage).where(MailMessage.kind == "claim_decision")).one()
    assert f"{path}\n" in mail.text

    page = text_of(claimant.get(path).text)
    assert "A registrar asks for more" in page
    assert "What is missing: The document is not in force any more" in page
    assert "I moved in May." in page, "what was said is not lost"
    assert claimant.post(f"{path}/submit", data={"statement": ""}).status_code == 303
    assert "What is missing" not in claimant.get(path).text
    assert (
        registrar.post(f"{case}/approve", data={"approve-reason": "documents"}).status_code == 303
    )


def test_somebody_elses_claim_is_not_there(
    app: Flask, claimant: FlaskClient, session: Session, person: Practitioner, now: datetime
) -> None:
    claim = begin(claimant, session)
    stranger = app.test_client()
    sign_in_as(stranger, make_role(session, now, Role.PATIENT, "stranger@example.org").id)
    assert stranger.get(f"/claims/{claim.id}").status_code == 404
    assert stranger.post(f"/claims/{claim.id}/withdraw").status_code == 404
    assert claimant.post(f"/claims/{claim.id}/nonsense").status_code == 404
    assert claimant.post(f"/claims/{claim.id}/withdraw").status_code == 303
    assert claimant.post(f"/claims/{claim.id}/withdraw").status_code == 400


def test_an_application_names_what_is_missing_and_keeps_what_was_typed(
    claimant: FlaskClient, person: Practitioner
) -> None:
    answer = claimant.post("/apply", data={"given_name": "Ana", "city": "Denver"})
    assert answer.status_code == 400
    assert 'value="Ana"' in answer.text
    assert "Enter your family name." in answer.text
