"""Which requests are answered from a replica of the database: visitors who only read public pages.

Whoever sent a form has a session's cookie since, and is answered from the database itself, so that
everybody sees at once what they wrote. What is written in a reader's request (counts) has sessions
of its own, which the replica is never asked by.
"""

from __future__ import annotations

import threading
import time

from flask import Flask, current_app, request
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from directory.database import REPLICA, db, read_from_replica
from directory.services.worker_heartbeats import (
    LONGEST_OUTAGE,
    WORRYING_LAG,
    find_last_sign,
    measure_lag,
)
from directory.web import site
from directory.web.transactions import SAFE_METHODS

READERS_PAGES = frozenset(
    {
        "api.methodology",
        "api.practitioners",
        "api.search",
        "api.vocabulary",
        "badges",
        "checklists",
        "comparison",
        "concerns",
        "feeds",
        "fhir",
        "guide",
        "healing",
        "home",
        "ledger",
        "methodology",
        "practitioners",
        "search",
        "shortlist",
        "sitemap",
        "sources",
        "transparency",
        "treatments",
    }
)
"""Blueprints of public pages. What is not named, such as pages by a secret address, is not a
reader's: forgetting a blueprint costs time, never an answer that is out of date."""

LOOKED_AT_EVERY_SECONDS = 10.0


class ReplicaState:
    """Whether the replica of this process's site answers and is not far behind."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_good = False
        self._looked_at = -LOOKED_AT_EVERY_SECONDS

    def is_good(self) -> bool:
        """Look again now and then; meanwhile others go by what was found last."""
        is_due = time.monotonic() - self._looked_at >= LOOKED_AT_EVERY_SECONDS
        if is_due and self._lock.acquire(blocking=False):
            try:
                self._is_good = _keeps_up()
                self._looked_at = time.monotonic()
            finally:
                self._lock.release()
        return self._is_good

    def note_silence(self) -> None:
        """It did not answer: ask it no more until it is looked at again."""
        self._is_good = False
        self._looked_at = time.monotonic()


def register(app: Flask) -> None:
    """Send readers to the replica, where there is one."""
    if app.config["SETTINGS"].read_database_url:
        app.extensions["replica_state"] = ReplicaState()
        app.before_request(_choose_database)


def _choose_database() -> None:
    state: ReplicaState = current_app.extensions["replica_state"]
    if not _is_reader() or not state.is_good():
        return
    try:
        read_from_replica(db.session)
    except OperationalError:
        current_app.logger.warning("The replica does not answer; the database is asked instead.")
        state.note_silence()


def _is_reader() -> bool:
    is_known = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    return request.method in SAFE_METHODS and request.blueprint in READERS_PAGES and not is_known


def _keeps_up() -> bool:
    try:
        with Session(db.get_engine(REPLICA)) as replica:
            there = find_last_sign(replica)
    except DBAPIError:
        current_app.logger.warning("The replica does not answer; the database is asked instead.")
        return False
    try:
        here = find_last_sign(db.session)
    except DBAPIError:
        db.session.rollback()
        return there is not None and site.now() - there <= LONGEST_OUTAGE
    lag = measure_lag(here, there)
    if lag > WORRYING_LAG:
        current_app.logger.warning("The replica is %s behind; the database is asked instead.", lag)
    return lag <= WORRYING_LAG
