"""A site whose address is https says so in its headers and in the names of its cookies."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from directory.app import create_app
from tests.fixtures.databases import make_settings


@pytest.fixture
def site(tmp_path: Path, sqlite_template: str) -> Flask:
    return create_app(make_settings(tmp_path, sqlite_template, SITE_URL="https://hands.example"))


def test_browsers_are_told_to_stay_with_https_for_a_year(site: Flask) -> None:
    answer = site.test_client().get("/health/live")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_the_cookie_of_the_session_is_of_this_host_alone(site: Flask) -> None:
    answer = site.test_client().get("/sign-in", base_url="https://hands.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain=" not in cookie


def test_who_has_a_session_leaves_no_page_in_the_browser(site: Flask) -> None:
    browser = site.test_client()
    first = browser.get("/sign-in", base_url="https://hands.example")
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = browser.get("/sign-in", base_url="https://hands.example")
    assert again.headers["Cache-Control"] == "no-store"
