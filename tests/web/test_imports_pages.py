"""The registrar's desk: a file in, the worker at it, its report, taken back; matches; conflicts."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from directory.models import Account, ImportRun, ImportState, MatchCase, Practitioner, Review
from directory.services.evidence import experience_of
from directory.services.import_desk import (
    UPLOADED_FOLDER,
    ImportDesk,
    ImportFolders,
    work_on_imports,
)
from directory.services.skill import fit_and_score
from tests.factories import load_the_vocabulary, make_licence, make_practitioner
from tests.fixtures import registry_files as files
from tests.fixtures.html_checker import HtmlChecker
from tests.fixtures.nppes_files import make_npi
from tests.fixtures.people import make_role
from tests.fixtures.sign_in import sign_in_as
from tests.web.conftest import text_of

PAGE = "/admin/imports"
NPI = make_npi(1)


@pytest.fixture
def registrar(session: Session, now: datetime) -> Account:
    return make_role(session, now, Role.REGISTRAR)


@pytest.fixture
def browser(client: FlaskClient, registrar: Account) -> FlaskClient:
    """The registrar's."""
    sign_in_as(client, registrar.id)
    return client


@pytest.fixture
def elspeth(session: Session) -> Practitioner:
    practitioner = make_practitioner(session, name="Elspeth McTavish", npi=NPI, licensed_on=None)
    session.commit()
    return practitioner


def work(app: Flask, session: Session, now: datetime) -> int:
    """Let a worker do everything that was asked for; returns in how many steps."""
    settings = app.config["SETTINGS"]
    desk, folders = ImportDesk(), ImportFolders(settings.upload_folder, settings.import_folder)
    steps = 0
    while list_steps := list(_commit_each(session, desk, folders, now)):
        steps += len(list_steps)
    session.expire_all()
    return steps


def _commit_each(
    session: Session, desk: ImportDesk, folders: ImportFolders, now: datetime
) -> Iterator[None]:
    for _ in work_on_imports(session, desk, folders, lambda: now):
        session.commit()
        yield


def send(browser: FlaskClient, source: str, table: bytes, name: str = "table.csv") -> str:
    """Send a file; returns where the answer leads."""
    response = browser.post(
        PAGE,
        data={"source": source, "file": (io.BytesIO(table), name)},
        content_type="multipart/form-data",
    )
    assert response.status_code == 303, response.text
    return response.location or ""


def test_a_file_is_imported_by_the_worker_reported_and_taken_back(
    app: Flask,
    browser: FlaskClient,
    session: Session,
    elspeth: Practitioner,
    *,
    now: datetime,
    html_checker: HtmlChecker,
) -> None:
    rows = [files.clinician_row(NPI), files.clinician_row("1000000001")]
    address = send(browser, "doctors_clinicians", files.make_table(files.CLINICIANS_2021, *rows))
    waiting = browser.get(address)
    assert "Waits for the worker." in waiting.text
    assert '<meta http-equiv="refresh" content="5">' in waiting.text
    work(app, session, now)
    assert elspeth.graduated_in == 1989
    report = browser.get(address)
    assert html_checker.list_faults(report.text) == []
    assert "http-equiv" not in report.text
    assert "Line 3: The registry number fails its check digit" in text_of(report.text)
    uploads = app.config["SETTINGS"].upload_folder / UPLOADED_FOLDER
    assert list(uploads.iterdir()) == []
    assert browser.post(f"{address}/undo").status_code == 303
    work(app, session, now)
    assert elspeth.graduated_in is None
    assert "Taken back" in browser.get(address).text
    assert browser.post(f"{address}/undo").status_code == 400


def test_of_a_file_of_another_kind_nothing_is_to_be_completed_or_taken_back(
    app: Flask, browser: FlaskClient, session: Session, now: datetime
) -> None:
    address = send(browser, "csv", b"\x89PNG and no table")
    work(app, session, now)
    report = text_of(browser.get(address).text)
    assert "Could not be read." in report
    assert "Nothing was brought in. Choose the file again, and what it is." in report
    assert "Take this import back" not in report


