"""Flagging a review without an account, and the page where the decision will stand."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.moderation import CaseKind
from directory.domain.permissions import Role
from directory.models import Flag, Review
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.fixtures.html_checker import HtmlChecker
from tests.fixtures.moderation import carry_out, decide_on
from tests.fixtures.people import list_mail_to, make_role
from tests.fixtures.sign_in import sign_in_as
from tests.web.conftest import text_of

SAID = {
    "form_token": "the token of one form",
    "reason_code": "untrue",
    "text": "There was no such day at our practice.",
    "email": "flagger@example.org",
}


@pytest.fixture
def review(session: Session) -> Review:
    load_the_vocabulary(session)
    review = make_review(session, make_practitioner(session), text="<i>Fine</i>, all in all.")
    session.commit()
    return review


def test_anybody_flags_a_review_without_a_cookie_and_twice_is_once(
    client: FlaskClient, review: Review, session: Session, html_checker: HtmlChecker
) -> None:
    path = f"/reviews/{review.id}/flag"
    page = client.get(path)
    assert html_checker.list_faults(page.text) == []
    assert "Set-Cookie" not in page.headers
    assert "&lt;i&gt;Fine" in page.text
    first = client.post(path, data=SAID)
    assert first.status_code == 303
    assert client.post(path, data=SAID).location == first.location
    assert session.scalar(select(func.count()).select_from(Flag)) == 1
    shown = client.get(first.location)
    assert html_checker.list_faults(shown.text) == []
    assert shown.headers["Cache-Control"] == "no-store"
    assert "Waiting for a moderator" in shown.text
    [mail] = list_mail_to(session, "flagger@example.org")
    link = mail.text.split()[-1].removeprefix("http://127.0.0.1:8000")
    assert "Waiting for a moderator" in client.get(link).text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"reason_code": ""}, "Choose what is wrong with the review."),
        ({"reason_code": "dislike"}, "Choose one of the options listed."),
        ({"text": "Bad."}, "Say what is wrong in 10 to 2,000 characters."),
        ({"text": "x" * 3000}, "Say what is wrong in 10 to 2,000 characters."),
        ({"email": "nobody"}, "address"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    client: FlaskClient, review: Review, session: Session, changed: dict[str, str], words: str
) -> None:
    response = client.post(f"/reviews/{review.id}/flag", data={**SAID, **changed})
    assert response.status_code == 400
    assert words in text_of(response.text)
    assert {**SAID, **changed}["text"][:20] in response.text
    assert session.scalar(select(func.count()).select_from(Flag)) == 0


def test_what_cannot_be_kept_in_a_database_does_no_harm(
    client: FlaskClient, review: Review
) -> None:
    said = {**SAID, "text": "A text\x00 with a \u202e trap in it.", "email": "a\x00@example.org"}
    assert client.post(f"/reviews/{review.id}/flag", data=said).status_code == 303


def test_only_published_reviews_can_be_flagged(
    client: FlaskClient, review: Review, session: Session
) -> None:
    review.state = "withdrawn"
    session.commit()
    for path in (f"/reviews/{review.id}/flag", "/reviews/99999/flag", "/flags/nothing"):
        assert client.get(path).status_code == 404


def test_too_many_flags_from_one_network_have_to_wait(
    client: FlaskClient, review: Review, session: Session
) -> None:
    answers = [
        client.post(f"/reviews/{review.id}/flag", data={**SAID, "form_token": f"form {number}"})
        for number in range(11)
    ]
    assert [answer.status_code for answer in answers] == [303] * 10 + [429]
    assert "Too many attempts. Wait 2 minutes" in text_of(answers[-1].text)
    assert session.scalar(select(func.count()).select_from(Flag)) == 10


def test_a_practitioner_who_is_signed_in_flags_as_the_practice(
    client: FlaskClient, review: Review, session: Session, now: datetime
) -> None:
    own = make_role(session, now, Role.PRACTITIONER, practitioner_id=review.practitioner_id)
    sign_in_as(client, own.id)
    client.post(f"/reviews/{review.id}/flag", data=SAID)
    assert session.scalars(select(Flag.is_from_practice)).all() == [True]


def test_the_decision_its_reasons_and_an_appeal_stand_on_the_page(
    client: FlaskClient,
    review: Review,
    session: Session,
    now: datetime,
    html_checker: HtmlChecker,
) -> None:
    page = client.post(f"/reviews/{review.id}/flag", data=SAID).location
    early = client.post(f"{page}/appeal", data={"text": "I appeal before anything."})
    assert "Nobody has decided on this flag yet." in early.text
    moderator = make_role(session, now, Role.MODERATOR)
    decide_on(session, (CaseKind.FLAGS, review.id), "experience", moderator, now)
    later = carry_out(session, now)
    session.commit()
    client.application.config["CLOCK"] = lambda: later
    shown = client.get(page).text
    assert html_checker.list_faults(shown) == []
    words = text_of(shown)
    assert "The review stays" in words
    assert "It tells the author’s own experience." in words
    assert "No machine decides" in words
    assert "certified body" in words
    text = {"text": "Here is the appointment book of that day."}
    assert client.post(f"{page}/appeal", data=text).location == page
    assert "You appealed on Nov 23, 2026" in text_of(client.get(page).text)


def test_a_review_taken_back_meanwhile_ends_a_flag(
    client: FlaskClient, review: Review, session: Session
) -> None:
    page = client.post(f"/reviews/{review.id}/flag", data=SAID).location
    review.state = "withdrawn"
    session.commit()
    assert "The review is not public any more" in client.get(page).text


def test_the_rules_are_a_page(client: FlaskClient, html_checker: HtmlChecker) -> None:
    page = client.get("/rules").text
    assert html_checker.list_faults(page) == []
    assert "A report advertises nothing." in page
    assert "within 6 months" in page
