"""How a request ends: its writes are saved or undone in one place, and troubles become pages."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from directory.database import db
from directory.domain.errors import DomainError, InvalidValueError, NotFoundError
from directory.domain.permissions import Role
from directory.models import ReviewSource
from tests.factories import load_the_vocabulary
from tests.fixtures.people import make_role
from tests.fixtures.sign_in import sign_in_as


def write_a_row(key: str) -> None:
    db.session.add(ReviewSource(key=key, name="A site", rating_min=1, rating_max=5))
    db.session.flush()


def test_what_a_successful_request_wrote_is_saved(own_app: Flask, session: Session) -> None:
    @own_app.post("/writes")
    def view() -> str:
        write_a_row("saved")
        return "saved"

    assert own_app.test_client().post("/writes").status_code == 200
    assert session.get(ReviewSource, "saved") is not None


@pytest.mark.parametrize("error", [BadRequest(), InvalidValueError("Choose another."), KeyError()])
def test_what_a_failed_request_wrote_is_undone(
    own_app: Flask, session: Session, error: Exception
) -> None:
    own_app.config["PROPAGATE_EXCEPTIONS"] = False

    @own_app.post("/writes-and-fails")
    def view() -> str:
        write_a_row("undone")
        raise error

    assert own_app.test_client().post("/writes-and-fails").status_code >= 400
    assert session.get(ReviewSource, "undone") is None


def test_a_number_that_no_database_keeps_is_refused_on_a_page_for_whoever_is_signed_in(
    client: FlaskClient, session: Session, now: datetime
) -> None:
    account = make_role(session, now, Role.PATIENT)
    session.commit()
    sign_in_as(client, account.id)
    assert client.get(f"/reviews/{10**17}/flag").status_code in {400, 404}


@pytest.mark.parametrize(
    ("error", "status"),
    [(NotFoundError("It is gone."), 404), (InvalidValueError("It is gone."), 400)],
)
def test_an_error_of_the_domain_becomes_a_page(
    own_app: Flask, error: DomainError, status: int
) -> None:
    @own_app.get("/fails")
    def view() -> str:
        raise error

    response = own_app.test_client().get("/fails")
    assert response.status_code == status
    assert "It is gone." in response.text


def test_a_fault_of_ours_becomes_a_page_that_tells_nothing_of_it(own_app: Flask) -> None:
    own_app.config["PROPAGATE_EXCEPTIONS"] = False

    @own_app.get("/breaks")
    def view() -> str:
        raise RuntimeError("a secret of the server")

    response = own_app.test_client().get("/breaks")
    assert response.status_code == 500
    assert "went wrong on our side" in response.text
    assert "secret" not in response.text


def test_a_site_without_an_index_says_how_to_make_one(
    client: FlaskClient, vocabulary: None
) -> None:
    response = client.get("/search")
    assert response.status_code == 503
    assert "flask --app wsgi index rebuild" in response.text
    assert client.get("/healthz").status_code == 503


@pytest.fixture
def vocabulary(session: Session) -> None:
    """The vocabulary in the database, and nothing else."""
    load_the_vocabulary(session)
    session.commit()


@pytest.mark.parametrize(
    "path",
    [
        f"/account/data/reports/{'9' * 30}",
        f"/report/status/x/{'9' * 30}",
        "/practitioners/a%00b",
        "/practitioners/a%00b/report",
    ],
)
def test_addresses_that_no_database_could_look_up_are_no_pages(
    client: FlaskClient, session: Session, path: str
) -> None:
    load_the_vocabulary(session)
    assert client.get(path).status_code == 404


def test_a_value_that_the_database_refuses_is_no_fault_of_the_site(
    own_app: Flask, session: Session
) -> None:
    keeps_every_text = session.get_bind().dialect.name == "sqlite"

    @own_app.post("/writes-nul")
    def view() -> str:
        write_a_row("a\0b")
        return "saved"

    answer = own_app.test_client().post("/writes-nul")
    assert answer.status_code == (200 if keeps_every_text else 400)
    assert keeps_every_text or "cannot be read" in answer.text