def test_a_file_on_the_server_is_imported_and_stays_there(
    app: Flask,
    browser: FlaskClient,
    session: Session,
    elspeth: Practitioner,
    *,
    now: datetime,
    html_checker: HtmlChecker,
) -> None:
    folder = app.config["SETTINGS"].import_folder
    folder.mkdir()
    file = folder / "DAC_NationalDownloadableFile.csv"
    file.write_bytes(files.make_table(files.CLINICIANS_2021, files.clinician_row(NPI)))
    page = browser.get(PAGE)
    assert html_checker.list_faults(page.text) == []
    assert file.name in page.text
    wish = {"source": "doctors_clinicians", "server_file": file.name}
    both = browser.post(
        PAGE,
        data={**wish, "file": (io.BytesIO(b"a"), "a.csv")},
        content_type="multipart/form-data",
    )
    assert (both.status_code, "Choose one file" in both.text) == (400, True)
    address = browser.post(PAGE, data=wish).location or ""
    folders = ImportFolders(app.config["SETTINGS"].upload_folder, folder)
    steps = _commit_each(session, ImportDesk(), folders, now)
    next(steps)
    assert "At work." in browser.get(address).text
    next(steps)
    assert "At work: 100% of the file read." in browser.get(address).text
    list(steps)
    session.expire_all()
    assert elspeth.graduated_in == 1989
    assert file.exists()


@pytest.mark.parametrize("name", ["../secret.csv", "secret.csv", "link.csv", ".hidden", "folder"])
def test_no_name_leads_out_of_the_folder_of_imports(
    app: Flask, browser: FlaskClient, session: Session, name: str
) -> None:
    folder = app.config["SETTINGS"].import_folder
    (folder / "folder").mkdir(parents=True)
    (folder / ".hidden").write_text("x")
    secret = folder.parent / "secret.csv"
    secret.write_text("x")
    (folder / "link.csv").symlink_to(secret)
    answer = browser.post(PAGE, data={"source": "exclusions", "server_file": name})
    assert answer.status_code == 400
    assert session.scalar(select(func.count(ImportRun.id))) == 0


def test_a_wrong_file_stops_with_a_sentence(
    app: Flask, browser: FlaskClient, session: Session, now: datetime
) -> None:
    address = send(browser, "exclusions", files.make_table(files.WASHINGTON))
    work(app, session, now)
    assert "list of health care credentials" in browser.get(address).text
    assert session.scalars(select(ImportRun.state)).one() == ImportState.STOPPED


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"source": "exclusions"}, "Choose one file"),
        ({"source": "nothing", "file": "a.csv"}, "Not a valid choice"),
        (
            {
                "source": "yelp",
                "practitioner": "nobody",
                "file": "a.json",
            },
            "There is no profile here",
        ),
    ],
)
def test_what_is_missing_is_said(
    browser: FlaskClient, session: Session, data: dict[str, str], words: str
) -> None:
    file = {"file": (io.BytesIO(b"a"), data["file"])} if "file" in data else {}
    response = browser.post(PAGE, data={**data, **file}, content_type="multipart/form-data")
    assert response.status_code == 400
    assert words in response.text
    assert session.scalar(select(func.count(ImportRun.id))) == 0


def test_a_registrar_says_whose_a_record_is(
    app: Flask,
    browser: FlaskClient,
    session: Session,
    elspeth: Practitioner,
    *,
    now: datetime,
    html_checker: HtmlChecker,
) -> None:
    send(browser, "exclusions", files.make_table(files.EXCLUSIONS, files.exclusion_row()))
    work(app, session, now)
    page = browser.get(f"{PAGE}/matches")
    assert html_checker.list_faults(page.text) == []
    assert "Same given name" in page.text
    report = browser.get(f"{PAGE}/{session.scalars(select(ImportRun.id)).one()}")
    assert f'<a href="{PAGE}/matches">Uncertain matches (1)</a>' in report.text
    case_id = session.scalars(select(MatchCase.id)).one()
    load_the_vocabulary(session)
    fit_and_score(session, now.date(), now)
    session.commit()
    chosen = browser.post(f"{PAGE}/matches/{case_id}", data={"practitioner_id": elspeth.id})
    assert "given to that person" in browser.get(chosen.location or "").text
    profile = text_of(browser.get(f"/practitioners/{elspeth.slug}").text)
    assert "Excluded from federal health programmes, Mar 19, 2020 ." in profile
    again = browser.post(f"{PAGE}/matches/{case_id}")
    assert (again.status_code, "meanwhile" in again.text) == (400, True)


