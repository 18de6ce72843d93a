"""docs/operations.md names figures, commands, settings and files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from directory.app import create_app
from directory.config import SETTINGS
from tests.fixtures.databases import make_settings

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (DOCS / "operations.md").read_text("utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Flask:
    """A site that was never set up: what it would say is known without."""
    return create_app(make_settings(tmp_path))


def test_commands_exist(site: Flask) -> None:
    named = set(re.findall(r"\bflask (?:--app wsgi )?([a-z][a-z-]*(?: [a-z][a-z-]*)?)", TEXT))
    assert {"backup restore", "index rebuild", "doctor"} <= named
    with site.app_context():
        for command in sorted(named):
            done = site.test_cli_runner().invoke(args=[*command.split(), "--help"])
            assert done.exit_code == 0, command


def test_figures_exist() -> None:
    source = (DOCS.parent / "directory" / "web" / "metrics.py").read_text("utf-8")
    named = set(re.findall(r"skilled_hand_([a-z_]+)", TEXT))
    assert named
    assert [name for name in named if name.removesuffix("_total") not in source] == []


def test_settings_exist() -> None:
    named = set(re.findall(r"`([A-Z][A-Z_]+)(?:/\w+)?`", TEXT)) - {"SHA256SUMS"}
    assert {"BACKUP_DIR", "TRUSTED_PROXIES"} <= named
    assert named - set(SETTINGS) == set()


def test_links_lead_to_files() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT)
    assert [link for link in links if not (DOCS / link).exists()] == []
