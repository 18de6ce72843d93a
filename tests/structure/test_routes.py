"""No URL vanishes or changes silently: people keep links."""

from __future__ import annotations

from pathlib import Path

from directory.app import create_app
from scripts.write_routes import ROUTES_FILE, list_routes
from tests.fixtures.databases import make_settings


def test_the_urls_are_those_of_the_list(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path))
    written = ROUTES_FILE.read_text("utf-8").splitlines()
    assert list_routes(app) == written, "If this is meant, run: make routes"
