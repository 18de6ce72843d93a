"""The `ledger` commands: a checkpoint to keep, and a verification whose exit code tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from directory.app import create_app
from directory.database import db
from directory.services.ledger import append_entry
from tests.fixtures.databases import make_settings


@pytest.fixture
def own_site(database_url: str, tmp_path: Path, now: datetime) -> Iterator[Flask]:
    """A site on a database of its own, with three entries."""
    app = create_app(make_settings(tmp_path / "data", database_url))
    app.config["CLOCK"] = lambda: now
    with app.app_context():
        add_entries(3, now)
        yield app
        db.engine.dispose()


@pytest.fixture
def own_cli(own_site: Flask) -> FlaskCliRunner:
    """Runs the commands of that site."""
    return own_site.test_cli_runner()


def add_entries(count: int, now: datetime) -> None:
    for _ in range(count):
        append_entry(db.session, "codes.issued", now=now, facts={"block": 1, "codes": 5})
    db.session.commit()


def forge_end(own_site: Flask) -> None:
    """Take the last entry away below the triggers, and its count, too."""
    with own_site.app_context(), db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER ledger_entry_refuses_delete")
        else:
            connection.exec_driver_sql("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        connection.exec_driver_sql("DELETE FROM ledger_entry WHERE number = 3")
        connection.exec_driver_sql(
            "UPDATE ledger_head SET entry_count = 2, "
            "hash = (SELECT hash FROM ledger_entry WHERE number = 2)"
        )


def test_a_whole_ledger_agrees_with_the_checkpoints_kept_before(
    own_cli: FlaskCliRunner, tmp_path: Path, now: datetime
) -> None:
    file = tmp_path / "kept.json"
    made = own_cli.invoke(args=["ledger", "checkpoint", str(file)])
    assert made.exit_code == 0, made.output
    assert "3 entries" in made.output
    add_entries(2, now)
    result = own_cli.invoke(args=["ledger", "verify", "--checkpoint", str(file)])
    assert result.exit_code == 0, result.output
    assert "whole: 5 entries" in result.output


def test_a_checkpoint_is_printed_as_it_is_written(own_cli: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    own_cli.invoke(args=["ledger", "checkpoint", str(file)])
    assert own_cli.invoke(args=["ledger", "checkpoint"]).output == file.read_text("utf-8")


def test_what_was_cut_off_is_told_with_exit_code_1(
    own_site: Flask, own_cli: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "kept.json"
    own_cli.invoke(args=["ledger", "checkpoint", str(file)])
    forge_end(own_site)
    assert own_cli.invoke(args=["ledger", "verify"]).exit_code == 0
    result = own_cli.invoke(args=["ledger", "verify", "--checkpoint", str(file)])
    assert result.exit_code == 1
    assert "cut off: The ledger ends with entry 2" in result.output


def test_a_file_that_is_no_checkpoint_is_named_as_such(
    own_cli: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "other.json"
    file.write_bytes(b"\xff\xfe")
    result = own_cli.invoke(args=["ledger", "verify", "--checkpoint", str(file)])
    assert result.exit_code == 1
    assert "other.json" in result.output
