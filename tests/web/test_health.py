"""Health: alive is not ready, what is amiss is a sentence, and a worker that is away only warns."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from directory.app import create_app
from directory.services.worker_heartbeats import LATE_AFTER, note_heartbeat
from tests.fixtures.databases import make_settings

PASSWORD = "hunter2-of-the-tests"


@pytest.fixture
def ready_client(app: Flask, client: FlaskClient) -> FlaskClient:
    """A browser of a site with an index of nobody."""
    app.extensions["search_index"].rebuild([])
    return client


def find_check(client: FlaskClient, name: str) -> dict[str, str]:
    checks = client.get("/health/ready").get_json()["checks"]
    [found] = [check for check in checks if check["name"] == name]
    return dict(found)


def beat(session: Session, seen_at: datetime, troubled_tasks: tuple[str, ...] = ()) -> None:
    note_heartbeat(
        session,
        "host-1",
        started_at=seen_at,
        now=seen_at,
        step_counts={"mail": 3},
        troubled_tasks=troubled_tasks,
    )
    session.commit()


def test_a_site_with_all_it_needs_is_ready(
    ready_client: FlaskClient, session: Session, now: datetime
) -> None:
    beat(session, now)
    for path in ("/health/ready", "/healthz"):
        answer = ready_client.get(path)
        assert (answer.status_code, answer.get_json()["status"]) == (200, "ready")
        assert {check["state"] for check in answer.get_json()["checks"]} == {"ok"}


@pytest.mark.parametrize("is_silent", [True, False])
def test_a_worker_that_is_away_or_in_trouble_takes_no_host_out_of_service(
    ready_client: FlaskClient, session: Session, now: datetime, is_silent: bool
) -> None:
    beat(session, now - LATE_AFTER * 2 if is_silent else now, () if is_silent else ("mail",))
    check = find_check(ready_client, "worker")
    assert check["state"] == "warn"
    assert ("No worker was heard of for 4 minutes" if is_silent else "mail") in check["sentence"]
    assert ready_client.get("/health/ready").status_code == 200


def test_no_worker_at_all_is_said(ready_client: FlaskClient) -> None:
    assert find_check(ready_client, "worker")["sentence"] == "No worker has been heard of."


@pytest.mark.parametrize(("revision", "status"), [("0001", 503), ("9999", 200)])
def test_older_tables_are_not_enough_and_newer_ones_are(
    ready_client: FlaskClient, session: Session, revision: str, status: int
) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": revision})
    session.commit()
    answer = ready_client.get("/health/ready")
    assert answer.status_code == status
    assert (f"The tables have revision {revision}" in answer.text) and PASSWORD not in answer.text


def test_without_a_database_it_is_alive_and_not_ready_and_tells_no_secret(tmp_path: Path) -> None:
    url = f"postgresql://me:{PASSWORD}@127.0.0.1:1/nothing"
    client = create_app(make_settings(tmp_path, url)).test_client()
    assert client.get("/health/live").status_code == 200
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert "The database does not answer." in answer.text
    assert PASSWORD not in answer.text and "Traceback" not in answer.text


def test_machines_that_have_been_silent_for_long_are_forgotten(
    session: Session, now: datetime
) -> None:
    beat(session, now - timedelta(days=30))
    note_heartbeat(session, "host-2", started_at=now, now=now, step_counts={}, troubled_tasks=[])
    assert session.scalars(text("SELECT worker FROM worker_heartbeat")).all() == ["host-2"]
