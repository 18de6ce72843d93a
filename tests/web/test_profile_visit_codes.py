"""What a profile tells of a practitioner's visit codes: everything, so that choosing shows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.domain.visit_codes import VALID_DAYS
from directory.models import Account, Practitioner, Role
from directory.services.skill import fit_and_score
from directory.services.visit_codes import issue_block, redeem, revoke_block
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.web.conftest import text_of


@pytest.fixture
def practitioner(session: Session, now: datetime) -> Practitioner:
    """Somebody whose profile can be read: the skill model was fitted."""
    load_the_vocabulary(session)
    practitioner = make_practitioner(session, slug="okafor")
    fit_and_score(session, now.date(), now)
    session.commit()
    return practitioner


def read_profile(client: FlaskClient) -> str:
    response = client.get("/practitioners/okafor")
    assert response.status_code == 200
    return text_of(response.text)


def test_issued_used_expired_and_revoked_codes_are_public(
    client: FlaskClient, session: Session, practitioner: Practitioner, now: datetime
) -> None:
    account = Account(
        email="p@example.org", display_name="P", role=Role.PRACTITIONER, created_at=now
    )
    session.add(account)
    session.flush()
    long_ago = now - timedelta(days=VALID_DAYS + 1)
    old = issue_block(session, practitioner.id, 5, account.id, long_ago)
    for code in old.codes[:3]:
        review = make_review(session, practitioner, level=2)
        redeem(session, code, practitioner.id, review.id, long_ago)
    issue_block(session, practitioner.id, 4, account.id, now)
    revoke_block(session, practitioner.id, 2, now)
    issue_block(session, practitioner.id, 1, account.id, now)
    session.commit()
    page = read_profile(client)
    assert "10 visit codes issued: 3 used, 2 expired, 4 revoked, 1 open." in page


def test_without_codes_nothing_is_said_of_them(
    client: FlaskClient, practitioner: Practitioner
) -> None:
    assert "visit code" not in read_profile(client)
