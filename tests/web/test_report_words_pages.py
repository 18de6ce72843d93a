"""The pages on which authors correct their words and moderators read them, without JavaScript."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from directory.models import Review, WordsCorrection
from directory.services import publication
from directory.services.reviews import confirm_email
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.people import make_role
from tests.fixtures.reports import COMPLETE, find_confirm_token, send_report
from tests.fixtures.sign_in import sign_in_as
from tests.web.conftest import text_of

NEW = "The scars on one cheek are much shallower now."


@pytest.fixture
def moderator_id(session: Session, now: datetime) -> int:
    return make_role(session, now, Role.MODERATOR).id


@pytest.fixture
def status(session: Session, moderator_id: int, now: datetime) -> str:
    """The address of the status page of a published report."""
    load_the_vocabulary(session)
    practitioner = make_practitioner(session, slug="hand", name="Marisol Okafor")
    sent = send_report(session, practitioner, now)
    review = confirm_email(session, find_confirm_token(session), now)
    publication.publish(session, review, now, moderator_id)
    session.commit()
    return f"/report/status/{sent.status_token}"


def test_an_author_corrects_and_a_moderator_reads_what_differs(
    client: FlaskClient, session: Session, status: str, moderator_id: int
) -> None:
    page = client.get(f"{status}/words")
    assert COMPLETE.text in page.text
    assert "Set-Cookie" not in page.headers
    assert client.post(f"{status}/words", data={"text": NEW}).location == status
    waiting = client.get(status).text
    assert "New words wait for a moderator." in waiting and NEW in waiting
    assert NEW in client.get(f"{status}/words").text
    assert NEW not in client.get("/practitioners/hand").text

    sign_in_as(client, moderator_id)
    listed = client.get("/moderation/words").text
    assert "[removed: </span>both<span" in listed
    assert "[added: </span>one<span" in listed
    number = session.scalars(select(WordsCorrection.id)).one()
    unsaid = client.post(f"/moderation/words/{number}/refuse")
    assert unsaid.status_code == 400
    assert "Choose the reason" in unsaid.text
    assert client.post(f"/moderation/words/{number}/accept").location == "/moderation/words"
    assert client.post(f"/moderation/words/{number}/accept").status_code == 400
    session.expire_all()
    assert session.scalars(select(Review.text)).one() == NEW
    assert "No correction waits." in text_of(client.get("/moderation/words").text)


def test_words_that_wait_are_not_promised_any_more_once_the_report_is_withdrawn(
    client: FlaskClient, status: str
) -> None:
    client.post(f"{status}/words", data={"text": NEW})
    client.post(f"{status}/withdraw")
    page = client.get(status).text
    assert "Withdrawn by you" in page
    assert "New words wait" not in page and "can withdraw the report" not in page


def test_refused_words_are_explained_on_the_status_page(
    client: FlaskClient, session: Session, status: str, moderator_id: int
) -> None:
    client.post(f"{status}/words", data={"text": NEW})
    number = session.scalars(select(WordsCorrection.id)).one()
    sign_in_as(client, moderator_id)
    refused = client.post(
        f"/moderation/words/{number}/refuse", data={f"{number}-reason_code": "advertising"}
    )
    assert refused.location == "/moderation/words"
    assert "It advertises something." in client.get(status).text


def test_markup_is_refused_and_kept_as_typed(client: FlaskClient, status: str) -> None:
    wrong = client.post(f"{status}/words", data={"text": "Fine.<script>alert(1)</script>\x00"})
    assert wrong.status_code == 400
    assert "This looks like HTML or a script." in wrong.text
    assert "Fine.&lt;script&gt;alert(1)&lt;/script&gt;</textarea>" in wrong.text
