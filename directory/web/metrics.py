"""Figures for Prometheus: how long requests and searches took, and what waits.

Requests are counted by each process of the server and added up when asked. What waits is read from
the database then, so that every host of the site says the same.
"""

from __future__ import annotations

import hmac
import ipaddress
import os
import threading
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from directory.config import Settings
from directory.database import db
from directory.services.indexing import count_outbox
from directory.services.mail import count_due_mail, count_given_up_mail
from directory.services.waiting_keys import count_waiting
from directory.services.worker_heartbeats import list_heartbeats
from directory.web import site

blueprint = Blueprint("metrics", __name__)

REQUEST_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
SEARCH_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)
CASES_SECONDS = 60.0
"""How long the number of cases is good for: counting them reads every one."""


class Metrics:
    """What one process measures. With several, each writes to files that are added up."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "skilled_hand_request_seconds",
            "How long requests took, by the name of the page.",
            ("endpoint", "method", "status"),
            buckets=REQUEST_BUCKETS,
            registry=self.registry,
        )
        self.searches = Histogram(
            "skilled_hand_search_seconds",
            "How long it took to find and order practitioners, without drawing the page.",
            buckets=SEARCH_BUCKETS,
            registry=self.registry,
        )
        self._lock = threading.Lock()
        self._cases: Counter[str] = Counter()
        self._counted_at = -CASES_SECONDS

    def count_cases(self) -> Counter[str]:
        """Cases that wait for a moderator, by kind; at most a minute old."""
        with self._lock:
            if time.monotonic() - self._counted_at >= CASES_SECONDS:
                cases: Counter[str] = Counter()
                for count in count_waiting(db.session, None, site.now()):
                    cases[str(count.kind)] += count.total
                self._cases = +cases
                self._counted_at = time.monotonic()
            return self._cases


class _Waiting(Collector):
    """What waits in the database at this moment."""

    def collect(self) -> Iterable[Metric]:
        yield _gauge(
            "index_changes_waiting", "Changes not yet in the index.", count_outbox(db.session)
        )
        due, given_up = count_due_mail(db.session, site.now()), count_given_up_mail(db.session)
        yield _gauge("mails_waiting", "Messages that could be sent now.", due)
        yield _gauge("mails_given_up", "Messages that nobody took.", given_up)
        cases = GaugeMetricFamily(
            "skilled_hand_cases_waiting", "Cases that wait for a moderator.", labels=["kind"]
        )
        for kind, count in sorted(_metrics().count_cases().items()):
            cases.add_metric([kind], count)
        yield cases
        yield from _collect_workers()


def register(app: Flask) -> None:
    """Give the application its figures."""
    app.extensions["metrics"] = Metrics()


def note_request(endpoint: str | None, method: str, status: int, seconds: float) -> None:
    """Note how long a request took."""
    known_method = method if method in {"GET", "HEAD", "POST"} else "other"
    labels = (endpoint or "none", known_method, f"{status // 100}xx")
    _metrics().requests.labels(*labels).observe(seconds)


def time_search() -> AbstractContextManager[Any]:
    """Note how long the search inside took."""
    return _metrics().searches.time()


@blueprint.get("/metrics")
def page() -> tuple[str, int] | Response:
    """All figures, as Prometheus reads them."""
    if not _may_read():
        return "These figures are for this machine, or for who has METRICS_TOKEN.\n", 403
    measured, waiting = CollectorRegistry(), CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(measured)
    else:
        measured = _metrics().registry
    waiting.register(_Waiting())
    text = generate_latest(measured) + generate_latest(waiting)
    return Response(text, content_type=CONTENT_TYPE_LATEST)


def _may_read() -> bool:
    """Whether the token is given; without one set, whether this very machine asks, by no proxy."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.metrics_token:
        given = request.headers.get("Authorization", "").encode()
        return hmac.compare_digest(given, f"Bearer {settings.metrics_token}".encode())
    is_forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded"))
    return not is_forwarded and ipaddress.ip_address(request.remote_addr or "::").is_loopback


def _collect_workers() -> Iterable[Metric]:
    silence = GaugeMetricFamily(
        "skilled_hand_worker_silence_seconds", "Since a worker was heard of.", labels=["worker"]
    )
    steps = CounterMetricFamily(
        "skilled_hand_worker_steps", "Steps done since it started.", labels=["worker", "task"]
    )
    troubles = GaugeMetricFamily(
        "skilled_hand_worker_trouble", "1 where a task cannot be done.", labels=["worker", "task"]
    )
    for beat in list_heartbeats(db.session):
        silence.add_metric([beat.worker], (site.now() - beat.seen_at).total_seconds())
        for task, count in sorted(beat.step_counts.items()):
            steps.add_metric([beat.worker, task], count)
            troubles.add_metric([beat.worker, task], float(task in beat.troubled_tasks))
    return silence, steps, troubles


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"skilled_hand_{name}", words, value=value)


def _metrics() -> Metrics:
    metrics: Metrics = current_app.extensions["metrics"]
    return metrics
