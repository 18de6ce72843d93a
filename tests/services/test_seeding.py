"""Seed data is loaded again when, and only when, a file of it changed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from directory.domain.load_report import LoadReport
from directory.services.seeding import load_when_changed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "vocabulary"
    folder.mkdir()
    (folder / "concerns.toml").write_text("one")
    return folder


def test_files_are_loaded_once(session: Session, folder: Path, now: datetime) -> None:
    report = LoadReport(created_count=3)
    assert load_when_changed(session, folder, "0001", lambda: report, now) == report
    assert load_when_changed(session, folder, "0001", lambda: report, now) is None


def test_a_changed_file_is_loaded_again(session: Session, folder: Path, now: datetime) -> None:
    load_when_changed(session, folder, "0001", LoadReport, now)
    (folder / "concerns.toml").write_text("two")
    assert load_when_changed(session, folder, "0001", LoadReport, now) is not None


def test_a_removed_or_renamed_file_is_noticed(
    session: Session, folder: Path, now: datetime
) -> None:
    load_when_changed(session, folder, "0001", LoadReport, now)
    (folder / "concerns.toml").rename(folder / "treatments.toml")
    assert load_when_changed(session, folder, "0001", LoadReport, now) is not None
    (folder / "treatments.toml").unlink()
    assert load_when_changed(session, folder, "0001", LoadReport, now) is not None


def test_new_tables_are_filled_from_the_same_files(
    session: Session, folder: Path, now: datetime
) -> None:
    load_when_changed(session, folder, "0001", LoadReport, now)
    assert load_when_changed(session, folder, "0002", LoadReport, now) is not None


def test_a_load_that_fails_is_tried_again(session: Session, folder: Path, now: datetime) -> None:
    def fail() -> LoadReport:
        raise ValueError("a broken file")

    with pytest.raises(ValueError, match="a broken file"):
        load_when_changed(session, folder, "0001", fail, now)
    assert load_when_changed(session, folder, "0001", LoadReport, now) is not None
