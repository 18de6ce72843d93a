"""Photos from the keeper to the public profile, and away again."""

from __future__ import annotations

import io
import re
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from directory.models import MailMessage
from directory.models.photo import ProfilePhoto
from directory.services.skill import fit_and_score
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.people import make_role
from tests.fixtures.receipt_files import make_picture
from tests.fixtures.sign_in import sign_in_as

PAGE = "/account/photo"


def test_a_photo_is_public_after_a_registrar_has_looked_until_it_is_removed(
    app: Flask, client: FlaskClient, session: Session, now: datetime
) -> None:
    load_the_vocabulary(session)
    person = make_practitioner(session, slug="nia")
    fit_and_score(session, now.date(), now)
    session.commit()
    keeper, registrar = app.test_client(), app.test_client()
    sign_in_as(keeper, make_role(session, now, Role.PRACTITIONER, practitioner_id=person.id).id)
    sign_in_as(registrar, make_role(session, now, Role.REGISTRAR).id)

    def send() -> int:
        file = (io.BytesIO(make_picture(size=(600, 800))), "me.jpg")
        return keeper.post(PAGE, data={"photo": file}).status_code

    def list_files(page: str) -> list[str]:
        return list(dict.fromkeys(re.findall(r"/photos/\S+?\.(?:webp|jpg)", page)))

    assert "Choose a photo." in keeper.post(PAGE).text
    refused = keeper.post(PAGE, data={"photo": (io.BytesIO(b"no picture"), "x.jpg")})
    assert (refused.status_code, "neither a picture" in refused.text) == (400, True)
    assert send() == 303
    assert list_files(client.get("/practitioners/nia").text) == []
    first = session.scalars(select(ProfilePhoto)).one()
    path = f"/admin/photos/{first.id}"
    assert list_files(registrar.get("/admin/photos").text)
    assert registrar.post(path, data={"decision": "because"}).status_code == 400
    assert registrar.post(path, data={"decision": "approve"}).status_code == 303
    assert registrar.post(path, data={"decision": "approve"}).status_code == 400
    shown = list_files(client.get("/practitioners/nia").text)
    assert len(shown) == 4
    types = {client.get(address).mimetype for address in shown}
    assert types == {"image/webp", "image/jpeg"}

    assert send() == 303
    second = session.scalars(select(ProfilePhoto).order_by(ProfilePhoto.id.desc())).first()
    assert second is not None
    registrar.post(f"/admin/photos/{second.id}", data={"decision": "others"})
    [mail] = session.scalars(select(MailMessage))
    assert mail.subject == "Your photo was not taken"
    assert mail.text.endswith(f"{PAGE}\n")
    assert list_files(client.get("/practitioners/nia").text) == shown
    assert keeper.post(f"{PAGE}/remove").status_code == 303
    assert list_files(client.get("/practitioners/nia").text) == []
    assert client.get(shown[0]).status_code == 404
    assert client.get("/photos/../../secret").status_code == 404
