"""The moderator's pages of receipts: who may see what, how a file is handed out, the decision."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from directory.domain.receipts import RECEIPT_REASONS
from directory.models import Receipt, Review, Role
from directory.services.receipts import keep_receipt
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.fixtures.people import make_role
from tests.fixtures.receipt_files import make_pdf, make_picture
from tests.fixtures.sign_in import sign_in_as
from tests.web.conftest import text_of

FILES = "/moderation/receipts"
CASES = "/moderation/receipt"
QUEUE = "/moderation?only=receipt"


@pytest.fixture
def review(session: Session, now: datetime) -> Review:
    """A report by a patient whose address must stay unseen."""
    load_the_vocabulary(session)
    practitioner = make_practitioner(session, name="Marisol Okafor", clinic="Aurora Skin")
    review = make_review(
        session, practitioner, level=1, treated_on=date(2026, 1, 2), text="A private text."
    )
    review.author_email = "patient@example.org"
    review.email_confirmed_at = now
    session.commit()
    return review


def upload(app: Flask, session: Session, review: Review, content: bytes, now: datetime) -> Receipt:
    folder = app.config["SETTINGS"].upload_folder
    receipt = keep_receipt(session, folder, review.id, io.BytesIO(content), now)
    session.commit()
    return receipt


@pytest.fixture
def receipt(app: Flask, session: Session, review: Review, now: datetime) -> Receipt:
    """A picture that waits for a decision."""
    return upload(app, session, review, make_picture(), now)


@pytest.fixture
def moderator(client: FlaskClient, session: Session, now: datetime) -> FlaskClient:
    """A moderator, signed in."""
    sign_in_as(client, make_role(session, now, Role.MODERATOR).id)
    return client


@pytest.mark.parametrize("role", [Role.PATIENT, Role.PRACTITIONER])
def test_nobody_but_a_moderator_sees_a_receipt(
    client: FlaskClient, session: Session, receipt: Receipt, now: datetime, role: Role
) -> None:
    paths = [QUEUE, f"{CASES}/{receipt.id}", f"{FILES}/{receipt.id}/file"]
    assert [client.get(path).status_code for path in paths] == [302, 302, 302]
    sign_in_as(client, make_role(session, now, role).id)
    assert [client.get(path).status_code for path in paths] == [403, 403, 403]
    data = {"reason_code": "shows_treatment"}
    assert client.post(f"{CASES}/{receipt.id}", data=data).status_code == 403
    session.refresh(receipt)
    assert receipt.decision is None


def test_a_receipt_stands_in_the_queue(moderator: FlaskClient, receipt: Receipt) -> None:
    page = text_of(moderator.get(QUEUE).text)
    assert "1 case" in page
    assert f"Receipt {receipt.id}" in page


def test_a_case_shows_what_is_to_be_compared_and_nothing_else_of_the_patient(
    moderator: FlaskClient, receipt: Receipt
) -> None:
    page = text_of(moderator.get(f"{CASES}/{receipt.id}").text)
    for shown in ("Marisol Okafor", "Aurora Skin", "Acne scars", "Jan 2, 2026"):
        assert shown in page
    for hidden in ("patient@example.org", "A private text.", "Fitzpatrick"):
        assert hidden not in page


def test_every_reason_can_be_chosen_and_none_is_preselected(
    moderator: FlaskClient, receipt: Receipt
) -> None:
    page = moderator.get(f"{CASES}/{receipt.id}").text
    for reason in RECEIPT_REASONS:
        assert f'value="{reason.code}"' in page
    assert " checked" not in page


def check_that_nothing_can_run(response: TestResponse, receipt: Receipt) -> None:
    assert response.mimetype == receipt.content_type
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert len(response.data) == receipt.size_bytes
    assert receipt.file_name not in str(response.headers)


def test_a_picture_is_handed_out_so_that_nothing_in_it_can_run(
    moderator: FlaskClient, receipt: Receipt
) -> None:
    check_that_nothing_can_run(moderator.get(f"{FILES}/{receipt.id}/file"), receipt)
    assert "<img" in moderator.get(f"{CASES}/{receipt.id}").text


def test_a_pdf_is_handed_out_so_that_nothing_in_it_can_run(
    moderator: FlaskClient, app: Flask, session: Session, review: Review, now: datetime
) -> None:
    receipt = upload(app, session, review, make_pdf(), now)
    check_that_nothing_can_run(moderator.get(f"{FILES}/{receipt.id}/file"), receipt)
    page = moderator.get(f"{CASES}/{receipt.id}").text
    assert not [tag for tag in ("<img", "<embed", "<object", "<iframe") if tag in page]


def test_a_decision_is_held_and_its_page_tells_what_the_patient_will_read(
    moderator: FlaskClient, session: Session, receipt: Receipt
) -> None:
    response = moderator.post(f"{CASES}/{receipt.id}", data={"reason_code": "unreadable"})
    assert response.location == "/moderation?done=1"
    session.refresh(receipt)
    assert receipt.decision is None
    page = moderator.get(f"{CASES}/{receipt.id}", follow_redirects=True).text
    assert "Your receipt could not be accepted." in text_of(page)


@pytest.mark.parametrize("reason", ["", "because", None])
def test_a_decision_without_a_reason_is_asked_again(
    moderator: FlaskClient, session: Session, receipt: Receipt, reason: str | None
) -> None:
    data = {} if reason is None else {"reason_code": reason}
    response = moderator.post(f"{CASES}/{receipt.id}", data=data)
    assert response.status_code == 400
    assert 'href="#reason_code"' in response.text
    session.refresh(receipt)
    assert receipt.decision is None


def test_a_second_decision_changes_nothing_and_says_so(
    moderator: FlaskClient, receipt: Receipt
) -> None:
    moderator.post(f"{CASES}/{receipt.id}", data={"reason_code": "unreadable"})
    response = moderator.post(f"{CASES}/{receipt.id}", data={"reason_code": "shows_treatment"})
    assert response.status_code == 400
    assert "was decided on, or changed, meanwhile" in response.text


@pytest.mark.parametrize(
    "path", [f"{CASES}/99999", f"{FILES}/99999/file", f"{FILES}/../../etc/passwd/file"]
)
def test_what_is_not_there_is_not_found(moderator: FlaskClient, path: str) -> None:
    assert moderator.get(path).status_code == 404


def test_a_file_that_is_missing_on_the_disk_is_said(
    app: Flask, moderator: FlaskClient, receipt: Receipt
) -> None:
    (app.config["SETTINGS"].upload_folder / receipt.file_name).unlink()
    response = moderator.get(f"{FILES}/{receipt.id}/file")
    assert response.status_code == 404
    assert "missing on this machine" in response.text


def test_uploads_lie_under_no_address(client: FlaskClient, app: Flask, receipt: Receipt) -> None:
    folder = app.config["SETTINGS"].upload_folder
    assert not folder.is_relative_to(app.static_folder)
    for path in (f"/uploads/{receipt.file_name}", f"/static/../uploads/{receipt.file_name}"):
        assert client.get(path).status_code == 404
