"""Writing by the API: whose key may do what, and nothing is done twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from directory.domain.api_keys import Scope
from directory.domain.permissions import Role
from directory.models import (
    Account,
    ApiAnswer,
    AuditEvent,
    ImportRun,
    Review,
    VisitCode,
    VisitCodeBlock,
)
from directory.services.api_answers import delete_old_answers
from directory.services.api_keys import KeyWish, MadeKey, make_key, revoke_key
from directory.services.import_undo import undo_import
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.databases import ON_SQLITE
from tests.fixtures.people import make_role

# What both databases have to keep is tested with the services.
pytestmark = ON_SQLITE

IMPORTS = "/api/v1/review-imports"
SITE = "stars.example"

_numbers = count(1)


@pytest.fixture(autouse=True)
def vocabulary(session: Session) -> None:
    load_the_vocabulary(session)


@pytest.fixture
def partner(session: Session, now: datetime) -> MadeKey:
    """A partner's key, made by an admin."""
    wish = KeyWish("Stars", [Scope.REVIEWS_IMPORT], 90, SITE)
    made = make_key(session, make_role(session, now, Role.ADMIN), wish, now)
    session.commit()
    return made


@pytest.fixture
def practice(session: Session, now: datetime) -> MadeKey:
    """The key of a practice's program, made by a practitioner."""
    person = make_practitioner(session, slug="okafor")
    owner = make_role(session, now, Role.PRACTITIONER, practitioner_id=person.id)
    made = make_key(session, owner, KeyWish("Desk", [Scope.VISIT_CODES_ISSUE], 90), now)
    session.commit()
    return made


def send(
    client: FlaskClient, path: str, made: MadeKey | None, once: str = "", **body: Any
) -> TestResponse:
    headers = {"Idempotency-Key": once or f"act-{next(_numbers)}"}
    if made is not None:
        headers["Authorization"] = f"Bearer {made.token}"
    return client.post(path, headers=headers, **body)


def review(**fields: Any) -> dict[str, Any]:
    return {
        "site": SITE,
        "review_id": "1",
        "practitioner": "okafor",
        "rating": 4,
        "text": "Kind and careful.",
        "written_on": "2026-05-01",
        **fields,
    }


def test_reviews_are_imported_as_not_checked_ones_with_a_report(
    client: FlaskClient, session: Session, partner: MadeKey
) -> None:
    make_practitioner(session, slug="okafor")
    session.commit()
    sent = [
        review(),
        review(review_id="2", practitioner="nobody"),
        review(review_id="3", rating=9),
    ]
    response = send(client, IMPORTS, partner, json={"reviews": sent})
    assert response.status_code == 201, response.text
    report = response.json
    assert report is not None
    assert (report["created"], report["skipped"], report["bad"]) == (1, 1, 1)
    assert [error["line"] for error in report["errors"]] == [3]
    [imported] = session.scalars(select(Review).where(Review.source_key == SITE))
    assert (imported.verification_level, imported.rating) == (0, 4)
    run = session.get_one(ImportRun, report["id"])
    assert run.account_id == partner.key.account_id
    again = client.get(f"{IMPORTS}/{run.id}", headers={"Authorization": f"Bearer {partner.token}"})
    assert again.json == report


def test_an_import_can_be_taken_back_like_any_other(
    client: FlaskClient, session: Session, partner: MadeKey, now: datetime
) -> None:
    make_practitioner(session, slug="okafor")
    session.commit()
    report = send(client, IMPORTS, partner, json={"reviews": [review()]}).json
    assert report is not None
    for _ in undo_import(session, session.get_one(ImportRun, report["id"]), now):
        pass
    assert session.scalar(select(func.count()).where(Review.source_key == SITE)) == 0


def test_a_table_is_taken_too_and_broken_lines_are_named(
    client: FlaskClient, session: Session, partner: MadeKey
) -> None:
    make_practitioner(session, slug="okafor")
    session.commit()
    table = (
        "site,review_id,practitioner,rating,text,written_on\n"
        f"{SITE},1,okafor,4,Fine,2026-05-01\n"
        f"{SITE},2,okafor,4,Fine,soon\n"
    )
    response = send(client, IMPORTS, partner, data=table, content_type="text/csv")
    assert response.json is not None
    assert response.json["created"] == 1
    assert [error["line"] for error in response.json["errors"]] == [3]


