"""The pages of delegates: inviting, accepting, and what a delegate then opens."""

from __future__ import annotations

import re
from datetime import datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from directory.models import MailMessage
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.people import make_role
from tests.fixtures.sign_in import sign_in_as


def test_a_manager_is_invited_accepts_and_acts_within_the_rights(
    app: Flask, session: Session, now: datetime
) -> None:
    load_the_vocabulary(session)
    person = make_practitioner(session, name="Nia Bell")
    keeper, manager = app.test_client(), app.test_client()
    sign_in_as(keeper, make_role(session, now, Role.PRACTITIONER, practitioner_id=person.id).id)
    sign_in_as(manager, make_role(session, now, Role.PATIENT).id)
    page = "/account/delegates"
    assert keeper.post(page, data={"email": "m@example.org"}).status_code == 400
    sent = keeper.post(page, data={"email": "m@example.org", "rights": ["edit", "figures"]})
    assert sent.status_code == 303
    assert "not accepted yet" in keeper.get(page).text
    mail = session.scalars(select(MailMessage)).one()
    link = re.search(r"/delegation/\S+", mail.text)
    assert link
    assert "Act for Nia Bell" in manager.get(link[0]).text
    assert manager.post(link[0]).status_code == 303
    assert manager.post(link[0]).status_code == 404

    assert "You act for Nia Bell" in manager.get("/account").text
    assert manager.get("/account/profile/words").status_code == 200
    assert manager.get("/account/figures").status_code == 200
    refused = manager.get("/account/visit-codes")
    assert (refused.status_code, "not given the right" in refused.text) == (400, True)
    assert manager.get(page).status_code == 404
    revoke = re.search(rf"{page}/\d+/revoke", keeper.get(page).text)
    assert revoke
    assert keeper.post(revoke[0]).status_code == 303
    assert manager.get("/account/profile").status_code == 403
