"""The registrars' pages of states and duplicates, and what the public sees of them."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from directory.domain.practitioner_states import STATE_VIEWS, PractitionerStatus
from directory.models import Practitioner
from directory.services.skill import fit_and_score
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.people import make_role
from tests.fixtures.sign_in import sign_in_as
from tests.web.conftest import text_of

CASE = "/admin/profiles/nia"


@pytest.fixture
def people(session: Session, now: datetime) -> list[Practitioner]:
    """Nia under two addresses."""
    load_the_vocabulary(session)
    people = [make_practitioner(session, name="Nia Bell", slug=s) for s in ("nia", "nia-2")]
    fit_and_score(session, now.date(), now)
    session.commit()
    return people


@pytest.fixture
def registrar(app: Flask, session: Session, now: datetime) -> FlaskClient:
    """A registrar, signed in."""
    browser = app.test_client()
    sign_in_as(browser, make_role(session, now, Role.REGISTRAR).id)
    return browser


@pytest.mark.parametrize("status", [s for s, view in STATE_VIEWS.items() if view.has_page])
def test_a_state_is_said_on_the_page_and_no_report_is_asked_for(
    registrar: FlaskClient,
    client: FlaskClient,
    people: list[Practitioner],
    status: PractitionerStatus,
) -> None:
    answer = registrar.post(f"{CASE}/state", data={"status": status, "reason": "registry"})
    assert answer.status_code == 303
    page = client.get("/practitioners/nia")
    assert page.status_code == 200
    assert STATE_VIEWS[status].notice in page.text
    assert "Write a report</a></p>" not in page.text
    assert client.get("/practitioners/nia/report").status_code == 404


@pytest.mark.parametrize(
    ("text", "found"), [("bell", True), ("N. Bell", True), ("Nia BELL", True), ("Zoe Bell", False)]
)
def test_a_registrar_finds_profiles_by_name(
    registrar: FlaskClient, people: list[Practitioner], text: str, found: bool
) -> None:
    page = text_of(registrar.get("/admin/profiles", query_string={"q": text}).text)
    assert ("2 profiles of this name" in page) is found
    assert ("No profile has this name, NPI or address." in page) is not found


def test_two_profiles_are_compared_merged_and_split(
    registrar: FlaskClient, client: FlaskClient, people: list[Practitioner]
) -> None:
    assert "nia-2" in registrar.get(CASE).text
    assert "No profile has this" in registrar.post(f"{CASE}/merge", data={"other": "x"}).text
    assert (
        "Are these the same person?"
        in registrar.post(f"{CASE}/merge", data={"other": "/practitioners/nia-2"}).text
    )
    assert client.get("/practitioners/nia-2").status_code == 200
    confirmed = {"other": "nia-2", "confirmed": "1"}
    assert registrar.post(f"{CASE}/merge", data=confirmed).status_code == 303
    moved = client.get("/practitioners/nia-2")
    assert (moved.status_code, moved.location) == (301, "/practitioners/nia")
    undo = re.search(r"/admin/profiles/merges/\d+/undo", registrar.get("/admin/profiles").text)
    assert undo
    again = registrar.post(f"{CASE}/merge", data=confirmed)
    assert (again.status_code, "is merged already" in again.text) == (400, True)
    assert registrar.post(undo[0]).status_code == 303
    assert registrar.post(undo[0]).status_code == 400
    assert client.get("/practitioners/nia-2").status_code == 200


def test_a_profile_is_found_by_its_address_and_a_wrong_state_is_answered(
    registrar: FlaskClient, people: list[Practitioner]
) -> None:
    assert registrar.get("/admin/profiles?q=nia").location == CASE
    assert "No profile has this" in text_of(registrar.get("/admin/profiles?q=zzz").text)
    assert registrar.post(f"{CASE}/state", data={"status": "active"}).status_code == 400
    same = registrar.post(f"{CASE}/state", data={"status": "active", "reason": "practice"})
    assert (same.status_code, "its state already" in same.text) == (400, True)