def test_what_is_sent_again_is_not_done_again(
    client: FlaskClient, session: Session, practice: MadeKey
) -> None:
    path = "/api/v1/practitioners/okafor/visit-code-blocks"
    first = send(client, path, practice, "morning", json={"count": 3})
    again = send(client, path, practice, "morning", json={"count": 3})
    assert first.status_code == again.status_code == 201
    assert first.json == again.json
    assert session.scalar(select(func.count(VisitCode.id))) == 3
    other = send(client, path, practice, "morning", json={"count": 4})
    assert other.status_code == 422
    assert session.scalar(select(func.count(VisitCodeBlock.id))) == 1


def test_a_refused_request_may_be_sent_again_under_its_key(
    client: FlaskClient, session: Session, partner: MadeKey
) -> None:
    make_practitioner(session, slug="okafor")
    session.commit()
    refused = send(client, IMPORTS, partner, "x", json={"reviews": [review(site="other.example")]})
    assert refused.status_code == 422
    assert "other.example" in refused.text
    assert send(client, IMPORTS, partner, "x", json={"reviews": [review()]}).status_code == 201


def test_the_database_does_not_betray_the_codes_it_answered_with(
    client: FlaskClient, session: Session, practice: MadeKey, now: datetime
) -> None:
    path = "/api/v1/practitioners/okafor/visit-code-blocks"
    answer = send(client, path, practice, json={"count": 1}).json
    assert answer is not None
    [kept] = session.scalars(select(ApiAnswer))
    assert answer["codes"][0]["code"] not in kept.sealed_body
    delete_old_answers(session, now + timedelta(days=1))
    assert session.scalar(select(func.count(ApiAnswer.id))) == 0


def test_a_key_acts_for_its_own_profile_only(
    client: FlaskClient, session: Session, practice: MadeKey
) -> None:
    make_practitioner(session, slug="lind")
    session.commit()
    path = "/api/v1/practitioners/lind/visit-code-blocks"
    assert send(client, path, practice, json={"count": 1}).status_code == 403


def test_a_key_does_only_what_its_scopes_say(
    client: FlaskClient, practice: MadeKey, partner: MadeKey
) -> None:
    path = "/api/v1/practitioners/okafor/visit-code-blocks"
    assert send(client, path, partner, json={"count": 1}).status_code == 403
    assert send(client, IMPORTS, practice, json={"reviews": [review()]}).status_code == 403


def test_without_a_key_that_works_nothing_is_done(
    app: Flask, client: FlaskClient, session: Session, partner: MadeKey, now: datetime
) -> None:
    missing = send(client, IMPORTS, None, json={"reviews": [review()]})
    assert missing.status_code == 401
    assert missing.headers["WWW-Authenticate"] == "Bearer"
    app.config["CLOCK"] = lambda: now + timedelta(days=90)
    assert send(client, IMPORTS, partner, json={"reviews": [review()]}).status_code == 401
    app.config["CLOCK"] = lambda: now
    revoke_key(session, partner.key.id, now)
    session.commit()
    assert send(client, IMPORTS, partner, json={"reviews": [review()]}).status_code == 401


def test_a_key_ends_with_the_role_of_its_owner(
    client: FlaskClient, session: Session, partner: MadeKey
) -> None:
    owner = session.get_one(Account, partner.key.account_id)
    owner.role = Role.MODERATOR
    session.commit()
    assert send(client, IMPORTS, partner, json={"reviews": [review()]}).status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"json": {"reviews": []}}, 400),
        ({"json": {"reviews": [review(stars=3)]}}, 400),
        ({"data": "{", "content_type": "application/json"}, 400),
        ({"data": "a,b\n1,2\n", "content_type": "text/csv"}, 422),
        ({"data": "x", "content_type": "text/plain"}, 415),
        ({"json": {"reviews": [review(review_id=str(i)) for i in range(501)]}}, 400),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_as_a_whole(
    client: FlaskClient, session: Session, partner: MadeKey, body: dict[str, Any], status: int
) -> None:
    response = send(client, IMPORTS, partner, **body)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert session.scalar(select(func.count(ImportRun.id))) == 0


def test_what_keys_did_is_on_record(
    client: FlaskClient, session: Session, practice: MadeKey, now: datetime
) -> None:
    path = "/api/v1/practitioners/okafor/visit-code-blocks"
    send(client, path, practice, json={"count": 2})
    tags = list(session.scalars(select(AuditEvent.tag).order_by(AuditEvent.id)))
    assert tags == ["command_line:api_key:made", "practitioner:api_key:issued_codes"]
    assert practice.key.last_used_at == now
