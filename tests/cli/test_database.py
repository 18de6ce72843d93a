"""Moving a site from SQLite to PostgreSQL: every row, and new rows after the old ones."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from directory.app import create_app
from directory.database import db
from directory.models import Base, Practitioner
from directory.services.ledger import append_entry
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.fixtures.databases import TEMPLATE, make_settings
from tests.fixtures.postgresql_server import PostgresqlServer

pytestmark = pytest.mark.postgresql


@pytest.fixture
def source(sqlite_template: str, tmp_path: Path, now: datetime) -> Flask:
    """A site on SQLite, with people, reviews and a ledger."""
    file = tmp_path / "site.sqlite3"
    shutil.copyfile(sqlite_template.removeprefix("sqlite:///"), file)
    app = create_app(make_settings(tmp_path / "data", f"sqlite:///{file}"))
    with app.app_context():
        load_the_vocabulary(db.session)
        make_review(db.session, make_practitioner(db.session), source="a site", text="schön 🙂")
        append_entry(db.session, "codes.issued", now=now, facts={"block": 1, "codes": 1})
        db.session.commit()
    return app


@pytest.fixture
def target(
    postgresql_server: PostgresqlServer, postgresql_template: str, tmp_path: Path
) -> Iterator[Flask]:
    """A site on an empty PostgreSQL database."""
    url = postgresql_server.create_database("moved", template=TEMPLATE)
    app = create_app(make_settings(tmp_path / "data", url))
    yield app
    with app.app_context():
        db.engine.dispose()
    postgresql_server.drop_database("moved")


def read_rows(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    with app.app_context():
        return {
            table.name: [
                tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key))
            ]
            for table in Base.metadata.sorted_tables
        }


def take_over(target: Flask, source: Flask) -> str:
    url = source.config["SETTINGS"].database_url
    done = target.test_cli_runner().invoke(args=["database", "take-over", url])
    assert "Traceback" not in done.output
    return done.output


def test_every_row_arrives_and_new_ones_come_after_them(source: Flask, target: Flask) -> None:
    assert "the ledger is whole" in take_over(target, source)
    assert read_rows(target) == read_rows(source)
    with target.app_context():
        highest = db.session.scalar(select(func.max(Practitioner.id)))
        assert highest is not None
        assert make_practitioner(db.session).id == highest + 1
        db.session.rollback()


def test_a_database_in_use_is_refused(source: Flask, target: Flask) -> None:
    take_over(target, source)
    assert "leads to a site that is in use" in take_over(target, source)
