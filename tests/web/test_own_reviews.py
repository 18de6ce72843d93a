"""Replying from the account: warnings first, then a moderator, then the profile."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.moderation import UNDO_WINDOW
from directory.domain.permissions import Role
from directory.domain.tokens import hash_token
from directory.models import Practitioner, Review, ReviewReply
from directory.services.decisions import carry_out_next
from directory.services.skill import fit_and_score
from directory.services.status_links import StatusLinks
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.fixtures.html_checker import HtmlChecker
from tests.fixtures.people import make_account, make_role
from tests.fixtures.receipt_files import make_picture
from tests.fixtures.sign_in import sign_in_as
from tests.web.conftest import text_of

HARMLESS = "Thank you for taking the time to write."
HARMFUL = "Thank you for coming in last Tuesday."


@pytest.fixture
def practitioner(session: Session, now: datetime) -> Practitioner:
    load_the_vocabulary(session)
    practitioner = make_practitioner(session, slug="hand", name="Marisol Okafor")
    fit_and_score(session, now.date(), now)
    return practitioner


@pytest.fixture
def review(session: Session, practitioner: Practitioner) -> Review:
    review = make_review(session, practitioner, text="<i>Much</i> shallower.")
    session.commit()
    return review


@pytest.fixture
def keeper(
    client: FlaskClient, session: Session, practitioner: Practitioner, now: datetime
) -> FlaskClient:
    account = make_account(session, now, role=Role.PRACTITIONER)
    account.practitioner_id = practitioner.id
    session.commit()
    sign_in_as(client, account.id)
    return client


@pytest.fixture
def moderator(app: Flask, session: Session, now: datetime) -> FlaskClient:
    client = app.test_client()
    sign_in_as(client, make_role(session, now, Role.MODERATOR).id)
    return client


def carry_out(session: Session, now: datetime) -> None:
    """Let the window of the decision end, as the worker does."""
    assert carry_out_next(session, StatusLinks("secret" * 8, str, str), now + UNDO_WINDOW)
    session.commit()


def field_of(page: str, name: str) -> str:
    return page.partition(f'name="{name}"')[2].partition('value="')[2].partition('"')[0]


def test_a_reply_goes_by_way_of_a_moderator_to_the_profile(
    keeper: FlaskClient,
    moderator: FlaskClient,
    session: Session,
    review: Review,
    now: datetime,
) -> None:
    listed = keeper.get("/account/reviews").text
    assert "&lt;i&gt;Much" in listed
    assert f"/account/reviews/{review.id}/reply" in listed
    sent = keeper.post(f"/account/reviews/{review.id}/reply", data={"text": HARMLESS})
    assert sent.status_code == 303
    assert HARMLESS not in keeper.get("/practitioners/hand").text
    reply_id = session.scalars(select(ReviewReply.id)).one()
    case = moderator.get(f"/moderation/reply/{reply_id}").text
    assert HARMLESS in case
    decided = moderator.post(
        f"/moderation/reply/{reply_id}", data={"reason_code": "reply_within_rules"}
    )
    assert decided.status_code == 303
    assert HARMLESS not in keeper.get("/practitioners/hand").text
    carry_out(session, now)
    profile = text_of(keeper.get("/practitioners/hand").text)
    assert f"Reply by Marisol Okafor, November 2026 {HARMLESS}" in profile
    assert "Answered (1)" in text_of(keeper.get("/account/reviews?show=answered").text)


def test_the_pages_about_a_reply_are_valid_html(
    keeper: FlaskClient,
    moderator: FlaskClient,
    session: Session,
    review: Review,
    html_checker: HtmlChecker,
) -> None:
    address = f"/account/reviews/{review.id}/reply"
    for path in ("/account/reviews", address):
        assert html_checker.list_faults(keeper.get(path).text) == []
    keeper.post(address, data={"text": HARMFUL, "acknowledged": hash_token(HARMFUL)})
    reply_id = session.scalars(select(ReviewReply.id)).one()
    case = moderator.get(f"/moderation/reply/{reply_id}").text
    assert "The practitioner saw this warning" in text_of(case)
    for page in (case, moderator.get("/moderation").text, keeper.get(address).text):
        assert html_checker.list_faults(page) == []


def test_a_warning_shows_phrase_rule_and_other_words_and_a_second_press_sends_it(
    keeper: FlaskClient, session: Session, review: Review, html_checker: HtmlChecker
) -> None:
    address = f"/account/reviews/{review.id}/reply"
    warned = keeper.post(address, data={"text": HARMFUL})
    assert warned.status_code == 200
    assert html_checker.list_faults(warned.text) == []
    words = text_of(warned.text)
    assert "You wrote Thank you for coming" in words
    assert "It says that somebody is, or is not, your patient." in words
    assert "Privacy law does not let us say" in words
    assert session.scalars(select(ReviewReply)).all() == []
    seen = field_of(warned.text, "acknowledged")
    other = keeper.post(address, data={"text": f"{HARMFUL} Liar.", "acknowledged": seen})
    assert "You wrote Liar" in text_of(other.text)
    assert keeper.post(address, data={"text": HARMFUL, "acknowledged": seen}).status_code == 303
    (reply,) = session.scalars(select(ReviewReply)).all()
    assert [one["rule"] for one in reply.warnings] == ["confirms_patient"]


def test_a_reply_of_the_wrong_length_is_shown_again_with_the_reason(
    keeper: FlaskClient, review: Review
) -> None:
    page = keeper.post(f"/account/reviews/{review.id}/reply", data={"text": "Hm."})
    assert page.status_code == 400
    assert "Write a reply of 10 to 1,500 characters" in page.text
    assert "Hm.</textarea>" in page.text


def test_a_rejection_names_a_reason_that_the_practitioner_then_reads(
    keeper: FlaskClient, moderator: FlaskClient, session: Session, review: Review, now: datetime
) -> None:
    keeper.post(f"/account/reviews/{review.id}/reply", data={"text": HARMLESS})
    address = f"/moderation/reply/{session.scalars(select(ReviewReply.id)).one()}"
    assert moderator.post(address).status_code == 400
    assert moderator.post(address, data={"reason_code": "off_topic"}).status_code == 303
    carry_out(session, now)
    page = text_of(keeper.get(f"/account/reviews/{review.id}/reply").text)
    assert "was not published. It does not answer this review." in page


def test_reviews_of_others_cannot_be_answered(
    keeper: FlaskClient, session: Session, review: Review
) -> None:
    other = make_review(session, make_practitioner(session))
    session.commit()
    assert keeper.get(f"/account/reviews/{other.id}/reply").status_code == 404
    sent = keeper.post(f"/account/reviews/{other.id}/reply", data={"text": HARMLESS})
    assert sent.status_code == 404


@pytest.mark.parametrize("query", ["?show=nonsense", "?page=x", "?page=-4&show=all"])
def test_an_odd_address_shows_the_first_page(keeper: FlaskClient, query: str) -> None:
    assert keeper.get(f"/account/reviews{query}").status_code == 200


def test_a_dispute_waits_in_the_moderators_queue_with_its_document(
    keeper: FlaskClient, moderator: FlaskClient, review: Review, html_checker: HtmlChecker
) -> None:
    address = f"/account/reviews/{review.id}/dispute"
    page = keeper.get(address).text
    assert html_checker.list_faults(page) == []
    answers = {
        "form_token": field_of(page, "form_token"),
        "reason_code": "insider",
        "text": "The author works next door, as its own page says.",
    }
    sent = keeper.post(address, data={**answers, "document": (io.BytesIO(make_picture()), "x.png")})
    assert sent.status_code == 303
    shown = keeper.get(address).text
    assert html_checker.list_faults(shown) == []
    assert "It waits for a moderator." in text_of(shown)
    assert "See your dispute" in keeper.get("/account/reviews").text
    assert "Much" in keeper.get("/practitioners/hand").text
    case = moderator.get(f"/moderation/flags/{review.id}").text
    assert html_checker.list_faults(case) == []
    assert "a second moderator must agree" in case
    link = case.partition('href="/moderation/disputes/')[2].partition('"')[0]
    file = moderator.get(f"/moderation/disputes/{link}")
    assert file.data.startswith(b"\xff\xd8")
    assert "attachment" in file.headers["Content-Disposition"]
    assert keeper.get(f"/moderation/disputes/{link}").status_code == 403


def test_a_dispute_without_words_or_reason_is_shown_again(
    keeper: FlaskClient, review: Review
) -> None:
    page = keeper.post(f"/account/reviews/{review.id}/dispute", data={"text": "Untrue!"})
    assert page.status_code == 400
    assert "Choose what is wrong with the review." in page.text
    assert "Untrue!</textarea>" in page.text
