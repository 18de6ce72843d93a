"""Backups on either database: made while others write, put back elsewhere, refused when damaged."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from directory.app import create_app
from directory.database import db
from directory.models import LedgerEntryRow
from directory.services.ledger import append_entry
from directory.services.skill import fit_and_score
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.databases import make_settings
from tests.fixtures.postgresql_server import PostgresqlServer

UPLOADED = {"photos/a.webp": b"a portrait", "receipts/b.pdf": b"a receipt"}


@contextmanager
def open_site(folder: Path, database_url: str) -> Iterator[Flask]:
    """A site on a database of its own, whose connections end with the block."""
    app = create_app(make_settings(folder, database_url))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def site(database_url: str, tmp_path: Path, now: datetime) -> Iterator[Flask]:
    """A small site with people, a ledger and uploads."""
    with open_site(tmp_path / "data", database_url) as app:
        with app.app_context():
            load_the_vocabulary(db.session)
            make_practitioner(db.session, name="Nia Bell")
            fit_and_score(db.session, now.date(), now)
            db.session.commit()
            write_entries(now, 5)
        for name, content in UPLOADED.items():
            file = app.config["SETTINGS"].upload_folder / name
            file.parent.mkdir(parents=True)
            file.write_bytes(content)
        yield app


@pytest.fixture
def empty_site(
    database_name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Flask]:
    """A site elsewhere that was never set up."""
    url = f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"
    if database_name == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        url = server.create_database("elsewhere")
        request.addfinalizer(lambda: server.drop_database("elsewhere"))
    with open_site(tmp_path / "elsewhere", url) as app:
        yield app


def write_entries(now: datetime, count: int) -> None:
    for _ in range(count):
        append_entry(db.session, "codes.issued", now=now, facts={"block": 1, "codes": 1})
        db.session.commit()


def run(app: Flask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=["backup", *map(str, arguments)])


def make_backup(app: Flask, folder: Path) -> Path:
    done = run(app, "create", folder)
    assert done.exit_code == 0, done.output
    [backup] = folder.iterdir()
    return backup


def read_rows(app: Flask) -> list[object]:
    """The rows of some tables, as far as they can be compared."""
    with app.app_context():
        entries = db.session.execute(select(LedgerEntryRow.number, LedgerEntryRow.hash)).all()
        return sorted(map(tuple, entries))


def read_uploads(app: Flask) -> dict[str, bytes]:
    folder = app.config["SETTINGS"].upload_folder
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_made_while_others_write_it_is_of_one_moment_and_comes_back_elsewhere(
    site: Flask, empty_site: Flask, tmp_path: Path, now: datetime
) -> None:
    stopped = threading.Event()

    def write() -> None:
        with site.app_context():
            while not stopped.is_set():
                write_entries(now, 1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backup = make_backup(site, tmp_path / "backups")
    finally:
        stopped.set()
        writer.join()
    done = run(empty_site, "restore", backup)
    assert done.exit_code == 0, done.output
    restored, original = read_rows(empty_site), read_rows(site)
    assert 5 <= len(restored) <= len(original)
    assert restored == original[: len(restored)]
    assert read_uploads(empty_site) == UPLOADED
    assert empty_site.extensions["search_index"].health().document_count == 1
    verified = empty_site.test_cli_runner().invoke(args=["ledger", "verify"])
    assert verified.exit_code == 0, verified.output


def test_it_does_not_replace_a_site_unless_told_to(
    site: Flask, tmp_path: Path, now: datetime
) -> None:
    backup, rows = make_backup(site, tmp_path / "backups"), read_rows(site)
    with site.app_context():
        write_entries(now, 1)
    refused = run(site, "restore", backup)
    assert (refused.exit_code, "--replace" in refused.output) == (1, True)
    assert len(read_rows(site)) == len(rows) + 1
    done = run(site, "restore", backup, "--replace")
    assert done.exit_code == 0, done.output
    assert (read_rows(site), read_uploads(site)) == (rows, UPLOADED)


@pytest.fixture
def sqlite_backup(sqlite_template: str, tmp_path: Path) -> tuple[Flask, Path]:
    """A backup of an empty site, on SQLite only."""
    file = tmp_path / "site.sqlite3"
    shutil.copyfile(sqlite_template.removeprefix("sqlite:///"), file)
    app = create_app(make_settings(tmp_path / "data", f"sqlite:///{file}"))
    with app.app_context():
        load_the_vocabulary(db.session)
        db.session.commit()
    uploads = app.config["SETTINGS"].upload_folder
    uploads.mkdir()
    (uploads / "a.webp").write_bytes(b"a portrait")
    return app, make_backup(app, tmp_path / "backups")


def test_a_backup_is_for_the_sites_own_account_only(sqlite_backup: tuple[Flask, Path]) -> None:
    _, backup = sqlite_backup
    assert not any(file.stat().st_mode & 0o077 for file in (backup, backup / "database.sqlite3"))


def _change_a_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize("damage", [_change_a_byte, Path.unlink])
def test_a_damaged_backup_is_refused_and_changes_nothing(
    sqlite_backup: tuple[Flask, Path], tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    app, backup = sqlite_backup
    files = [file.relative_to(backup) for file in backup.rglob("*") if file.is_file()]
    assert len(files) == 5
    for number, name in enumerate(files):
        copy = Path(shutil.copytree(backup, tmp_path / f"copy-{number}"))
        damage(copy / name)
        for command in (("verify",), ("restore", "--replace")):
            done = run(app, *command, copy)
            assert (done.exit_code, "Traceback" in done.output) == (1, False)
            assert "damaged" in done.output or "cannot be read" in done.output


def test_a_file_that_does_not_belong_to_it_is_named(sqlite_backup: tuple[Flask, Path]) -> None:
    app, backup = sqlite_backup
    (backup / "uploads" / "stranger.html").write_text("x", encoding="utf-8")
    assert "uploads/stranger.html does not belong to it" in run(app, "verify", backup).output


def test_another_key_than_that_sites_is_told(sqlite_backup: tuple[Flask, Path]) -> None:
    app, backup = sqlite_backup
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = make_settings(
        settings.data_folder, settings.database_url, SECRET_KEY="another-key-" * 4
    )
    done = run(app, "restore", backup, "--replace")
    assert "SECRET_KEY is not the one of that site" in done.output


def test_old_backups_are_pruned(sqlite_backup: tuple[Flask, Path]) -> None:
    app, backup = sqlite_backup
    for day in range(1, 6):
        (backup.parent / f"2020-01-0{day}T00-00-00Z").mkdir()
    (backup.parent / ".partial-2020-01-01T00-00-00Z").mkdir()
    done = run(app, "prune", backup.parent)
    assert done.exit_code == 0, done.output
    left = sorted(folder.name for folder in backup.parent.iterdir())
    assert left == ["2020-01-04T00-00-00Z", "2020-01-05T00-00-00Z", backup.name]


def test_without_a_place_it_asks_for_one(sqlite_backup: tuple[Flask, Path]) -> None:
    app, _ = sqlite_backup
    done = run(app, "create")
    assert (done.exit_code, "set BACKUP_DIR" in done.output) == (1, True)
