"""The styles of every page come as one file, which browsers keep until it changes."""

from __future__ import annotations

import re
from pathlib import Path

from flask.testing import FlaskClient

from directory.web.shared_styles import SHARED_STYLES

CSS_FOLDER = Path(__file__).resolve().parents[2] / "static" / "css"


def test_a_page_asks_for_all_shared_styles_at_once(visitor: FlaskClient) -> None:
    links = re.findall(r'<link rel="stylesheet" href="([^"]+)"', visitor.get("/rules").text)
    assert links[0].startswith("/shared.css?v=")
    styles = visitor.get(links[0])
    assert styles.mimetype == "text/css"
    position = -1
    for name in SHARED_STYLES:
        first_rule = (CSS_FOLDER / f"{name}.css").read_text("utf-8").partition("{")[0]
        assert position < styles.text.index(first_rule)
        position = styles.text.index(first_rule)


def test_what_the_styles_ask_for_is_there(visitor: FlaskClient) -> None:
    asked = re.findall(r'url\("([^"]+)"\)', visitor.get("/shared.css").text)
    assert asked
    for address in asked:
        assert visitor.get(address).status_code == 200


def test_the_styles_are_kept_for_a_year_and_by_caches(visitor: FlaskClient) -> None:
    first = visitor.get("/shared.css")
    assert first.headers["Cache-Control"] == "public, max-age=31536000"
    assert "Cookie" not in first.headers.get("Vary", "")
    again = visitor.get("/shared.css", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
