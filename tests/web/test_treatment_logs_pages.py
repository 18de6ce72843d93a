"""The pages of treatment logs, as keeper and as registrar."""

from __future__ import annotations

import io
from datetime import datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from directory.models import TreatmentLog
from directory.services.skill import fit_and_score
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.html_checker import HtmlChecker
from tests.fixtures.people import make_role
from tests.fixtures.receipt_files import make_picture
from tests.fixtures.sign_in import sign_in_as
from tests.fixtures.treatment_logs import make_log
from tests.web.conftest import text_of

OWN = "/account/treatment-log"


def test_a_log_is_sent_proven_decided_on_and_shown(
    app: Flask, session: Session, now: datetime, html_checker: HtmlChecker
) -> None:
    vocabulary = load_the_vocabulary(session)
    person = make_practitioner(session)
    fit_and_score(session, now.date(), now)
    keeper, registrar = app.test_client(), app.test_client()
    sign_in_as(keeper, make_role(session, now, Role.PRACTITIONER, practitioner_id=person.id).id)
    sign_in_as(registrar, make_role(session, now, Role.REGISTRAR).id)

    assert "Choose a file." in keeper.post(OWN).text
    picture = keeper.post(OWN, data={"log": (io.BytesIO(make_picture()), "log.csv")})
    assert picture.status_code == 400
    assert "The first line has to name the columns" in picture.text
    named = make_log(vocabulary, "901,2025-07,Jane Doe,magic,self")
    refused = keeper.post(OWN, data={"log": (named, "log.csv")})
    assert refused.status_code == 400
    assert "line 27 (treatment): a name" in text_of(refused.text)
    log_file = make_log(vocabulary, "901,2025-07,magic,magic,self")
    assert keeper.post(OWN, data={"log": (log_file, "log.csv")}).status_code == 303
    assert "Line 27: The treatment is none of those listed." in text_of(keeper.get(OWN).text)

    log = session.scalars(select(TreatmentLog)).one()
    unsent = keeper.post(f"{OWN}/{log.id}/send")
    assert unsent.status_code == 400
    assert "0 of 10 drawn treatments have a document" in unsent.text
    for entry in log.sample:
        path = f"{OWN}/entries/{entry.id}/document"
        assert "Choose a file." in keeper.post(path).text
        picture = (io.BytesIO(make_picture()), "page.jpg")
        sent = keeper.post(path, data={f"entry-{entry.id}-document": picture})
        assert sent.status_code == 303
    assert registrar.get(f"/admin/treatment-logs/{log.id}").status_code == 404
    assert keeper.post(f"{OWN}/{log.id}/send").status_code == 303

    case = f"/admin/treatment-logs/{log.id}"
    first = log.sample[0].id
    assert person.full_name in registrar.get("/admin/treatment-logs").text
    assert registrar.get(f"/admin/treatment-logs/entries/{first}/file").mimetype == "image/jpeg"
    assert keeper.get(f"/admin/treatment-logs/entries/{first}/file").status_code == 403
    answers = {f"entry_{entry.id}": "shows_it" for entry in log.sample}
    missing = registrar.post(case, data={**answers, f"entry_{first}": ""})
    assert missing.status_code == 400
    assert "Say what this document shows." in missing.text
    assert registrar.post(case, data=answers).status_code == 303
    assert registrar.post(case, data=answers).status_code == 400
    assert "Proven by sample." in text_of(registrar.get(case).text)

    page = keeper.get(f"/practitioners/{person.slug}").text
    assert html_checker.list_faults(page) == []
    profile = text_of(page)
    assert "documents proved 10 of them (100 of 100)." in profile
    assert keeper.post(f"{OWN}/{log.id}/withdraw").status_code == 303
    assert "documents proved" not in text_of(keeper.get(f"/practitioners/{person.slug}").text)
