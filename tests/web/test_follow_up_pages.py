"""Answering a follow-up without account or JavaScript, and wanting no more of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.cli.mail_links import link_maker
from directory.domain.report_choices import Proof
from directory.models import Account, FollowUp, MailMessage, MailRefusal, Review, Role
from directory.services.follow_ups import FollowUpLinks, queue_due_follow_up
from directory.services.reviews import confirm_email
from directory.services.sealing import seal
from directory.services.skill import fit_and_score
from directory.services.visit_codes import issue_block
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.databases import TEST_SECRET_KEY
from tests.fixtures.reports import find_confirm_token, send_report
from tests.fixtures.sign_in import sign_in_as
from tests.web.conftest import TOTP_SECRET, text_of

SITE_URL = "https://directory.example"


@pytest.fixture
def review(session: Session, now: datetime) -> Review:
    """A proven report of three weeks after the session."""
    load_the_vocabulary(session)
    practitioner = make_practitioner(session, slug="hand", name="Marisol Okafor")
    sent_at = now - timedelta(weeks=12)
    [code] = issue_block(session, practitioner.id, 1, None, sent_at).codes
    send_report(
        session,
        practitioner,
        sent_at,
        proof=Proof.CODE,
        code=code,
        last_session_on=date(2026, 8, 30),
    )
    return confirm_email(session, find_confirm_token(session), sent_at)


def mail_follow_up(app: Flask, session: Session, moment: datetime) -> str:
    """Queue the follow-up that is due; gives the path of its page."""
    with app.app_context():
        links = FollowUpLinks(
            answer=link_maker(SITE_URL, "follow_ups.page"),
            refuse=link_maker(SITE_URL, "follow_ups.refuse"),
        )
    assert queue_due_follow_up(session, links, moment)
    session.commit()
    mail = session.scalars(select(MailMessage).where(MailMessage.kind == "follow_up")).one()
    assert mail.headers["List-Unsubscribe"].startswith(f"<{SITE_URL}/follow-up/")
    return f"/follow-up/{mail.text.partition('/follow-up/')[2].split()[0]}"


@pytest.fixture
def result_page(app: Flask, session: Session, review: Review, now: datetime) -> str:
    """The path of the page that asks for the result."""
    return mail_follow_up(app, session, now)


@pytest.fixture
def healing_page(app: Flask, session: Session, review: Review, now: datetime) -> str:
    """The path of the page that asks how healing went."""
    return mail_follow_up(app, session, now - timedelta(weeks=10))


def test_a_result_is_told_with_one_choice_and_one_button(
    client: FlaskClient, result_page: str, review: Review, session: Session
) -> None:
    page = client.get(result_page)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in page.headers
    assert " checked" not in page.text
    assert "How is your skin now? " in text_of(page.text)
    sent = client.post(result_page, data={"gais": "5"})
    assert (sent.status_code, sent.location) == (303, f"{result_page}/thanks")
    assert "part of your report on Marisol Okafor" in text_of(client.get(sent.location).text)
    session.expire_all()
    assert review.outcome is not None
    assert (review.outcome.gais, review.verification_level) == (5, 3)


def test_what_was_answered_before_is_there_to_be_corrected(
    client: FlaskClient, result_page: str, review: Review, session: Session
) -> None:
    client.post(result_page, data={"gais": "2", "kinds": ["scar"], "is_worth_it": "no"})
    page = client.get(result_page).text
    assert "What you send now takes its place" in text_of(page)
    assert page.count(" checked") == 3
    client.post(result_page, data={"gais": "4", "is_worth_it": "yes"})
    session.expire_all()
    assert review.outcome is not None
    assert (review.outcome.gais, review.outcome.adverse_event_kinds) == (4, [])
    assert review.outcome.is_worth_it is True


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({}, "Choose how your skin is now, compared with before."),
        ({"gais": "9"}, "Choose one of the options listed."),
        ({"gais": "5", "kinds": "curse"}, "curse"),
    ],
)
def test_an_answer_that_cannot_be_read_is_told_and_not_taken(
    client: FlaskClient, result_page: str, session: Session, answers: dict[str, str], message: str
) -> None:
    page = client.post(result_page, data=answers)
    assert page.status_code == 400
    assert "<title>Error: " in page.text
    assert message in page.text
    assert session.scalars(select(FollowUp.answered_at)).all() == [None, None, None]


def test_days_of_healing_are_told(
    client: FlaskClient, healing_page: str, review: Review, session: Session
) -> None:
    empty = client.post(healing_page, data={})
    assert empty.status_code == 400
    assert "Answer at least one of the questions." in empty.text
    assert client.post(healing_page, data={"work_downtime_days": "-1"}).status_code == 400
    assert client.post(healing_page, data={"work_downtime_days": "6"}).status_code == 303
    session.expire_all()
    assert review.outcome is not None
    assert review.outcome.work_downtime_days == 6


def test_opening_the_link_to_stop_stops_nothing_and_the_button_does(
    client: FlaskClient, result_page: str, session: Session
) -> None:
    assert client.get(f"{result_page}/no-more").status_code == 200
    assert session.scalars(select(MailRefusal)).all() == []
    assert "We ask no more" in client.post(f"{result_page}/no-more").text
    assert len(session.scalars(select(MailRefusal)).all()) == 1


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_a_mail_program_stops_them_with_one_click(
    app: Flask, client: FlaskClient, result_page: str, session: Session, content_type: str
) -> None:
    """As RFC 8058 says: a POST without cookies, token or redirect, in either encoding."""
    app.config["WTF_CSRF_ENABLED"] = True
    for _ in range(2):
        response = client.post(
            f"{result_page}/no-more",
            data={"List-Unsubscribe": "One-Click"},
            content_type=content_type,
        )
        assert response.status_code == 200
    assert len(session.scalars(select(MailRefusal)).all()) == 1


@pytest.mark.parametrize("path", ["", "/thanks", "/no-more"])
def test_a_link_that_was_not_copied_whole_is_told(client: FlaskClient, path: str) -> None:
    assert client.get(f"/follow-up/secret{path}").status_code == 404


def test_the_profile_says_how_many_were_asked_and_small_cells_are_not_told(
    client: FlaskClient, result_page: str, session: Session, now: datetime
) -> None:
    fit_and_score(session, now.date(), now)
    session.commit()
    words = text_of(client.get("/practitioners/hand").text)
    assert "after 12 weeks: fewer than 10 asked" in words


def test_admins_see_how_many_were_asked_and_answered(
    client: FlaskClient, result_page: str, session: Session, now: datetime
) -> None:
    admin = Account(
        email="admin@example.org",
        display_name="A",
        role=Role.ADMIN,
        created_at=now,
        totp_secret=seal(TEST_SECRET_KEY, TOTP_SECRET),
        totp_confirmed_at=now,
    )
    session.add(admin)
    session.commit()
    client.post(result_page, data={"gais": "5"})
    client.post(f"{result_page}/no-more")
    sign_in_as(client, admin.id)
    words = text_of(client.get("/account").text)
    assert "12 weeks 1 1 100 12 months 0 0 –" in words
    assert "1 address wants to be asked no more" in words
