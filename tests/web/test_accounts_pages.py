"""Signing in, and what each role finds behind it."""

from __future__ import annotations

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from directory.domain.permissions import Role, is_staff
from tests.web.conftest import NOON, PASSWORD, TOTP_SECRET, text_of, token_of


def sign_in(visitor: FlaskClient, email: str, password: str = PASSWORD) -> TestResponse:
    token = token_of(visitor.get("/sign-in").text)
    return visitor.post(
        "/sign-in", data={"email": email, "password": password, "csrf_token": token}
    )


def give_code(visitor: FlaskClient) -> TestResponse:
    token = token_of(visitor.get("/sign-in/code").text)
    code = pyotp.TOTP(TOTP_SECRET).at(NOON)
    return visitor.post("/sign-in/code", data={"code": code, "csrf_token": token})


def open_account(visitor: FlaskClient, role: str) -> str:
    arrival = sign_in(visitor, f"{role}@example.org")
    if is_staff(Role(role)):
        assert arrival.location == "/sign-in/code"
        arrival = give_code(visitor)
    assert arrival.location == "/account"
    response = visitor.get("/account")
    assert response.status_code == 200
    return text_of(response.text)


def test_a_patient_finds_their_own_reviews(visitor: FlaskClient) -> None:
    page = open_account(visitor, "patient")
    assert "Mine." in page
    assert "Shallower now." not in page


def test_a_practitioner_finds_their_skill_its_parts_and_what_would_move_it(
    visitor: FlaskClient,
) -> None:
    page = open_account(visitor, "practitioner")
    assert "Your skill, as patients see it" in page
    assert "modelled from 40 verified reports" in page
    assert "Where everybody starts" in page
    assert "What would move it" in page


def test_an_admin_finds_counts_imports_and_the_index(visitor: FlaskClient) -> None:
    page = open_account(visitor, "admin")
    assert "Practitioners, active 3" in page
    assert "Practitioners in the index 3" in page
    assert "Changes waiting 0" in page
    assert "npidata.csv" in page
    assert "40 an organisation, not a person" in page
    assert "Line 7: The given or the family name is missing." in page


def test_a_registrar_finds_how_much_waits_and_a_moderator_where(visitor: FlaskClient) -> None:
    registrar = open_account(visitor, "registrar")
    assert "Claims that wait (0)" in registrar and "Uncertain matches (0)" in registrar
    visitor.post("/sign-out", data={"csrf_token": token_of(visitor.get("/account").text)})
    assert "What waits" in open_account(visitor, "moderator")


@pytest.mark.parametrize("email", ["patient@example.org", "nobody@example.org"])
def test_a_wrong_password_is_said_without_saying_what_is_wrong(
    visitor: FlaskClient, email: str
) -> None:
    response = sign_in(visitor, email, "wrong")
    assert response.status_code == 400
    assert "There is a problem" in response.text
    assert 'href="#email"' in response.text
    assert "The e-mail address or the password is not right." in response.text
    assert f'value="{email}"' in response.text
    assert visitor.get("/account").location == "/sign-in"


def test_an_empty_form_says_what_is_missing(visitor: FlaskClient) -> None:
    response = sign_in(visitor, "", "")
    assert response.status_code == 400
    assert "Enter your e-mail address." in response.text
    assert "Enter your password." in response.text


def test_a_form_without_its_token_is_refused(visitor: FlaskClient) -> None:
    response = visitor.post("/sign-in", data={"email": "patient@example.org", "password": PASSWORD})
    assert response.status_code == 400
    assert "This form has expired" in response.text
    assert visitor.get("/account").location == "/sign-in"


def test_signing_out_ends_the_session(visitor: FlaskClient) -> None:
    open_account(visitor, "patient")
    token = token_of(visitor.get("/account").text)
    assert visitor.post("/sign-out", data={"csrf_token": token}).location == "/"
    assert visitor.get("/account").location == "/sign-in"


def test_a_made_up_token_is_no_session(visitor: FlaskClient) -> None:
    with visitor.session_transaction() as session:
        session["token"] = "made up"
    assert visitor.get("/account").location == "/sign-in"


def test_the_session_cookie_cannot_be_read_by_scripts_or_sent_from_elsewhere(
    visitor: FlaskClient,
) -> None:
    cookies = sign_in(visitor, "patient@example.org").headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"session", "known_browser"}
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_the_header_offers_what_fits(small_site: Flask, visitor: FlaskClient) -> None:
    assert "Sign in" in text_of(visitor.get("/concerns").text)
    open_account(visitor, "patient")
    assert "Your account" in text_of(visitor.get("/concerns").text)
