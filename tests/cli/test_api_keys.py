"""Keys of the API by command: made and printed once, listed, revoked."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from directory.domain.api_keys import KeyMissingError, Scope
from directory.domain.permissions import Role
from directory.services.api_keys import use_key
from tests.fixtures.databases import ON_SQLITE
from tests.fixtures.people import make_role

pytestmark = ON_SQLITE

MAKE = ["api-keys", "make", "admin@example.org", "--name", "Stars", "--site", "stars.example"]


def test_a_key_is_made_listed_and_revoked(
    cli: FlaskCliRunner, session: Session, now: datetime
) -> None:
    make_role(session, now, Role.ADMIN)
    token = cli.invoke(args=[*MAKE, "--scope", "reviews:import"]).stdout.strip()
    key = use_key(session, token, Scope.REVIEWS_IMPORT, now).key
    listed = cli.invoke(args=["api-keys", "list"]).output
    assert key.shown_beginning in listed and token not in listed
    assert "no more" in cli.invoke(args=["api-keys", "revoke", str(key.id)]).output
    session.expire_all()
    with pytest.raises(KeyMissingError):
        use_key(session, token, Scope.REVIEWS_IMPORT, now)


def test_a_scope_that_the_account_cannot_give_is_refused(
    cli: FlaskCliRunner, session: Session, now: datetime
) -> None:
    make_role(session, now, Role.ADMIN)
    result = cli.invoke(args=[*MAKE, "--scope", "visit-codes:issue"])
    assert result.exit_code == 1
    assert "visit-codes:issue" in result.output
