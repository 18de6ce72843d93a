"""Figures for Prometheus: what they say, and who may read them."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.services.indexing import note_changes
from directory.services.mail import queue_mail
from directory.services.worker_heartbeats import note_heartbeat
from tests.factories import make_practitioner
from tests.fixtures.databases import make_settings

TOKEN = "a-token-of-the-tests"


def read_figures(client: FlaskClient) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    rows = [line.rsplit(maxsplit=1) for line in lines if not line.startswith("#")]
    return {name: float(value) for name, value in rows}


def test_what_waits_and_what_was_asked_is_counted(
    client: FlaskClient, session: Session, now: datetime
) -> None:
    note_changes(session, [make_practitioner(session).id] * 3, now)
    queue_mail(
        session,
        unique_key="one",
        kind="test",
        to_address="paula@example.org",
        language="en",
        subject="One",
        paragraphs=["One."],
        now=now,
    )
    note_heartbeat(
        session, "host-1", started_at=now, now=now, step_counts={"mail": 7}, troubled_tasks=["mail"]
    )
    session.commit()
    for _ in range(2):
        client.get("/health/live")
    figures = read_figures(client)
    assert figures["skilled_hand_index_changes_waiting"] == 3
    assert figures["skilled_hand_mails_waiting"] == 1
    assert figures['skilled_hand_worker_steps_total{task="mail",worker="host-1"}'] == 7
    assert figures['skilled_hand_worker_trouble{task="mail",worker="host-1"}'] == 1
    assert figures['skilled_hand_worker_silence_seconds{worker="host-1"}'] == 0
    labels = 'endpoint="health.live",method="GET",status="2xx"'
    assert figures[f"skilled_hand_request_seconds_count{{{labels}}}"] >= 2


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 403),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}, 403),
    ],
)
def test_without_a_token_only_this_machine_reads_them(
    client: FlaskClient, address: str, headers: dict[str, str], status: int
) -> None:
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status


def test_with_a_token_whoever_has_it_reads_them(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = make_settings(
        settings.data_folder, settings.database_url, METRICS_TOKEN=TOKEN
    )
    client = app.test_client()
    assert client.get("/metrics").status_code == 403
    for given, status in ((TOKEN, 200), (TOKEN + "x", 403), ("é", 403)):
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {given}"})
        assert answer.status_code == status
