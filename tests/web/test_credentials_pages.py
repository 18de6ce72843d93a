"""The pages of credentials, as keeper and as registrar."""

from __future__ import annotations

import io
from datetime import datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from directory.models import Credential, CredentialDocument
from tests.factories import make_practitioner
from tests.fixtures.people import make_role
from tests.fixtures.receipt_files import make_picture
from tests.fixtures.sign_in import sign_in_as
from tests.web.conftest import text_of

OWN = "/account/credentials"


def test_a_credential_is_added_shown_and_accepted(
    app: Flask, session: Session, now: datetime
) -> None:
    person = make_practitioner(session, licensed_on=None)
    keeper, registrar = app.test_client(), app.test_client()
    sign_in_as(keeper, make_role(session, now, Role.PRACTITIONER, practitioner_id=person.id).id)
    sign_in_as(registrar, make_role(session, now, Role.REGISTRAR).id)

    refused = keeper.post(OWN, data={"kind": "licence", "name": "Licence", "issued_on": "soon"})
    assert refused.status_code == 400
    assert "Enter who issued it." in refused.text
    assert "Enter a day that exists" in refused.text
    answers = {"kind": "licence", "name": "Licence", "issuer": "Board", "issued_on": "3/14/2012"}
    answers |= {"number": "D-77", "jurisdiction": "CO"}
    assert keeper.post(OWN, data=answers).status_code == 303
    credential = session.scalars(select(Credential)).one()
    path = f"{OWN}/{credential.id}/document"
    assert "Choose a file." in keeper.post(path).text
    field = f"credential-{credential.id}-document"
    file = (io.BytesIO(make_picture()), "licence.jpg")
    assert keeper.post(path, data={field: file}).status_code == 303
    own = keeper.get(OWN).text
    assert "waits for a registrar" in own and "CO D-77" in own

    document = session.scalars(select(CredentialDocument)).one()
    case = f"/admin/credentials/{document.id}"
    assert "Licence" in registrar.get("/admin/credentials").text
    assert registrar.get(f"{case}/file").mimetype == "image/jpeg"
    assert keeper.get(f"{case}/file").status_code == 403
    assert registrar.post(case).status_code == 400
    assert registrar.post(case, data={"reason": "shows_it"}).status_code == 303
    assert "Document seen" in text_of(keeper.get(OWN).text)
    assert keeper.post(f"{OWN}/{credential.id}/remove").status_code == 400
