"""`open-data export`: beside a site, into a folder, killed in the middle, and by its licence."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from directory.app import create_app
from directory.config import ConfigurationError
from directory.database import db
from directory.services.open_data import export as exporting
from directory.services.open_data.published import find_newest_export
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.databases import make_settings

KILLED_AT_ROW = 100


@pytest.fixture
def site(sqlite_template: str, tmp_path: Path, now: datetime) -> Iterator[Flask]:
    """A site with one practitioner, on a database file of its own."""
    file = tmp_path / "skilled_hand.sqlite3"
    shutil.copy(sqlite_template.removeprefix("sqlite:///"), file)
    settings = make_settings(tmp_path / "data", f"sqlite:///{file}", OPEN_DATA_LICENCE="CC0-1.0")
    app = create_app(settings)
    app.config["CLOCK"] = lambda: now
    with app.app_context():
        load_the_vocabulary(db.session)
        make_practitioner(db.session, name="Nia Bell")
        db.session.commit()
        yield app
        db.engine.dispose()


def run(site: Flask, *arguments: str | Path) -> Result:
    return site.test_cli_runner().invoke(args=["open-data", "export", *map(str, arguments)])


def list_names(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir())


def read_all(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_it_tells_what_it_wrote_and_under_which_licence(site: Flask, tmp_path: Path) -> None:
    done = run(site, tmp_path / "elsewhere")
    assert done.exit_code == 0, done.output
    assert "1 practitioners" in done.output
    [folder] = (tmp_path / "elsewhere").iterdir()
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert package["licenses"][0]["name"] == "CC0-1.0"
    assert find_newest_export(site.config["SETTINGS"].open_data_folder) is None


def test_of_the_public_exports_the_latest_two_stay(site: Flask, now: datetime) -> None:
    public = site.config["SETTINGS"].open_data_folder
    (public / ".partial-2026-11-20T12-00-00Z").mkdir(parents=True)
    for day in range(3):
        site.config["CLOCK"] = lambda day=day: now + timedelta(days=day)
        assert run(site).exit_code == 0
    assert list_names(public) == ["2026-11-24T12-00-00Z", "2026-11-25T12-00-00Z"]
    newest = find_newest_export(public)
    assert newest
    assert newest.package.made_at == now + timedelta(days=2)


def test_one_that_is_killed_leaves_the_one_before_whole(
    site: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = site.config["SETTINGS"].open_data_folder
    assert run(site).exit_code == 0
    before = find_newest_export(public)
    assert before
    files = read_all(before.folder)
    site.config["CLOCK"] = lambda: now + timedelta(days=1)
    assert export_and_die(site, monkeypatch) == -signal.SIGKILL
    assert list_names(public) == [".partial-2026-11-24T12-00-00Z", before.folder.name]
    assert find_newest_export(public) == before
    assert read_all(before.folder) == files
    site.config["CLOCK"] = lambda: now + timedelta(days=3)
    assert run(site).exit_code == 0
    assert list_names(public) == [before.folder.name, "2026-11-26T12-00-00Z"]


def export_and_die(site: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    """Export in a process that is killed while it writes; gives how it ended."""
    db.session.close()
    db.engine.dispose()  # a connection must not be in two processes
    process = os.fork()
    if process == 0:
        try:
            monkeypatch.setattr(exporting, "iterate_rows", _die_among(exporting.iterate_rows))
            run(site)
        finally:  # a fork of the test runner must never go on as one
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _die_among(iterate: Any) -> Any:
    def iterate_and_die(*arguments: Any) -> Iterator[Any]:
        for number, row in enumerate(iterate(*arguments)):
            if number == KILLED_AT_ROW:
                os.kill(os.getpid(), signal.SIGKILL)
            yield row

    return iterate_and_die


def test_where_nothing_can_be_written_it_says_so(site: Flask, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("x", encoding="utf-8")
    done = run(site, tmp_path / "a file" / "below")
    assert (done.exit_code, "Traceback" in done.output) == (1, False)
    assert "Nothing was exported" in done.output


def test_an_unknown_licence_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"OPEN_DATA_LICENCE is 'MIT'.*CC-BY-4\.0"):
        make_settings(tmp_path, OPEN_DATA_LICENCE="MIT")
