"""The pages on which a profile is edited and looked at by a registrar."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from directory.models import Practitioner, ProfileEdit
from directory.services.skill import fit_and_score
from tests.factories import load_some_places, load_the_vocabulary, make_practitioner
from tests.fixtures.people import make_role
from tests.fixtures.sign_in import sign_in_as
from tests.web.conftest import text_of

WORDS = "/account/profile/words"


@pytest.fixture
def person(session: Session, now: datetime) -> Practitioner:
    """A profile that its practitioner keeps."""
    load_the_vocabulary(session)
    load_some_places(session)
    person = make_practitioner(session, name="Nia Bell", slug="nia-bell", biography="Old words.")
    fit_and_score(session, now.date(), now)
    session.commit()
    return person


@pytest.fixture
def keeper(app: Flask, session: Session, person: Practitioner, now: datetime) -> FlaskClient:
    """Nia, signed in."""
    browser = app.test_client()
    account = make_role(session, now, Role.PRACTITIONER, practitioner_id=person.id)
    sign_in_as(browser, account.id)
    return browser


@pytest.fixture
def registrar(app: Flask, session: Session, now: datetime) -> FlaskClient:
    """A registrar, signed in."""
    browser = app.test_client()
    sign_in_as(browser, make_role(session, now, Role.REGISTRAR).id)
    return browser


def seen_on(page: str) -> dict[str, str]:
    """The hidden fields that say what the editor saw."""
    return dict(re.findall(r'name="(seen_\w+)" value="(\d+)"', page))


def fields_of(page: str) -> dict[str, str]:
    """Everything typed or ticked in the fields of a page, as a browser sends it."""
    fields = {}
    for tag in re.findall(r"<input [^>]*>", page):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and ("checkbox" not in tag or " checked" in tag):
            fields[name[1]] = value[1] if value else ""
    return fields


def test_words_wait_and_go_public_when_a_registrar_has_compared_them(
    keeper: FlaskClient, registrar: FlaskClient, session: Session, client: FlaskClient
) -> None:
    page = keeper.get(WORDS).text
    assert "Old words." in page
    sent = keeper.post(WORDS, data={**seen_on(page), "biography": "New *words*."})
    assert sent.location == "/account/profile?done=waiting"
    assert "A registrar looks at it first" in keeper.get(sent.location).text
    assert "Old words." in client.get("/practitioners/nia-bell").text

    edit = session.scalars(select(ProfileEdit)).one()
    case = registrar.get(f"/admin/profile-edits/{edit.id}").text
    assert "<del>" in case and "<ins>" in case
    assert registrar.post(f"/admin/profile-edits/{edit.id}/decline").status_code == 400
    assert registrar.post(f"/admin/profile-edits/{edit.id}/approve").status_code == 303
    assert "New <em>words</em>." in client.get("/practitioners/nia-bell").text
    again = registrar.post(f"/admin/profile-edits/{edit.id}/approve")
    assert (again.status_code, "decided on or taken back" in again.text) == (400, True)
    restored = keeper.post(f"/account/profile/changes/{edit.id}/restore")
    assert restored.location.endswith("done=waiting")
    assert keeper.post("/account/profile/withdraw").status_code == 303


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("Book now! The best doctor in Denver.", "“Book now”: countdowns and pressure"),
        ("x" * 20_000, "It has 20,000 characters; 4,000 are the most"),
        ("<script>alert(1)</script>", "HTML is not taken"),
    ],
)
def test_what_is_refused_is_kept_on_the_page_with_the_reason(
    keeper: FlaskClient, words: str, answer: str
) -> None:
    refused = keeper.post(WORDS, data={**seen_on(keeper.get(WORDS).text), "biography": words})
    assert refused.status_code == 400
    assert answer in text_of(refused.text)
    assert words.replace("<", "&lt;").replace(">", "&gt;") in refused.text


def test_text_that_is_reversed_comes_back_without_what_reverses_it(keeper: FlaskClient) -> None:
    seen = seen_on(keeper.get(WORDS).text)
    refused = keeper.post(WORDS, data={**seen, "biography": "safe \u202egnp.exe"})
    assert "hide or reverse text" in refused.text
    assert "safe gnp.exe" in refused.text and "\u202e" not in refused.text


def test_who_was_second_sees_both_versions_and_loses_nothing(
    keeper: FlaskClient, session: Session, person: Practitioner
) -> None:
    practice = "/account/profile/practice"
    page = keeper.get(practice).text
    answers = {
        "laser_operator": "unknown",
        "acceptance": "yes",
        "languages": ["en", "es"],
    }
    assert keeper.post(practice, data={**seen_on(page), **answers}).status_code == 303
    late = keeper.post(practice, data={**seen_on(page), **answers, "languages": ["en", "fr"]})
    assert late.status_code == 409
    assert "Somebody else changed this profile" in late.text
    assert "English, Spanish" in text_of(late.text)
    assert re.search(r'<input checked[^>]* value="fr"', late.text)
    again = keeper.post(practice, data={**seen_on(late.text), **answers, "languages": ["fr"]})
    assert again.status_code == 303
    session.refresh(person)
    assert person.languages == ["fr"]


def test_places_keep_what_was_typed_and_say_which_part_is_wrong(
    keeper: FlaskClient, session: Session, person: Practitioner, client: FlaskClient
) -> None:
    path = "/account/profile/locations"
    page = keeper.get(path).text
    fields = {**fields_of(page), "locations-0-phone": "12", "locations-0-mon": "9-12"}
    refused = keeper.post(path, data=fields)
    assert refused.status_code == 400
    assert '<a href="#locations-0-phone">' in refused.text
    assert refused.text.count("no telephone number") == 2, "above the form, and at the field"
    assert "<title>Error: " in refused.text
    wrong_hours = keeper.post(
        path, data={**fields, "locations-0-phone": "", "locations-0-tue": "x"}
    )
    assert '<a href="#locations-0-tue">“x” cannot be read as hours.' in wrong_hours.text
    fields["locations-0-phone"] = "(303) 892-1111"
    assert keeper.post(path, data=fields).location.endswith("done=published")
    public = text_of(client.get("/practitioners/nia-bell").text)
    assert "+1 303-892-1111" in public and "Monday 09:00–12:00" in public


def test_a_registrar_is_not_warned_of_a_telephone_that_stands_in_its_own_field(
    keeper: FlaskClient, registrar: FlaskClient, session: Session
) -> None:
    path = "/account/profile/locations"
    fields = {**fields_of(keeper.get(path).text), "locations-0-street": "1 Main St"}
    keeper.post(path, data={**fields, "locations-0-phone": "(303) 892-1111"})
    edit = session.scalars(select(ProfileEdit).where(ProfileEdit.state == "waiting")).one()
    case = registrar.get(f"/admin/profile-edits/{edit.id}").text
    assert "303-892-1111" in text_of(case)
    assert "field-error" not in case


def test_what_is_treated_is_ticked_with_its_year(
    keeper: FlaskClient, session: Session, person: Practitioner
) -> None:
    path = "/account/profile/treatments"
    page = keeper.get(path).text
    fields = fields_of(page)
    number = next(name for name, value in fields.items() if value == "melasma").split("-")[1]
    fields |= {f"concerns-{number}-is_done": "y", f"concerns-{number}-since_year": "2012"}
    for wrong, words in (("x", "Enter a year, such as 2012."), ("99", "Enter a year from 1950")):
        field = f"concerns-{number}-since_year"
        refused = keeper.post(path, data={**fields, field: wrong})
        assert refused.status_code == 400
        assert refused.text.count(f'<a href="#{field}">{words}') == 1
        assert refused.text.count(words) == 2, "above the form, and at the field"
    assert keeper.post(path, data=fields).location.endswith("done=published")
    session.refresh(person)
    assert {row.concern_key: row.since_year for row in person.concerns} == {
        "acne_scars": None,
        "melasma": 2012,
    }


def test_nobody_else_edits_and_nonsense_is_not_there(
    keeper: FlaskClient, registrar: FlaskClient, client: FlaskClient
) -> None:
    assert client.get(WORDS).status_code == 302
    assert registrar.get(WORDS).status_code == 403
    assert keeper.get("/account/profile/nonsense").status_code == 404
    assert keeper.post("/account/profile/changes/4711/restore").status_code == 404
    assert keeper.post(WORDS, data={"biography": "New.", "seen_version": "x"}).status_code == 409
