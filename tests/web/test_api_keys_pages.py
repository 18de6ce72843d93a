"""Keys of the API on the account's pages: shown once, listed without their secret, revoked."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.api_keys import MOST_KEYS
from directory.domain.permissions import Role
from directory.models import ApiKey
from tests.factories import make_practitioner
from tests.fixtures.databases import ON_SQLITE
from tests.fixtures.people import make_role
from tests.fixtures.sign_in import sign_in_as

pytestmark = ON_SQLITE


def sign_in_practitioner(client: FlaskClient, session: Session, now: datetime, email: str) -> None:
    person = make_practitioner(session)
    owner = make_role(session, now, Role.PRACTITIONER, email, practitioner_id=person.id)
    sign_in_as(client, owner.id)


def make_own_key(client: FlaskClient) -> str:
    page = client.post("/account/api-keys", data={"name": "Desk", "days": "90"})
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    found = re.search(r"skh_[\w-]{43}", page.text)
    assert found, page.text
    return found[0]


def test_a_key_is_shown_once(client: FlaskClient, session: Session, now: datetime) -> None:
    sign_in_practitioner(client, session, now, "one@example.org")
    token = make_own_key(client)
    page = client.get("/account/api-keys").text
    assert token not in page
    assert token[:10] in page
    [key] = session.scalars(select(ApiKey))
    assert token not in (key.token_hash, key.shown_beginning)


def test_a_key_is_revoked_by_its_owner_and_nobody_elses(
    client: FlaskClient, session: Session, now: datetime
) -> None:
    sign_in_practitioner(client, session, now, "one@example.org")
    make_own_key(client)
    [key] = session.scalars(select(ApiKey))
    other = client.application.test_client()
    sign_in_practitioner(other, session, now, "two@example.org")
    assert other.post(f"/account/api-keys/{key.id}/revoke").status_code == 404
    assert client.post(f"/account/api-keys/{key.id}/revoke").status_code == 303
    session.refresh(key)
    assert key.revoked_at == now


def test_an_admin_makes_keys_for_one_site_and_revokes_any(
    client: FlaskClient, session: Session, now: datetime
) -> None:
    sign_in_as(client, make_role(session, now, Role.ADMIN).id)
    wrong = client.post("/admin/api-keys", data={"name": "Stars", "days": "90", "site": "A B"})
    assert wrong.status_code == 400
    assert "reviews.example" in wrong.text
    client.post("/admin/api-keys", data={"name": "Stars", "days": "90", "site": "stars.example"})
    practice = client.application.test_client()
    sign_in_practitioner(practice, session, now, "one@example.org")
    make_own_key(practice)
    page = client.get("/admin/api-keys").text
    assert "stars.example" in page and "The practitioner" in page
    for key in session.scalars(select(ApiKey)):
        client.post(f"/admin/api-keys/{key.id}/revoke")
    assert session.scalars(select(ApiKey).where(ApiKey.revoked_at.is_(None))).all() == []


def test_there_is_an_end_to_keys(
    client: FlaskClient, session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_KEYS > 1
    monkeypatch.setattr("directory.services.api_keys.MOST_KEYS", 1)
    sign_in_practitioner(client, session, now, "one@example.org")
    make_own_key(client)
    refused = client.post("/account/api-keys", data={"name": "Desk", "days": "90"})
    assert refused.status_code == 400
    assert "Revoke one first" in refused.text
