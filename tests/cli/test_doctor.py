"""`doctor`: a line for everything it looks at, what to do about it, and an exit code."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from directory.app import create_app
from directory.database import db
from directory.domain.dated_names import name_by_moment
from directory.models import Practitioner
from directory.services.indexing import note_changes, rebuild_index
from directory.services.ledger import append_entry
from directory.services.machine_checks import (
    check_backups,
    check_disk,
    check_permissions,
    check_secret,
    check_site_url,
)
from directory.services.skill import fit_and_score
from directory.services.worker_heartbeats import note_heartbeat
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.databases import make_settings
from tests.fixtures.mail_server import run_mail_server

LOOKED_AT = [
    "secret",
    "address",
    "permissions",
    "disk",
    "backups",
    "mail",
    "database",
    "search index",
    "tables",
    "worker",
    "request counts",
    "database version",
    "clock",
    "index equality",
]


@pytest.fixture
def well_site(sqlite_template: str, tmp_path: Path, now: datetime) -> Iterator[Flask]:
    """A site that lacks nothing, inside its context."""
    file, data, backups = tmp_path / "site.sqlite3", tmp_path / "data", tmp_path / "backups"
    shutil.copyfile(sqlite_template.removeprefix("sqlite:///"), file)
    (backups / name_by_moment(now)).mkdir(parents=True)
    data.mkdir(mode=0o700)
    with run_mail_server() as server:
        settings = make_settings(
            data,
            f"sqlite:///{file}",
            MAIL_URL=server.url,
            BACKUP_DIR=str(backups),
            SECRET_KEY="Zq8-fZr1_hW7tLk3Vb9-mNc5Xs2_QpD4",
        )
        app = create_app(settings)
        app.config.update(CLOCK=lambda: now)
        with app.app_context():
            load_the_vocabulary(db.session)
            make_practitioner(db.session)
            fit_and_score(db.session, now.date(), now)
            rebuild_index(db.session, app.extensions["search_index"], now.date())
            note_heartbeat(
                db.session, "host", started_at=now, now=now, step_counts={}, troubled_tasks=[]
            )
            db.session.commit()
            yield app


def run_doctor(app: Flask) -> Result:
    return app.test_cli_runner().invoke(args=["doctor"])


def read_states(output: str) -> dict[str, str]:
    found = re.findall(r"^(ok|warn|fail) +([a-z ]{17}) ", output, re.MULTILINE)
    return {name.strip(): state for state, name in found}


def test_a_site_that_is_well_is_told_so(well_site: Flask) -> None:
    done = run_doctor(well_site)
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "All is well."), done.output
    assert read_states(done.output) == dict.fromkeys(LOOKED_AT, "ok")


def test_an_index_that_lacks_somebody_fails_or_warns_while_the_worker_may_mend_it(
    well_site: Flask, now: datetime
) -> None:
    practitioner = db.session.scalars(select(Practitioner)).one()
    practitioner.version += 1
    db.session.commit()
    done = run_doctor(well_site)
    assert (done.exit_code, read_states(done.output)["index equality"]) == (1, "fail")
    assert "index repair" in done.output
    note_changes(db.session, [practitioner.id], now)
    db.session.commit()
    done = run_doctor(well_site)
    assert (done.exit_code, read_states(done.output)["index equality"]) == (0, "warn")


def test_a_clock_behind_the_ledger_fails(well_site: Flask, now: datetime) -> None:
    ahead = now + timedelta(hours=3)
    append_entry(db.session, "codes.issued", now=ahead, facts={"block": 1, "codes": 1})
    db.session.commit()
    assert read_states(run_doctor(well_site).output)["clock"] == "fail"


def test_what_is_away_is_named_without_its_password(tmp_path: Path) -> None:
    app = create_app(
        make_settings(
            tmp_path,
            "postgresql://me:hunter2@127.0.0.1:1/nothing",
            MAIL_URL="smtp://me:hunter2@127.0.0.1:1",
        )
    )
    done = run_doctor(app)
    states = read_states(done.output)
    assert done.exit_code == 1
    assert {states[name] for name in ("database", "search index", "mail")} == {"fail"}
    assert "hunter2" not in done.output and "Traceback" not in done.output


def test_weak_spots_of_machine_and_settings_are_warned_of(tmp_path: Path, now: datetime) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "2026-01-01T00-00-00Z").mkdir()
    warnings = [
        check_permissions(tmp_path),
        check_secret("ab" * 20, is_demo=False),
        check_site_url("http://directory.example"),
        check_backups(None, now),
        check_backups(tmp_path, now),
        check_backups(tmp_path / "none", now),
    ]
    assert {check.state for check in warnings} == {"warn"}
    assert all(check.advice for check in warnings)
    assert check_disk(tmp_path).sentence.endswith("are free.")
