"""Writing a report without JavaScript: page by page, back and forward, bad input, and sending."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from directory.domain.report_steps import STEP_KEYS, STEPS
from directory.models import MailMessage, Practitioner, Receipt, Review, ReviewDraft
from directory.services.review_drafts import KEPT_FOR, delete_stale_drafts
from directory.services.visit_codes import issue_block
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.receipt_files import make_picture
from tests.fixtures.reports import ANSWERS
from tests.web.conftest import text_of

START = "/practitioners/hand/report"


@pytest.fixture
def practitioner(session: Session) -> Practitioner:
    load_the_vocabulary(session)
    practitioner = make_practitioner(session, slug="hand", name="Marisol Okafor")
    session.commit()
    return practitioner


@pytest.fixture
def draft(client: FlaskClient, practitioner: Practitioner) -> str:
    """The address of a new draft."""
    first_page = client.post(START, data={"code": ""}).location
    assert first_page.endswith("/proof")
    return first_page.removesuffix("/proof")


def fill_in(client: FlaskClient, draft: str, until: str = "") -> str:
    """Answer every page up to `until`, or all; gives where the last one led."""
    location = f"{draft}/{STEP_KEYS[0]}"
    for key, answers in ANSWERS.items():
        if key == until:
            break
        assert location == f"{draft}/{key}"
        response = client.post(location, data=answers)
        assert response.status_code == 303
        location = response.location
    return location


def send(client: FlaskClient, draft: str) -> TestResponse:
    return client.post(f"{draft}/check", data={"agreement": "y"})


def errors_of(page: str) -> list[str]:
    """The error summary's entries; each leads to a control, where the same is said."""
    summary = re.search(r'class="error-summary".*?</ul>', page, re.DOTALL)
    assert summary, "There is no error summary."
    found = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary[0])
    for control, message in found:
        assert re.search(rf'id="{control}"', page), f"Nothing has the id {control}."
        assert page.count(message) == 2
    assert "<title>Error: " in page
    return [message for _, message in found]


def test_every_page_leads_to_the_next_and_the_last_to_all_answers(
    client: FlaskClient, draft: str
) -> None:
    assert set(ANSWERS) == set(STEP_KEYS)
    assert fill_in(client, draft) == f"{draft}/check"
    page = client.get(f"{draft}/check").text
    words = text_of(page)
    for step in STEPS:
        assert f"{draft}/{step.key}?change=1" in page
    assert "The laser was held by Marisol Okafor" in words
    assert "First session Mar 2, 2026" in words
    assert "Compared with before, it is now Much improved" in words
    assert "What it was Cold sores, pimples or itching" in words
    assert "Not answered yet" not in words


def test_the_last_page_sums_up_in_the_language_of_the_page(client: FlaskClient, draft: str) -> None:
    fill_in(client, draft)
    page = text_of(client.get(f"/es{draft}/check").text)
    assert "Antes de la primera sesión era Marcado" in page
    assert "Qué se trató Cicatrices de acné" in page
    for english in ("Neither", "First session", "Acne scars", "I do not know", "Not given"):
        assert english not in page


def test_a_report_is_sent_once_however_often_it_is_clicked(
    client: FlaskClient, draft: str, session: Session
) -> None:
    fill_in(client, draft)
    first, second = send(client, draft), send(client, draft)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert session.scalar(select(func.count()).select_from(Review)) == 1
    status = client.get(first.location)
    assert "Waiting for you to confirm your e-mail address" in status.text
    assert client.get(f"{draft}/words").location == first.location
    assert client.post(f"{draft}/words", data={"text": "Late."}).location == first.location


def test_confirming_takes_a_press_of_a_button_and_publishing_a_moderator(
    client: FlaskClient, draft: str, session: Session
) -> None:
    fill_in(client, draft)
    status = send(client, draft).location
    text = session.scalars(select(MailMessage.text)).one()
    link = re.search(r"/report/confirm/\S+", text)
    assert link
    assert status in text
    client.get(link[0])
    assert "Waiting for you to confirm" in client.get(status).text
    assert "A moderator looks at your report" in client.post(link[0]).text
    page = client.get(status).text
    assert "The treatment is not proven by a visit code or an accepted receipt." in text_of(page)
    assert client.post(f"{status}/withdraw").location == status
    assert "Withdrawn by you" in client.get(status).text
    assert client.post(f"{status}/withdraw").status_code == 400


