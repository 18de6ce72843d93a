"""The pages on which facts are reported, checked, and their accuracy published."""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from directory.models import FactCheck, FactReport
from directory.services.fact_checks import draw_sample
from tests.factories import make_practitioner
from tests.fixtures.people import make_role
from tests.fixtures.sign_in import sign_in_as
from tests.web.conftest import text_of


def test_a_wrong_fact_is_reported_settled_and_the_accuracy_published(
    app: Flask, client: FlaskClient, session: Session, now: datetime
) -> None:
    nia = make_practitioner(session, slug="nia")
    nia.locations[0].phone = "+1 303-892-1111"
    draw_sample(session, now.date())
    session.commit()
    assert "No sample has been checked yet." in client.get("/accuracy").text
    path = "/practitioners/nia/wrong"
    assert 'checked id="fact-4"' in client.get(path, query_string={"fact": "licence"}).text
    assert client.post(path, data={"text": "x"}).status_code == 400
    sent = client.post(path, data={"fact": "phone", "text": "It rings elsewhere."})
    assert client.get(sent.location).status_code == 200
    assert client.get("/practitioners/nobody/wrong").status_code == 404

    registrar = app.test_client()
    sign_in_as(registrar, make_role(session, now, Role.REGISTRAR).id)
    queue = registrar.get("/admin/facts").text
    assert "It rings elsewhere." in queue
    assert "The profile says: +1 303-892-1111. Is that right?" in queue
    report, check = (session.scalars(select(table)).one() for table in (FactReport, FactCheck))
    settle = f"/admin/facts/reports/{report.id}"
    assert registrar.post(settle, data={"result": "maybe"}).status_code == 400
    assert registrar.post(settle, data={"result": "wrong"}).status_code == 303
    assert registrar.post(settle, data={"result": "wrong"}).status_code == 400
    checked = registrar.post(f"/admin/facts/checks/{check.id}", data={"result": "right"})
    assert checked.status_code == 303
    page = text_of(client.get("/accuracy").text)
    assert "100 of 100 checked facts were right" in page and "of 1 fact." in page


def test_a_network_that_reports_without_end_has_to_wait(
    client: FlaskClient, session: Session
) -> None:
    make_practitioner(session, slug="nia")
    session.commit()
    data = {"fact": "phone", "text": "Wrong."}
    answers = [client.post("/practitioners/nia/wrong", data=data) for _ in range(11)]
    assert [answer.status_code for answer in answers[:10]] == [303] * 10
    assert "Too many attempts" in answers[10].text
