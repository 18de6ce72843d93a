"""An import killed without warning: whole batches stay, and whoever comes next is told."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from directory.app import create_app
from directory.cli.setup import Site, look_for_unfinished_imports
from directory.database import db
from directory.models import ImportChange, ImportRun, ImportState, Practitioner
from directory.models.place import ZipPointRow
from directory.services.registry_import import BATCH_SIZE
from directory.sources import nppes
from tests.factories import load_the_vocabulary
from tests.fixtures import nppes_files
from tests.fixtures.databases import make_settings

PEOPLE = BATCH_SIZE + 150
KILLED_AT = BATCH_SIZE + 100


@pytest.fixture
def site(sqlite_template: str, tmp_path: Path) -> Iterator[Flask]:
    """A site on a database file of its own, which outlives the process that writes it."""
    file = tmp_path / "skilled_hand.sqlite3"
    shutil.copy(sqlite_template.removeprefix("sqlite:///"), file)
    app = create_app(make_settings(tmp_path / "data", f"sqlite:///{file}"))
    with app.app_context():
        load_the_vocabulary(db.session)
        db.session.add(ZipPointRow(zip="80202", lat=39.7491, lon=-104.9946, city="", state="CO"))
        db.session.commit()
        yield app
        db.engine.dispose()


def import_and_die(site: Flask, file: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Import in a process that is killed while it reads; gives how it ended."""
    db.session.close()
    db.engine.dispose()  # a connection must not be in two processes
    process = os.fork()
    if process == 0:
        try:
            monkeypatch.setattr(nppes, "read_nppes", _die_while_reading(nppes.read_nppes))
            site.test_cli_runner().invoke(args=["registry", "import", "nppes", str(file)])
        finally:  # a fork of the test runner must never go on as one
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _die_while_reading(read: Any) -> Any:
    def read_and_die(*arguments: Any) -> Iterator[Any]:
        for number, entry in enumerate(read(*arguments)):
            if number == KILLED_AT:
                os.kill(os.getpid(), signal.SIGKILL)
            yield entry

    return read_and_die


def test_an_import_killed_in_the_middle_is_told_of_and_completed(
    site: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "npidata_pfile_20261108.csv"
    rows = [nppes_files.make_person(number) for number in range(1, PEOPLE + 1)]
    file.write_bytes(nppes_files.make_file(rows))
    assert import_and_die(site, file, monkeypatch) == -signal.SIGKILL

    kept = [model.id for model in (Practitioner, ImportChange)]
    counts = [db.session.scalar(select(func.count(column))) for column in kept]
    assert counts == [BATCH_SIZE, BATCH_SIZE]
    run = db.session.scalars(select(ImportRun)).one()
    assert (run.counts["created"], run.finished_at) == (BATCH_SIZE, None)

    prepared = Site(
        db.session,
        site.extensions["search_index"],
        site.config["SETTINGS"],
        site.config["CLOCK"](),
    )
    told = look_for_unfinished_imports(prepared)
    assert f"import {run.id} (nppes, {file.name}) stopped after line" in told
    assert "Import the same file again to complete it" in told
    db.session.commit()
    assert run.state == ImportState.STOPPED

    again = site.test_cli_runner().invoke(args=["registry", "import", "nppes", str(file)])
    assert "has not finished" in again.stderr
    assert f"unchanged {BATCH_SIZE}" in " ".join(again.stdout.split())
    assert db.session.scalar(select(func.count(Practitioner.id))) == PEOPLE
    assert look_for_unfinished_imports(prepared) == "none is unfinished"