def test_what_was_typed_is_kept_going_back_forward_and_away(
    client: FlaskClient, draft: str
) -> None:
    fill_in(client, draft, until="sessions")
    response = client.post(f"{draft}/sessions", data={"session_count": "lots", "go": "back"})
    assert response.location == f"{draft}/result"
    assert 'value="lots"' in client.get(f"{draft}/sessions").text
    response = client.post(f"{draft}/sessions", data={"session_count": "3", "go": "later"})
    page = client.get(response.location).text
    assert f"http://127.0.0.1:8000{draft}" in page
    assert client.get(draft).location == f"{draft}/downtime"


def test_a_change_from_the_last_page_leads_back_there(client: FlaskClient, draft: str) -> None:
    fill_in(client, draft)
    assert 'name="change"' in client.get(f"{draft}/result?change=1").text
    response = client.post(f"{draft}/result", data={"gais": "1", "change": "1"})
    assert response.location == f"{draft}/check"
    assert "Worse" in client.get(response.location).text


def test_nothing_is_chosen_beforehand_on_any_page(client: FlaskClient, draft: str) -> None:
    for key in STEP_KEYS:
        page = client.get(f"{draft}/{key}").text
        assert " checked" not in page
        assert 'selected value="' not in page.replace('selected value=""', "")


def test_no_grade_is_chosen_beforehand_and_no_other_rating_is_shown(
    client: FlaskClient, draft: str
) -> None:
    page = client.get(f"{draft}/result").text
    assert page.count('type="radio"') == 5
    assert "checked" not in page
    assert "of 100" not in page


