"""Who may open what: every route as every role, against the list beside the list of routes."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.domain.permissions import Permission, Role, is_staff, list_roles_with
from directory.models import Account
from scripts.write_routes import ROUTES_FILE, read_access
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.databases import ON_SQLITE
from tests.fixtures.people import make_role
from tests.fixtures.sign_in import sign_in_as

EVERYBODY, ACCOUNTS, BETWEEN = "everybody", "accounts", "half-signed-in"

_numbers = count(1)


def is_open_to(who: str, role: Role | None) -> bool:
    return who == EVERYBODY or (role is not None and (who == ACCOUNTS or role in who.split(",")))


def make_account(session: Session, role: Role, now: datetime) -> Account:
    email = f"{role}-{next(_numbers)}@example.org"
    own = make_practitioner(session).id if role is Role.PRACTITIONER else None
    return make_role(session, now, role, email, practitioner_id=own)


def list_requests(app: Flask) -> list[tuple[str, str, str]]:
    """Every route as written in the list, with a method and a path that ask for it."""
    requests = []
    for rule in app.url_map.iter_rules():
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        route = f"{rule.rule} {','.join(methods)}"
        requests += [(route, method, fill(rule.rule)) for method in methods]
    return requests


def fill(path: str) -> str:
    """The path of a route with something in each part that varies."""
    return re.sub(r"<(int:)?[^>]+>", lambda part: "1" if part[1] else "nothing", path)


def is_admitted(client: FlaskClient, method: str, path: str, role: Role | None) -> bool:
    response = client.open(path, method=method)
    if role is None:
        return not (response.location or "").startswith("/sign-in")
    return response.status_code != 403


def test_every_route_says_who_may_open_it() -> None:
    assert list(read_access()) == ROUTES_FILE.read_text("utf-8").splitlines(), "Run: make routes"


def test_the_list_names_roles_that_a_permission_gives() -> None:
    named = {who for who in read_access().values() if who not in {EVERYBODY, ACCOUNTS, BETWEEN}}
    given = {",".join(list_roles_with(permission)) for permission in Permission}
    assert named <= given


@ON_SQLITE
@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "anonymous")
def test_each_route_opens_to_those_named_and_to_nobody_else(
    app: Flask, session: Session, now: datetime, role: Role | None
) -> None:
    load_the_vocabulary(session)
    access, wrong = read_access(), []
    for route, method, path in list_requests(app):
        client = app.test_client()
        if role is not None:
            sign_in_as(client, make_account(session, role, now).id)
        who = access[route]
        if who != BETWEEN and is_admitted(client, method, path, role) != is_open_to(who, role):
            wrong.append(f"{method} {path}")
    assert wrong == []


@ON_SQLITE
@pytest.mark.parametrize("role", [role for role in Role if is_staff(role)])
def test_staff_without_a_second_factor_open_none_of_their_pages(
    app: Flask, session: Session, now: datetime, role: Role
) -> None:
    client = app.test_client()
    account = make_account(session, role, now)
    account.totp_secret = account.totp_confirmed_at = None
    session.commit()
    sign_in_as(client, account.id)
    access = read_access()
    own = [request for request in list_requests(app) if role in access[request[0]].split(",")]
    answers = {client.open(path, method=method).location for _, method, path in own}
    assert answers <= {"/account/second-factor"}