def test_people_who_only_share_a_name_are_folded_away(
    app: Flask, browser: FlaskClient, session: Session, elspeth: Practitioner, now: datetime
) -> None:
    zoe = make_practitioner(
        session, name="Zoe McTavish", profession_key="registered_nurse", point=None
    )
    zoe.credentials[0].number, zoe.credentials[0].jurisdiction = "N-12", "TX"
    session.commit()
    send(browser, "exclusions", files.make_table(files.EXCLUSIONS, files.exclusion_row()))
    work(app, session, now)
    first, others = browser.get(f"{PAGE}/matches").text.split("<details", 1)
    assert "Elspeth McTavish" in first and "Zoe McTavish" not in first
    assert "1 other of this name, hardly the same person" in text_of(others)
    assert "licence TX N-12; registered nurse" in text_of(others), "its number can be compared"


def test_a_registrar_says_whom_reviews_of_a_place_are_about(
    app: Flask,
    browser: FlaskClient,
    session: Session,
    elspeth: Practitioner,
    *,
    now: datetime,
    html_checker: HtmlChecker,
) -> None:
    load_the_vocabulary(session)
    place = {
        "geometry": {"type": "Point"},
        "properties": {
            "Google Maps URL": "https://maps.example/?cid=7",
            "Location": {"Business Name": "McTavish Skin"},
            "Published": "2026-05-01T10:00:00Z",
            "Star Rating": 5,
            "Review Comment": "She explained everything and the scars are better.",
        },
        "type": "Feature",
    }
    table = json.dumps({"type": "FeatureCollection", "features": [place]}).encode()
    address = send(browser, "google_takeout", table, "Reviews.json")
    work(app, session, now)
    report = browser.get(address)
    assert html_checker.list_faults(report.text) == []
    assert "McTavish Skin" in text_of(report.text) and "Linked to nobody" in report.text
    unknown = browser.post(f"{address}/subjects/0", data={"profile": "nobody"})
    assert (unknown.status_code, "No profile has this NPI" in unknown.text) == (400, True)
    assert browser.post(f"{address}/subjects/1", data={"profile": NPI}).status_code == 400
    linked = browser.post(f"{address}/subjects/0", data={"profile": NPI})
    assert "Elspeth McTavish" in text_of(browser.get(linked.location or "").text)

    send(browser, "google_takeout", table, "Reviews.json")
    work(app, session, now)
    assert session.scalars(select(Review.practitioner_id)).all() == [elspeth.id]


def test_a_registrar_sets_a_contradicting_date_aside(
    browser: FlaskClient,
    session: Session,
    today: date,
    html_checker: HtmlChecker,
) -> None:
    person = make_practitioner(session, graduated_in=2015, licensed_on=None)
    person.credentials = [make_licence(date(2001, 5, 1)), make_licence(date(2016, 5, 1))]
    session.commit()
    page = browser.get(f"{PAGE}/conflicts")
    assert html_checker.list_faults(page.text) == []
    oldest = person.credentials[0].id
    address = f"{PAGE}/conflicts/{person.id}"
    assert browser.post(address, data={"credential_id": oldest}).status_code == 303
    session.expire_all()
    assert experience_of(person, today).evidenced_years == pytest.approx(10.6, abs=0.1)
    assert "No dates contradict" in browser.get(f"{PAGE}/conflicts").text
    assert browser.post(address).status_code == 303
    session.expire_all()
    assert person.graduated_in is None


def test_the_desk_lists_imports_and_what_waits(
    browser: FlaskClient, html_checker: HtmlChecker
) -> None:
    page = browser.get(PAGE)
    assert html_checker.list_faults(page.text) == []
    assert "Nothing has been imported yet." in page.text
    assert "Uncertain matches (0)" in page.text


def test_an_import_that_was_cut_off_goes_on_once_and_then_stops(
    app: Flask, browser: FlaskClient, session: Session, elspeth: Practitioner, now: datetime
) -> None:
    table = files.make_table(files.CLINICIANS_2021, files.clinician_row(NPI))
    send(browser, "doctors_clinicians", table)
    run = session.scalars(select(ImportRun)).one()
    run.state, run.runner = ImportState.RUNNING, f"{socket.gethostname()}:999999999"
    session.commit()
    work(app, session, now)
    assert (run.state, elspeth.graduated_in) == (ImportState.FINISHED, 1989)
    run.state = ImportState.RUNNING
    session.commit()
    work(app, session, now)
    assert run.state == ImportState.STOPPED
