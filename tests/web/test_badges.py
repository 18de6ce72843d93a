"""Badges: live figures with their interval, honest where there are few, the same for everybody."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from xml.etree import ElementTree

from flask import current_app
from flask.testing import FlaskClient

from directory.services.badge import Badge
from tests.fixtures.databases import ON_SQLITE

pytestmark = ON_SQLITE

SVG = "{http://www.w3.org/2000/svg}"


def read_badge(visitor: FlaskClient, slug: str) -> ElementTree.Element:
    response = visitor.get(f"/practitioners/{slug}/badge.svg")
    assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
    return ElementTree.fromstring(response.text)  # noqa: S314  # our own drawing


def title_of(drawing: ElementTree.Element) -> str:
    title = drawing.find(f"{SVG}title")
    assert title is not None and title.text
    return title.text


def test_a_badge_says_what_the_profile_says(visitor: FlaskClient) -> None:
    title = title_of(read_badge(visitor, "good"))
    skill = visitor.get("/api/v1/practitioners/good").json["skill"]  # type: ignore[index]
    assert f"{skill['points']:.0f} of 100" in title
    assert f"{skill['lo90']:.0f} to {skill['hi90']:.0f}" in title
    assert "40 verified outcomes" in title
    assert "Nov 23, 2026" in title
    assert "fictional" in title


def test_with_few_outcomes_there_are_no_figures(visitor: FlaskClient) -> None:
    drawing = read_badge(visitor, "bare")
    assert "Not enough data" in title_of(drawing)
    assert not list(drawing.iter(f"{SVG}circle"))
    assert "of 100" not in "".join(drawing.itertext())


def test_a_badge_runs_nothing_and_its_style_is_the_one_allowed(visitor: FlaskClient) -> None:
    response = visitor.get("/practitioners/good/badge.svg")
    assert "<script" not in response.text
    style = re.search(r"<style>(.*?)</style>", response.text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_other_sites_may_show_it_and_caches_keep_it(visitor: FlaskClient) -> None:
    first = visitor.get("/practitioners/good/badge.svg")
    assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Cookie" not in first.headers.get("Vary", "")
    again = visitor.get(
        "/practitioners/good/badge.svg", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_a_name_is_text_and_never_markup(client: FlaskClient) -> None:
    with client.application.app_context():
        drawing = current_app.jinja_env.get_template("badges/badge.svg")
        badge = Badge("x", "<script>&", None, "No <b>data", False, date(2026, 11, 23))
        text = drawing.render(badge=badge, style="", size=(1, 1), plot_x=float)
    assert "<script" not in text and "<b>" not in text


def test_the_page_gives_html_that_shows_the_badge(visitor: FlaskClient) -> None:
    page = visitor.get("/practitioners/good/badge").text
    assert "&lt;img src=" in page
    assert "http://127.0.0.1:8000/practitioners/good/badge.svg" in page


def test_there_is_no_badge_of_nobody(visitor: FlaskClient) -> None:
    assert visitor.get("/practitioners/nobody/badge.svg").status_code == 404
    assert visitor.get("/practitioners/nobody/badge").status_code == 404
