"""The page of the open data, and the files of the newest export as readers fetch them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.database import db
from directory.exports.open_data.tables import TABLES
from directory.services.open_data.export import make_export
from tests.fixtures.databases import ON_SQLITE
from tests.web.conftest import NOON, text_of

pytestmark = ON_SQLITE

MOMENT = "Mon, 23 Nov 2026 12:00:00 GMT"


@pytest.fixture(scope="module")
def exported_site(small_site: Flask) -> Flask:
    """The small site with an export of it."""
    settings = small_site.config["SETTINGS"]
    with small_site.app_context():
        make_export(
            db.session,
            settings.open_data_folder,
            licence=settings.open_data_licence,
            site_url=settings.site_url,
            now=NOON,
        )
    return small_site


def export_folder(site: Flask) -> Path:
    [folder] = site.config["SETTINGS"].open_data_folder.iterdir()
    return Path(folder)


def test_before_there_is_an_export_the_page_says_so_and_how_to_make_one(
    small_site: Flask, visitor: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = replace(small_site.config["SETTINGS"], data_folder=tmp_path)
    monkeypatch.setitem(small_site.config, "SETTINGS", empty)
    page = visitor.get("/open-data")
    assert page.status_code == 200
    assert "No export has been made on this site yet" in page.text
    assert "open-data export" in page.text
    assert visitor.get("/open-data/practitioners.csv").status_code == 404
    assert '<a href="/open-data">Open data</a>' in visitor.get("/").text


def test_the_page_gives_every_file_and_explains_every_column(exported_site: Flask) -> None:
    page = exported_site.test_client().get("/open-data").text
    assert "CC-BY" not in page
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in page
    assert "As of Nov 23, 2026" in text_of(page)
    for table in TABLES:
        for suffix in ("csv", "ndjson", "parquet"):
            assert f'href="/open-data/{table.name}.{suffix}"' in page
        for column in table.columns:
            assert f"<code>{column.name}</code>" in page


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("practitioners.csv", "text/csv"),
        ("practitioners.ndjson", "application/x-ndjson"),
        ("practitioners.parquet", "application/vnd.apache.parquet"),
        ("datapackage.json", "application/json"),
    ],
)
def test_a_file_is_served_whole_once_and_in_parts(
    exported_site: Flask, name: str, media_type: str
) -> None:
    visitor, content = exported_site.test_client(), (export_folder(exported_site) / name)
    answer = visitor.get(f"/open-data/{name}")
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert answer.data == content.read_bytes()
    assert answer.headers["Last-Modified"] == MOMENT
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    etag = answer.headers["ETag"]
    for asked in ({"If-None-Match": etag}, {"If-Modified-Since": MOMENT}):
        assert visitor.get(f"/open-data/{name}", headers=asked).status_code == 304
    part = visitor.get(f"/open-data/{name}", headers={"Range": "bytes=5-9", "If-Range": etag})
    assert (part.status_code, part.data) == (206, answer.data[5:10])


def test_the_etag_of_a_file_is_the_hash_of_what_it_holds(exported_site: Flask) -> None:
    visitor = exported_site.test_client()
    package = visitor.get("/open-data/datapackage.json").json
    assert package["created"] == NOON.isoformat()
    for described in package["resources"]:
        answer = visitor.get(f"/open-data/{described['path']}")
        digest = hashlib.sha256(answer.data).hexdigest()
        assert described["hash"] == f"sha256:{digest}"
        assert described["bytes"] == len(answer.data)
        assert answer.headers["ETag"] == f'"{digest}"'


@pytest.mark.parametrize("name", ["SHA256SUMS", "..%2Fdemo_secret_key", "no-such.csv", "index"])
def test_nothing_but_the_files_of_the_export_is_served(exported_site: Flask, name: str) -> None:
    assert exported_site.test_client().get(f"/open-data/{name}").status_code == 404
