"""The page on which the patients of a day are named."""

from __future__ import annotations

from datetime import datetime

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from tests.factories import make_practitioner
from tests.fixtures.people import make_role
from tests.fixtures.sign_in import sign_in_as

PAGE = "/account/invitations"


def test_a_day_is_named_once_and_faults_keep_what_was_typed(
    client: FlaskClient, session: Session, now: datetime
) -> None:
    person = make_practitioner(session)
    sign_in_as(client, make_role(session, now, Role.PRACTITIONER, practitioner_id=person.id).id)
    wrong = client.post(PAGE, data={"day": "11/23/2026", "addresses": "a@example.org nobody"})
    assert wrong.status_code == 400
    assert "a@example.org nobody" in wrong.text
    data = {"day": "11/23/2026", "addresses": "a@example.org"}
    named = client.post(PAGE, data=data)
    assert named.status_code == 303
    assert "Nov 23, 2026 is named. Chance " in client.get(named.location or "").text
    again = client.post(PAGE, data=data)
    assert (again.status_code, "named already" in again.text) == (400, True)
    assert "Nov 23, 2026" in client.get(PAGE).text
