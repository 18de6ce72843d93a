"""What holds for every test: the fixed day, no network beyond this machine, repeatable examples."""

from __future__ import annotations

import gc
import sys
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import settings

pytest_plugins = [
    "tests.fixtures.databases",
    "tests.fixtures.application",
    "tests.fixtures.sites",
    "tests.fixtures.gazetteer",
    "tests.fixtures.logs",
    "tests.fixtures.browser",
]

TODAY = date(2026, 11, 23)
LOOPBACK = {"127.0.0.1", "127.0.0.2", "::1", "localhost", ""}
"""Addresses of this machine; the second stands for another one, which programs cannot tell."""

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


def _refuse_other_hosts(audit_event: str, arguments: tuple[Any, ...]) -> None:
    if audit_event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
        if host not in LOOPBACK:
            raise AssertionError(f"A test tried to reach {host}; tests stay on this machine.")


sys.addaudithook(_refuse_other_hosts)
gc.disable()  # until everything is loaded: none of it is garbage


@pytest.fixture(scope="session")
def today() -> date:
    """The day on which every test takes place."""
    return TODAY


@pytest.fixture(scope="session")
def now() -> datetime:
    """The instant at which every test takes place: noon, UTC."""
    return datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, so that `-m "not browser"` leaves it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


def pytest_collection_finish() -> None:
    """Leave what was loaded alone for good: looking through it for garbage slowed every test."""
    gc.freeze()
    gc.enable()
