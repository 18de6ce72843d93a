"""The moderator's desk: the queue, a case, the decision, and what stays hidden until then."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from directory.domain.reviews import REJECTION_REASONS, ReviewState
from directory.models import Account, ModerationDecision, Practitioner, Review
from directory.services.case_leases import take_case
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.fixtures.html_checker import HtmlChecker
from tests.fixtures.moderation import carry_out, decide_on, flag_review, queue_report
from tests.fixtures.people import make_role
from tests.fixtures.sign_in import sign_in_as
from tests.web.conftest import text_of

QUEUE = "/moderation"


@pytest.fixture
def practitioner(session: Session) -> Practitioner:
    load_the_vocabulary(session)
    return make_practitioner(session, slug="hand", name="Marisol Okafor")


@pytest.fixture
def queued(session: Session, practitioner: Practitioner, now: datetime) -> Review:
    review = queue_report(
        session, practitioner, now, relation="staff", text="<b>Bold</b> and good enough.", gais=5
    )
    session.commit()
    return review


@pytest.fixture
def flagged(session: Session, practitioner: Practitioner, now: datetime) -> Review:
    review = make_review(session, practitioner, text="A flagged text.", gais=1)
    flag_review(session, review, now, is_from_practice=True)
    session.commit()
    return review


@pytest.fixture
def account(session: Session, now: datetime) -> Account:
    return make_role(session, now, Role.MODERATOR)


@pytest.fixture
def moderator(client: FlaskClient, account: Account) -> FlaskClient:
    """A moderator, signed in."""
    sign_in_as(client, account.id)
    return client


@pytest.fixture
def other(app: Flask, session: Session, now: datetime) -> FlaskClient:
    """Another moderator, signed in elsewhere."""
    client = app.test_client()
    sign_in_as(client, make_role(session, now, Role.MODERATOR, "other@example.org").id)
    return client


def test_the_queue_says_why_each_case_waits(
    moderator: FlaskClient, queued: Review, flagged: Review, html_checker: HtmlChecker
) -> None:
    page = moderator.get(QUEUE).text
    assert html_checker.list_faults(page) == []
    words = text_of(page)
    assert "2 cases" in words
    assert f"Report {queued.id} Medium" in words
    assert "The author is connected with the practice." in words
    assert f"Flagged {flagged.id}" in words
    assert "patient@example.org" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("only=review", 1),
        ("only=flags&band=medium", 1),
        ("band=low", 0),
        ("show=overdue", 0),
        ("show=mine", 0),
        ("only=nothing&band=x&show=y&page=-3", 2),
    ],
)
def test_the_queue_can_be_narrowed(
    moderator: FlaskClient, queued: Review, flagged: Review, query: str, shown: int
) -> None:
    assert f"{shown} case" in text_of(moderator.get(f"{QUEUE}?{query}").text)


def test_a_case_shows_the_text_and_hides_grade_stars_and_who_wrote_it(
    moderator: FlaskClient, queued: Review, flagged: Review, html_checker: HtmlChecker
) -> None:
    for kind, review in (("review", queued), ("flags", flagged)):
        page = moderator.get(f"{QUEUE}/{kind}/{review.id}").text
        assert html_checker.list_faults(page) == []
        for grade in ("Very much improved", "Worse", "4 of 5", "patient@example.org", "<b>Bold"):
            assert grade not in page
    assert "&lt;b&gt;Bold" in moderator.get(f"{QUEUE}/review/{queued.id}").text


def test_opening_a_case_keeps_it_from_others_and_next_gives_them_another(
    moderator: FlaskClient, other: FlaskClient, queued: Review, flagged: Review
) -> None:
    path = f"{QUEUE}/review/{queued.id}"
    assert moderator.post(f"{path}/take").location == path
    assert "Yours until 12:20" in text_of(moderator.get(path).text)
    assert "The moderator is looking at this case" in other.post(f"{path}/take").text
    assert other.post(f"{QUEUE}/next").location == f"{QUEUE}/flags/{flagged.id}"
    assert moderator.post(f"{QUEUE}/next?only=flags").location == f"{QUEUE}?only=flags&done=1"
    assert moderator.post(f"{path}/release").location == QUEUE
    assert other.post(f"{path}/take").status_code == 303


def test_a_decision_opens_the_next_case_of_the_same_part(
    moderator: FlaskClient,
    queued: Review,
    session: Session,
    practitioner: Practitioner,
    now: datetime,
) -> None:
    second = queue_report(session, practitioner, now, email="second@example.org")
    session.commit()
    response = moderator.post(
        f"{QUEUE}/review/{queued.id}?only=review", data={"reason_code": "within_rules"}
    )
    assert response.location == f"{QUEUE}/review/{second.id}?only=review"


def test_a_decision_without_a_reason_is_told_and_changes_nothing(
    moderator: FlaskClient, queued: Review, session: Session
) -> None:
    response = moderator.post(f"{QUEUE}/review/{queued.id}", data={"facts": "Kept words."})
    assert response.status_code == 400
    assert 'href="#reason_code"' in response.text
    assert "Kept words." in response.text
    assert session.query(ModerationDecision).count() == 0


def test_the_notices_can_be_seen_before_deciding(
    moderator: FlaskClient, flagged: Review, session: Session
) -> None:
    page = text_of(
        moderator.post(
            f"{QUEUE}/flags/{flagged.id}/preview",
            data={"reason_code": "untrue", "facts": "Shown by the book."},
        ).text
    )
    for words in ("To the author", "To whoever flagged it", "To the practitioner"):
        assert words in page
    assert "Shown by the book." in page
    assert "Two moderators agreed" in page
    assert session.query(ModerationDecision).count() == 0


def test_a_decision_shows_the_grade_and_can_be_undone(
    moderator: FlaskClient, other: FlaskClient, queued: Review, html_checker: HtmlChecker
) -> None:
    case = f"{QUEUE}/review/{queued.id}"
    moderator.post(case, data={"reason_code": "insider"})
    decision = moderator.get(case).location
    page = moderator.get(decision).text
    assert html_checker.list_faults(page) == []
    assert "Very much improved" in page
    assert "until 12:15 UTC" in page
    assert other.post(f"{decision}/undo").status_code == 400
    assert moderator.post(f"{decision}/undo").location == decision
    assert "Undone" in moderator.get(f"{QUEUE}/decisions").text
    assert moderator.get(case).status_code == 200


def test_a_second_moderator_agrees_on_the_page_of_the_decision(
    moderator: FlaskClient,
    other: FlaskClient,
    flagged: Review,
    session: Session,
    now: datetime,
) -> None:
    case = f"{QUEUE}/flags/{flagged.id}"
    moderator.post(case, data={"reason_code": "untrue"})
    decision = other.get(case).location
    page = other.get(decision).text
    assert "Agree to the removal" in page
    assert "Agree to the removal" not in moderator.get(decision).text
    assert moderator.post(f"{decision}/agree").status_code == 400
    assert other.post(f"{decision}/agree").location == f"{QUEUE}?done=1"
    carry_out(session, now)
    session.refresh(flagged)
    assert flagged.state == ReviewState.REMOVED


def test_what_was_opened_can_be_ticked_and_published_together(
    moderator: FlaskClient,
    account: Account,
    session: Session,
    practitioner: Practitioner,
    now: datetime,
) -> None:
    plain = queue_report(session, practitioner, now, email="plain@example.org")
    session.commit()
    assert 'type="checkbox"' not in moderator.get(QUEUE).text
    refused = moderator.post(f"{QUEUE}/publish", data={"review": plain.id})
    assert refused.status_code == 400
    assert "opened by you" in refused.text
    moderator.post(f"{QUEUE}/review/{plain.id}/take")
    assert f'name="review" value="{plain.id}"' in moderator.get(QUEUE).text
    assert moderator.post(f"{QUEUE}/publish", data={"review": plain.id}).location == QUEUE
    assert "0 cases" in text_of(moderator.get(QUEUE).text)


def test_a_conflict_of_interest_is_declared_and_taken_back(
    moderator: FlaskClient, queued: Review, html_checker: HtmlChecker
) -> None:
    page = "/moderation/conflicts"
    assert moderator.post(f"{QUEUE}/review/{queued.id}/conflict").location == QUEUE
    assert "1 case more waits for other moderators" in text_of(moderator.get(QUEUE).text)
    assert moderator.post(f"{QUEUE}/review/{queued.id}/take").status_code == 400
    shown = moderator.get(page).text
    assert html_checker.list_faults(shown) == []
    ended = re.search(r"/moderation/conflicts/\d+/end", shown)
    assert ended
    assert moderator.post(ended[0]).location == page
    assert moderator.post(ended[0]).status_code == 404
    address = {"address": "https://site.example/practitioners/hand/"}
    assert moderator.post(page, data=address).location == page
    assert "No profile has this address." in moderator.post(page, data={"address": "x"}).text


def test_a_moderators_own_report_is_refused(
    moderator: FlaskClient, account: Account, queued: Review, session: Session
) -> None:
    queued.author_email = account.email
    session.commit()
    case = f"{QUEUE}/review/{queued.id}"
    assert "Nobody decides on their own report" in moderator.get(case).text
    assert moderator.post(f"{case}/take").status_code == 403
    assert moderator.post(case, data={"reason_code": "within_rules"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/moderation/nothing/1",
        "/moderation/review/99999",
        "/moderation/appeal/1",
        "/moderation/decisions/1",
    ],
)
def test_what_is_not_there_is_not_found(moderator: FlaskClient, path: str) -> None:
    assert moderator.get(path).status_code == 404


def test_a_rejection_and_its_appeal_stand_on_the_authors_page(
    client: FlaskClient,
    queued: Review,
    session: Session,
    now: datetime,
    html_checker: HtmlChecker,
) -> None:
    account = make_role(session, now, Role.MODERATOR)
    decide_on(session, ("review", queued.id), "insider", account, now)
    carry_out(session, now)
    author = make_role(session, now, Role.PATIENT, "patient@example.org")
    with client.application.test_request_context():
        token = client.application.jinja_env.globals["own_review_token"](queued)
    path = f"/report/status/{token}"
    assert client.get(path).status_code == 404
    sign_in_as(client, author.id)
    page = client.get(path).text
    assert html_checker.list_faults(page) == []
    assert REJECTION_REASONS["insider"] in page
    assert "You can appeal once, until May 23, 2027" in text_of(page)
    assert "Say why in 20 to" in client.post(f"{path}/appeal", data={"text": "No."}).text
    text = {"text": "I do not work there, and never did."}
    assert client.post(f"{path}/appeal", data=text).location == path
    assert client.post(f"{path}/appeal", data=text).location == path
    assert "You appealed on Nov 23, 2026" in text_of(client.get(path).text)


def test_a_link_in_a_notice_opens_the_authors_page(
    app: Flask, client: FlaskClient, queued: Review
) -> None:
    with app.test_request_context():
        from directory.web.status_links import status_links

        link = status_links().of_review(queued.id)
    path = link.removeprefix("http://127.0.0.1:8000")
    assert "Waiting for a moderator" in client.get(path).text
    assert client.get(path[:-1] + "~").status_code == 404


def test_a_case_somebody_else_took_cannot_be_decided(
    moderator: FlaskClient, queued: Review, session: Session, now: datetime
) -> None:
    holder = make_role(session, now, Role.MODERATOR, "holder@example.org")
    take_case(session, "review", queued.id, holder, now)
    session.commit()
    response = moderator.post(f"{QUEUE}/review/{queued.id}", data={"reason_code": "within_rules"})
    assert response.status_code == 400
    assert "is looking at this case until 12:20 UTC" in response.text
