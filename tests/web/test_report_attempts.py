"""Asking for too much of a report at once: told how long to wait, and nothing typed is lost."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.throttling import ATTEMPT_RULES, AttemptScope, TooManyAttemptsError
from directory.models import MailMessage, Practitioner, Receipt, Review, ReviewDraft
from directory.services.throttling import admit_attempt
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.receipt_files import make_picture
from tests.fixtures.reports import ANSWERS
from tests.web.conftest import text_of

START = "/practitioners/hand/report"
NETWORK = "127.0.0.1"
SECOND_CODE = "0C4F-H7JK-M2NP-RTV8"


@pytest.fixture
def practitioner(session: Session) -> Practitioner:
    load_the_vocabulary(session)
    practitioner = make_practitioner(session, slug="hand", name="Marisol Okafor")
    session.commit()
    return practitioner


@pytest.fixture
def draft(client: FlaskClient, practitioner: Practitioner) -> str:
    """The address of a new draft."""
    return client.post(START).location.removesuffix("/proof")


def use_up(app: Flask, session: Session, scope: AttemptScope, key: str, now: datetime) -> None:
    """Make attempts until one has to wait."""
    with suppress(TooManyAttemptsError):
        while True:
            admit_attempt(session, app.config["SECRET_KEY"], {scope: key}, now)
    session.commit()


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_drafts_without_end_are_not_begun(
    app: Flask, client: FlaskClient, practitioner: Practitioner, session: Session, now: datetime
) -> None:
    use_up(app, session, AttemptScope.DRAFT_BY_NETWORK, NETWORK, now)
    refused = client.post(START, data={"code": "a code of a card"})
    assert refused.status_code == 429
    assert "Too many attempts. Wait 20 seconds." in text_of(refused.text)
    assert 'value="a code of a card"' in refused.text
    assert count(session, ReviewDraft) == 0


def test_codes_are_not_guessed_without_end_before_there_is_a_draft(
    app: Flask, client: FlaskClient, practitioner: Practitioner, session: Session, now: datetime
) -> None:
    assert client.get(f"/report?code={SECOND_CODE}").status_code == 200
    use_up(app, session, AttemptScope.CODE_BY_NETWORK, NETWORK, now)
    refused = client.get(f"/report?code={SECOND_CODE}")
    assert refused.status_code == 429
    assert "Too many attempts. Wait" in refused.text
    assert f'value="{SECOND_CODE}"' in refused.text


def test_a_draft_checks_no_more_codes_for_a_while_and_keeps_what_was_typed(
    app: Flask, client: FlaskClient, draft: str, session: Session, now: datetime
) -> None:
    use_up(app, session, AttemptScope.CODE_BY_DRAFT, draft.rpartition("/")[2], now)
    answers = {"proof": "code", "code": SECOND_CODE}
    refused = client.post(f"{draft}/proof", data=answers)
    assert refused.location == f"{draft}/proof?wrong=1"
    page = client.get(refused.location).text
    assert "Wait 10 seconds, then press “Save and continue” once more. The code is kept." in page
    assert f'value="{SECOND_CODE}"' in page
    overview = text_of(client.get(f"{draft}/check").text)
    assert "Wait 10 seconds" in overview
    assert "not known" not in overview
    back = client.post(f"{draft}/visit", data={"go": "back"})
    assert back.status_code == 303


def test_a_receipt_too_many_is_not_looked_into(
    app: Flask, client: FlaskClient, draft: str, session: Session, now: datetime
) -> None:
    use_up(app, session, AttemptScope.RECEIPT_BY_NETWORK, NETWORK, now)
    file = (io.BytesIO(make_picture()), "receipt.jpg")
    refused = client.post(f"{draft}/proof", data={"proof": "receipt", "receipt": file})
    page = client.get(refused.location).text
    assert "Wait 30 seconds, then choose the file once more." in page
    assert count(session, Receipt) == 0
    assert client.post(f"{draft}/proof", data={"proof": "receipt"}).location == f"{draft}/operator"


def test_a_mailbox_is_not_filled_with_reports(
    app: Flask, client: FlaskClient, draft: str, session: Session, now: datetime
) -> None:
    for key, answers in ANSWERS.items():
        client.post(f"{draft}/{key}", data=answers)
    address = str(ANSWERS["email"]["email"])
    use_up(app, session, AttemptScope.REPORT_MAIL_TO_ADDRESS, address, now)
    refused = client.post(f"{draft}/check", data={"agreement": "y"})
    assert refused.status_code == 429
    assert "Too many attempts. Wait 10 minutes." in text_of(refused.text)
    assert (count(session, Review), count(session, MailMessage)) == (0, 0)
    app.config["CLOCK"] = lambda: now + ATTEMPT_RULES[AttemptScope.REPORT_MAIL_TO_ADDRESS].window
    status = client.post(f"{draft}/check", data={"agreement": "y"}).location
    assert (count(session, Review), count(session, MailMessage)) == (1, 1)
    use_up(app, session, AttemptScope.REPORT_MAIL_TO_ADDRESS, address, app.config["CLOCK"]())
    again = client.post(f"{status}/confirm-again", data={"email": address})
    assert again.status_code == 429
    assert "Too many attempts" in again.text
    assert count(session, MailMessage) == 1
