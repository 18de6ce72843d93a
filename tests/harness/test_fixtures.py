"""The fixtures keep their promises; a harness that lets faults through is worse than none."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from directory.database import db
from directory.models import ReviewSource
from tests.fixtures.listeners import Listener
from tests.fixtures.sites import DATABASE_FILE, copy_site


def make_source(key: str) -> ReviewSource:
    return ReviewSource(key=key, name="A site", rating_min=1, rating_max=5)


@pytest.mark.parametrize("_run", ["first", "second"])
def test_what_a_test_commits_is_gone_for_the_next(session: Session, _run: str) -> None:
    there_before = session.scalar(select(func.count(ReviewSource.key)))
    session.add(make_source("committed"))
    session.commit()
    assert session.scalar(select(func.count(ReviewSource.key))) == (there_before or 0) + 1


def test_a_rollback_in_a_test_undoes_only_what_was_not_committed(session: Session) -> None:
    session.add(make_source("kept"))
    session.commit()
    session.add(make_source("dropped"))
    session.flush()
    session.rollback()
    keys = set(session.scalars(select(ReviewSource.key)))
    assert "kept" in keys
    assert "dropped" not in keys


def test_the_application_works_on_the_session_of_the_test(app: Flask, session: Session) -> None:
    session.add(make_source("committed"))
    session.commit()
    with app.app_context():
        assert db.session.get(ReviewSource, "committed") is not None
        db.session.add(make_source("other"))
        db.session.commit()
    assert session.get(ReviewSource, "other") is not None


def test_a_request_whose_writes_are_lost_fails(own_app: Flask) -> None:
    @own_app.get("/forgets-a-flushed-row")
    def forget_row() -> str:
        db.session.add(make_source("lost"))
        db.session.flush()
        return "saved"

    @own_app.get("/forgets-a-statement")
    def forget_statement() -> str:
        db.session.execute(delete(ReviewSource))
        return "deleted"

    client = own_app.test_client()
    with pytest.raises(AssertionError, match="left its writes uncommitted"):
        client.get("/forgets-a-flushed-row")
    with pytest.raises(AssertionError, match="left its writes uncommitted"):
        client.get("/forgets-a-statement")


def test_a_request_that_commits_or_refuses_passes(own_app: Flask) -> None:
    @own_app.post("/commits")
    def commit() -> str:
        db.session.add(make_source("kept"))
        db.session.commit()
        return "saved"

    @own_app.post("/refuses")
    def refuse() -> tuple[str, int]:
        db.session.add(make_source("refused"))
        db.session.flush()
        return "wrong", 422

    client = own_app.test_client()
    assert client.post("/commits").status_code == 200
    assert client.post("/refuses").status_code == 422


def test_no_test_reaches_another_machine() -> None:
    with pytest.raises(AssertionError, match="stay on this machine"), socket.socket() as connection:
        connection.connect(("192.0.2.1", 80))


def test_a_site_is_copied_with_what_its_database_has_not_yet_put_in_its_own_file(
    tmp_path: Path,
) -> None:
    (tmp_path / "site").mkdir()
    with closing(sqlite3.connect(tmp_path / "site" / DATABASE_FILE)) as served:
        served.execute("PRAGMA journal_mode = WAL")
        served.execute("CREATE TABLE kept (word)")
        served.execute("INSERT INTO kept VALUES ('there')")
        served.commit()
        copy = copy_site(tmp_path / "site", tmp_path / "copy")
    assert [file.name for file in copy.iterdir()] == [DATABASE_FILE]
    with closing(sqlite3.connect(copy / DATABASE_FILE)) as copied:
        assert copied.execute("SELECT word FROM kept").fetchall() == [("there",)]


def test_a_process_that_says_more_than_a_pipe_holds_goes_on() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "print('ready'); print(('x' * 99 + chr(10)) * 9999); print('done')"],
        stdout=subprocess.PIPE,
        text=True,
    )
    listener = Listener(process, "ready")
    assert listener.hears(seconds=60)
    assert listener.all_said(seconds=60).endswith("done\n")


def test_a_process_that_ends_without_the_awaited_word_is_not_waited_for() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "print('no')"], stdout=subprocess.PIPE, text=True
    )
    assert not Listener(process, "ready").hears(seconds=60)