@pytest.mark.parametrize(
    ("key", "typed", "message"),
    [
        ("proof", {}, "Choose whether you have a visit code or a receipt."),
        ("proof", {"proof": "code"}, "Enter the visit code, or choose another way to show it."),
        ("proof", {"proof": "code", "code": "0123"}, "has 16 characters"),
        ("operator", {}, "Choose who held the laser."),
        ("operator", {"laser_operator": "other"}, "should not be about Marisol Okafor"),
        ("visit", {}, "Enter the day of the first session."),
        ("visit", {"first_session_on": "2026-02-30"}, "Enter a day that exists as month/day/year"),
        ("visit", {"first_session_on": "2026-11-24"}, "in the future"),
        ("visit", {"first_session_on": "2012-04-30"}, "only treatments of the last"),
        (
            "visit",
            {"first_session_on": "2026-05-04", "last_session_on": "2026-05-03"},
            "cannot be before the first",
        ),
        (
            "visit",
            {"first_session_on": "2026-05-04", "last_session_on": "2027-05-03"},
            "in the future",
        ),
        ("treatment", {"concern_key": "", "treatment_key": "unknown"}, "Choose what was treated."),
        ("treatment", {"concern_key": "x", "treatment_key": "unknown"}, "one of the options"),
        ("severity", {}, "Choose how it was."),
        ("result", {}, "Choose how your skin is now"),
        ("result", {"gais": "6"}, "Choose one of the options listed."),
        ("sessions", {"session_count": ""}, "Enter how many sessions you have had."),
        ("sessions", {"session_count": "-1"}, "Enter a whole number from 1 to 50."),
        ("sessions", {"session_count": "9" * 5000}, "Enter a whole number from 1 to 50."),
        ("downtime", {"work_downtime_days": "1e9"}, "Enter a whole number from 0 to 365."),
        ("side-effects", {}, "Choose whether anything went wrong."),
        ("side-effects", {"happened": "yes", "handling": "well"}, "Tick what happened."),
        ("side-effects", {"happened": "no", "kinds": "scar"}, "Change one of the two."),
        ("side-effects", {"happened": "yes", "kinds": "scar"}, "how the practice dealt with it"),
        ("worth", {}, "Choose whether it was worth it."),
        ("about-you", {"fitzpatrick": "3"}, "Your skin type: tick this if you agree"),
        ("about-you", {"age_band": "40-49"}, "Your age: tick this if you agree"),
        ("connections", {"relation": "none"}, "Choose what you received"),
        ("words", {"text": "<script>alert(1)</script>"}, "looks like HTML or a script"),
        ("words", {"text": "x" * 5001}, "Shorten this to 5,000 characters or fewer."),
        ("words", {"text": "nice\x00 \u202eevil"}, "Invisible control characters"),
        ("email", {"email": ""}, "Enter your e-mail address."),
        ("email", {"email": "patient@"}, "Enter"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_kept(
    client: FlaskClient, draft: str, key: str, typed: dict[str, str], message: str
) -> None:
    response = client.post(f"{draft}/{key}", data=typed)
    assert response.location == f"{draft}/{key}?wrong=1"
    page = client.get(response.location)
    assert page.status_code == 200
    [told] = errors_of(page.text)
    assert message.lower() in told.replace("&#39;", "'").lower()
    for value in typed.values():
        shown = value.replace("\x00", "").replace("\u202e", "")
        kept = shown.replace("<", "&lt;").replace(">", "&gt;")
        assert kept in page.text or f'value="{kept}" selected' in page.text or key == "treatment"


def test_a_visit_before_the_licence_is_told(client: FlaskClient, session: Session) -> None:
    load_the_vocabulary(session)
    make_practitioner(session, slug="hand", licensed_on=date(2026, 1, 1))
    session.commit()
    draft = client.post(START).location.removesuffix("/proof")
    response = client.post(f"{draft}/visit", data={"first_session_on": "2025-12-31"})
    [told] = errors_of(client.get(response.location).text)
    assert "before the practitioner’s first licence on record, of January 1, 2026" in told


def test_what_cannot_be_seen_is_taken_out_and_passes_once_it_was_read_again(
    client: FlaskClient, draft: str
) -> None:
    client.post(f"{draft}/words", data={"text": "Fine.\u202e"})
    response = client.post(f"{draft}/words", data={"text": "Fine."})
    assert response.location == f"{draft}/email"


def test_an_incomplete_report_is_not_sent_and_leads_to_what_is_missing(
    client: FlaskClient, draft: str, session: Session
) -> None:
    fill_in(client, draft, until="consultation")
    assert client.get(f"{draft}/check").text.count("Not answered yet.") == 5
    response = send(client, draft)
    assert response.location == f"{draft}/consultation?wrong=1&change=1"
    assert session.scalar(select(func.count()).select_from(Review)) == 0


def test_a_report_is_not_sent_without_agreement(
    client: FlaskClient, draft: str, session: Session
) -> None:
    fill_in(client, draft)
    response = client.post(f"{draft}/check", data={})
    [told] = errors_of(client.get(response.location).text)
    assert told.startswith("Tick the box if you agree.")
    assert session.scalar(select(func.count()).select_from(Review)) == 0


def test_a_code_used_up_between_the_pages_leads_back_to_it(
    client: FlaskClient, draft: str, session: Session, practitioner: Practitioner, now: datetime
) -> None:
    code = issue_code(session, practitioner, now)
    other = client.post(START).location.removesuffix("/proof")
    for address in (draft, other):
        client.post(f"{address}/proof", data={"proof": "code", "code": code})
        for key in STEP_KEYS[1:]:
            client.post(f"{address}/{key}", data=ANSWERS[key])
    assert "/report/status/" in send(client, draft).location
    response = send(client, other)
    assert response.location == f"{other}/proof?wrong=1&change=1"
    [told] = errors_of(client.get(response.location).text)
    assert "This code was used already." in told
    assert "receipt" in told


def test_a_printed_card_leads_to_the_practitioner_with_the_code_filled_in(
    client: FlaskClient, session: Session, practitioner: Practitioner, now: datetime
) -> None:
    code = issue_code(session, practitioner, now)
    response = client.get("/report", query_string={"code": code})
    assert response.location == f"{START}?code={code}"
    assert f'value="{code}"' in client.get(response.location).text
    first_page = client.post(START, data={"code": code}).location
    page = client.get(first_page).text
    assert f'value="{code}"' in page
    assert re.search(r'checked[^>]*value="code"', page)


@pytest.mark.parametrize("code", ["0123", "AAAAAAAAAAAAAAAA", "0000000000000000", "\x00", "é" * 16])
def test_a_wrong_code_on_the_way_in_is_told(
    client: FlaskClient, practitioner: Practitioner, code: str
) -> None:
    page = client.get("/report", query_string={"code": code})
    assert page.status_code == 200
    assert len(errors_of(page.text)) == 1


def issue_code(session: Session, practitioner: Practitioner, now: datetime) -> str:
    code = issue_block(session, practitioner.id, 1, None, now).codes[0]
    session.commit()
    return code


def test_a_draft_that_is_gone_says_so(
    client: FlaskClient, draft: str, session: Session, now: datetime
) -> None:
    delete_stale_drafts(session, now + KEPT_FOR + timedelta(seconds=1))
    session.commit()
    for response in (client.get(f"{draft}/words"), client.post(f"{draft}/words", data={})):
        assert response.status_code == 404
        assert "This draft is gone. Drafts are deleted 60 days" in response.text


def test_unknown_people_pages_and_secrets_are_not_found(client: FlaskClient, draft: str) -> None:
    for address in (
        "/practitioners/nobody/report",
        f"{draft}/prices",
        "/report/draft/x/words",
        "/report/status/x",
        "/report/confirm/x",
    ):
        assert client.get(address).status_code == 404
    assert client.post("/practitioners/nobody/report").status_code == 404


def test_a_report_needs_no_cookie_and_its_pages_tell_nobody_their_address(
    client: FlaskClient, draft: str
) -> None:
    fill_in(client, draft)
    for address in (draft, f"{draft}/words", f"{draft}/check", send(client, draft).location):
        response = client.get(address)
        assert "Set-Cookie" not in response.headers
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in client.get(START).headers


def upload(client: FlaskClient, draft: str, content: bytes) -> TestResponse:
    return client.post(
        f"{draft}/proof",
        data={"proof": "receipt", "receipt": (io.BytesIO(content), "receipt.jpg")},
        content_type="multipart/form-data",
    )


def test_a_file_that_is_no_receipt_is_told_and_does_not_stop_the_report(
    client: FlaskClient, draft: str
) -> None:
    response = upload(client, draft, b"MZ, a renamed program")
    assert response.location == f"{draft}/proof?wrong=1"
    assert len(errors_of(client.get(response.location).text)) == 1
    response = client.post(f"{draft}/proof", data={"proof": "receipt"})
    assert response.location == f"{draft}/operator"


def test_a_receipt_is_kept_with_the_draft_and_goes_with_the_report(
    client: FlaskClient, draft: str, session: Session
) -> None:
    fill_in(client, draft)
    assert upload(client, draft, make_picture()).location == f"{draft}/operator"
    assert "Your receipt is kept" in client.get(f"{draft}/proof").text
    status = client.get(send(client, draft).location).text
    assert "waiting for the moderator" in text_of(status)
    receipt = session.scalars(select(Receipt)).one()
    assert receipt.review_id == session.scalars(select(Review.id)).one()


def test_two_tabs_on_different_pages_lose_nothing(
    client: FlaskClient, draft: str, session: Session
) -> None:
    client.post(f"{draft}/worth", data={"is_worth_it": "no"})
    client.post(f"{draft}/result", data={"gais": "2"})
    answers = session.scalars(select(ReviewDraft.answers)).one()
    assert answers["worth"]["is_worth_it"] == ["no"]
    assert answers["result"]["gais"] == ["2"]


def test_a_draft_of_another_browser_is_called_so(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    notice = "This draft was not begun in this browser."
    cookie = client.get_cookie("begun_here", path=draft)
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    other = app.test_client()
    for path in (f"{draft}/proof", f"{draft}/check"):
        assert notice not in client.get(path).text
        assert notice in other.get(path).text
    assert other.post(f"{draft}/proof", data={"proof": "none"}).location == f"{draft}/operator"
