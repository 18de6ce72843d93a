"""Limits of the API as a site keeps them: its workers together, and where the count is damaged."""

from __future__ import annotations

import http.client
import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask

from directory.app import create_app
from directory.domain.rate_limits import READS
from tests.fixtures.databases import TEST_SECRET_KEY, make_settings
from tests.fixtures.sites import serve

PATH = "/api/v1/openapi.json"
VISITORS = 6
SURPLUS = 60
PATIENCE_SECONDS = 60.0


def ask_often(url: str, count: int, path: str = PATH) -> list[int]:
    """The statuses of so many requests, each on a connection that any worker may take."""
    statuses = []
    for _ in range(count):
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        connection.request("GET", path)
        statuses.append(connection.getresponse().status)
        connection.close()
    return statuses


def await_workers(url: str, metrics: Path) -> None:
    """Ask for what is not counted until two workers have answered: each writes its own figures."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len({file.stem.rpartition("_")[2] for file in metrics.glob("histogram_*.db")}) < 2:
        assert time.monotonic() < deadline, "Only one worker answers."
        assert ask_often(url, 1, "/health/live") == [200]


def test_workers_keep_to_one_limit_together(database_url: str, tmp_path: Path) -> None:
    metrics = tmp_path / "metrics"
    metrics.mkdir()
    settings = {
        "DATABASE_URL": database_url,
        "DEMO": "0",
        "SECRET_KEY": TEST_SECRET_KEY,
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
    }
    with serve(tmp_path / "data", **settings) as site, ThreadPoolExecutor(VISITORS) as visitors:
        await_workers(site.url, metrics)
        each = (READS.count + SURPLUS) // VISITORS
        asked = visitors.map(lambda _: ask_often(site.url, each), range(VISITORS))
        statuses = Counter(status for one in asked for status in one)
    assert statuses == {200: READS.count, 429: SURPLUS}, site.listener.said_until_now()


def test_a_damaged_count_is_said_and_every_request_answered(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    settings.request_counts_file.write_bytes(b"no database at all" * 100)
    app = create_app(settings)
    client = app.test_client()
    standings = [client.get(PATH).headers["RateLimit-Remaining"] for _ in range(2)]
    assert standings == [str(READS.count - 1), str(READS.count - 2)]
    assert find_check(app)["state"] == "warn"
    settings.request_counts_file.unlink()
    assert find_check(app)["state"] == "ok"


def find_check(app: Flask) -> dict[str, str]:
    checks = json.loads(app.test_client().get("/health/ready").text)["checks"]
    [found] = [check for check in checks if check["name"] == "request counts"]
    return dict(found)
