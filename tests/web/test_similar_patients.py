"""People like me: asked by address, answered for the closest group that may be shown."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.models import Practitioner
from directory.services.skill import fit_and_score
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.web.conftest import text_of


@pytest.fixture
def practitioner(session: Session, now: datetime) -> Practitioner:
    """Marked melasma of 12 on skin type IV and 11 on V; mild acne scars of 40 on type II."""
    load_the_vocabulary(session)
    practitioner = make_practitioner(session, slug="counted")
    for _ in range(12):
        make_review(session, practitioner, gais=5, concern_key="melasma", severity=3, fitzpatrick=4)
    for _ in range(11):
        make_review(session, practitioner, gais=3, concern_key="melasma", severity=3, fitzpatrick=5)
    for _ in range(40):
        make_review(session, practitioner, gais=4, severity=1, fitzpatrick=2)
    fit_and_score(session, now.date(), now)
    session.commit()
    return practitioner


def ask(client: FlaskClient, slug: str = "counted", **parameters: str) -> str:
    response = client.get(f"/practitioners/{slug}", query_string=parameters)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    page = response.text
    start = page.find('<section id="similar"')
    return page[start : page.index("</section>", start)] if start >= 0 else ""


def heading_of(answer: str) -> str:
    found = re.search(r'<h3 id="similar-answer-title">([^<]*)</h3>', answer)
    return found[1] if found else ""


@pytest.mark.usefixtures("practitioner")
def test_enough_patients_of_the_same_kind_are_the_answer(client: FlaskClient) -> None:
    answer = ask(client, concern="melasma", severity="3", skin="4")
    assert heading_of(answer) == "Melasma, marked, skin type IV"
    words = text_of(answer)
    assert "12 verified outcomes since June 2026" in words
    assert "100 of 100 much improved or better" in words
    assert "half of 12 patients within 5 days" in words
    assert "side effects are counted from 30 verified outcomes on" in words
    assert "You asked for" not in words


@pytest.mark.usefixtures("practitioner")
def test_too_few_are_widened_and_the_answer_says_to_what(client: FlaskClient) -> None:
    answer = text_of(ask(client, concern="melasma", severity="3", skin="6"))
    assert "You asked for “Melasma, marked, skin type VI”." in answer
    assert "a wider group: Melasma, marked, skin types IV to VI ." in answer
    assert "23 verified outcomes since June 2026" in answer
    everybody = ask(client, concern="rosacea", severity="1", skin="1")
    assert heading_of(everybody) == "All concerns together"
    assert "Lasting or treated harm" in everybody


@pytest.mark.usefixtures("practitioner")
def test_without_a_severity_the_page_asks_for_it(client: FlaskClient) -> None:
    answer = ask(client, concern="melasma", skin="4")
    assert heading_of(answer) == "Melasma"
    assert "Choose how severe it is, too" in answer


@pytest.mark.usefixtures("practitioner")
def test_what_was_chosen_stays_chosen(client: FlaskClient) -> None:
    answer = ask(client, concern="melasma", severity="3", skin="4")
    chosen = re.findall(r'<option selected value="([^"]*)"', answer)
    assert chosen == ["melasma", "3", "4"]


@pytest.mark.usefixtures("practitioner")
@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"skin": "4"}, "Choose the concern that you want treated."),
        ({"concern": "baldness"}, "Choose one of the options listed."),
        ({"concern": "melasma", "skin": "9"}, "Choose one of the options listed."),
        ({"concern": "melasma", "severity": "<b>"}, "Choose one of the options listed."),
    ],
)
def test_a_choice_that_makes_no_sense_is_named_at_its_field(
    client: FlaskClient, parameters: dict[str, str], error: str
) -> None:
    answer = ask(client, **parameters)
    assert error in answer
    assert heading_of(answer) == ""


def test_nothing_is_asked_where_too_few_reported(
    client: FlaskClient, session: Session, now: datetime
) -> None:
    load_the_vocabulary(session)
    few = make_practitioner(session, slug="few")
    for _ in range(9):
        make_review(session, few)
    fit_and_score(session, now.date(), now)
    session.commit()
    assert ask(client, "few", concern="acne_scars") == ""
