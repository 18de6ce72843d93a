"""Names and proxies: the site answers to its own names, and believes known proxies only."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client

from directory.app import create_app
from directory.web.hosting import KnownProxies
from tests.fixtures.databases import make_settings

NAMED = {"SITE_URL": "https://directory.example"}


@pytest.mark.parametrize(
    ("settings", "host", "is_own"),
    [
        (NAMED, "directory.example", True),
        (NAMED, "DIRECTORY.example:443", True),
        (NAMED, "localhost:8000", True),
        (NAMED, "127.0.0.1:8000", True),
        (NAMED, "[::1]:8000", True),
        (NAMED, "evil.example", False),
        (NAMED, "directory.example.evil.example", False),
        (NAMED, "directory.example@evil.example", False),
        (NAMED | {"ALLOWED_HOSTS": "a.example, .b.example"}, "x.b.example", True),
        (NAMED | {"ALLOWED_HOSTS": "a.example, .b.example"}, "xb.example", False),
        (NAMED | {"ALLOWED_HOSTS": "a.example"}, "directory.example", False),
        ({"DEMO": "1"}, "any.example:8000", True),
    ],
)
def test_it_answers_to_its_own_names(
    app: Flask, tmp_path: Path, settings: dict[str, str], host: str, is_own: bool
) -> None:
    app.config["SETTINGS"] = make_settings(tmp_path / "data", **settings)
    client = app.test_client()
    answer = client.get("/no-such-page", headers={"Host": host})
    assert answer.status_code == (404 if is_own else 400)
    assert "evil" not in answer.text
    assert client.get("/health/live", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/no-such-page", "/api/v1/vocabulary", "/fhir/metadata"])
@pytest.mark.parametrize("settings", [NAMED, {"DEMO": "1"}], ids=["named", "demo"])
def test_what_can_be_no_name_is_refused_on_a_page(
    app: Flask, tmp_path: Path, settings: dict[str, str], path: str
) -> None:
    app.config["SETTINGS"] = make_settings(tmp_path / "data", **settings)
    answer = app.test_client().get(path, headers={"Host": "a" * 64 + ".example"})
    assert answer.status_code == 400


def read_environ(environ: dict[str, str], start: object) -> Iterable[bytes]:
    assert callable(start)
    start("200 OK", [("Content-Type", "text/plain")])
    return [
        f"{environ['REMOTE_ADDR']} {environ['wsgi.url_scheme']} {environ['HTTP_HOST']}".encode()
    ]


@pytest.mark.parametrize(
    ("asked_by", "forwarded", "seen"),
    [
        ("192.0.2.9", "203.0.113.7", "192.0.2.9 http"),  # nobody we know says so
        ("10.0.0.5", "203.0.113.7", "203.0.113.7 https"),
        ("10.0.0.5", "198.51.100.1, 203.0.113.7", "203.0.113.7 https"),  # the first is invented
        ("10.0.0.5", "203.0.113.7, 10.1.0.8", "203.0.113.7 https"),  # two known ones in a row
        ("10.0.0.5", "10.1.0.9, 10.1.0.8", "10.1.0.9 https"),
        ("2001:db8::5", "203.0.113.7", "203.0.113.7 https"),
    ],
)
def test_the_address_is_the_one_that_a_known_proxy_saw(
    tmp_path: Path, asked_by: str, forwarded: str, seen: str
) -> None:
    settings = make_settings(tmp_path, TRUSTED_PROXIES="10.0.0.5, 10.1.0.0/24, 2001:db8::/64")
    client = Client(KnownProxies(read_environ, settings.trusted_proxies))  # type: ignore[arg-type]
    answer = client.get(
        "/",
        headers={
            "Host": "directory.example",
            "X-Forwarded-For": forwarded,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "evil.example",
        },
        environ_base={"REMOTE_ADDR": asked_by},
    )
    assert answer.text == f"{seen} directory.example"


def test_a_proxy_in_the_settings_is_put_before_the_site(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path, TRUSTED_PROXIES="10.0.0.5"))
    answer = app.test_client().get(
        "/metrics",
        headers={"X-Forwarded-For": "203.0.113.7"},
        environ_base={"REMOTE_ADDR": "10.0.0.5"},
    )
    assert answer.status_code == 403
