"""Noting that profiles were listed or opened: in memory, and now and then added to the database.

No cookie, no address: nothing of a visitor is kept, or looked at but the name of the program, by
which most robots are left out. A process that ends loses what it has not added yet.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from flask import Flask, Response, current_app, request
from sqlalchemy.exc import OperationalError

from directory.database import db, hasty_transaction
from directory.domain.elapsed import is_over
from directory.services.page_counts import Seen, add_page_counts
from directory.web import site
from directory.web.transactions import SAFE_METHODS

ADDED_EVERY = timedelta(minutes=1)
ROBOTS = re.compile(
    r"bot|crawl|spider|slurp|preview|fetch|monitor|curl|wget|python|headless|scan", re.IGNORECASE
)


class PageCounter:
    """What one process has seen and not added to the database yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listed: Counter[str] = Counter()
        self._opened: Counter[str] = Counter()
        self._added_at: datetime | None = None

    def note(self, listed: Iterable[str], opened: Iterable[str]) -> None:
        """Count these profiles, by their addresses."""
        with self._lock:
            self._listed.update(listed)
            self._opened.update(opened)

    def take(self, now: datetime) -> dict[str, Seen]:
        """Give what is to be added, once in a while, and begin anew; else nothing."""
        with self._lock:
            is_due = is_over(ADDED_EVERY, self._added_at, now)
            if not is_due or not (self._listed or self._opened):
                return {}
            self._added_at = now
            taken = {
                slug: Seen(self._listed[slug], self._opened[slug])
                for slug in self._listed.keys() | self._opened.keys()
            }
            self._listed.clear()
            self._opened.clear()
            return taken


def register(app: Flask) -> None:
    """Give the application its counter, which is emptied into the database now and then."""
    app.extensions["page_counter"] = PageCounter()
    app.after_request(_add_counts)


def note_listed(slugs: Iterable[str]) -> None:
    """Profiles were shown in a list of results."""
    _note(slugs, ())


def note_opened(slug: str) -> None:
    """A profile was opened."""
    _note((), (slug,))


def _note(listed: Iterable[str], opened: Iterable[str]) -> None:
    program = request.user_agent.string
    if not program or ROBOTS.search(program):
        return
    _counter().note(listed, opened)


def _counter() -> PageCounter:
    counter: PageCounter = current_app.extensions["page_counter"]
    return counter


def _add_counts(response: Response) -> Response:
    """Add what was counted, after a request that only read: its own transaction has ended."""
    counts = _counter().take(site.now()) if request.method in SAFE_METHODS else {}
    if not counts:
        return response
    db.session.rollback()
    try:
        with hasty_transaction() as session:
            add_page_counts(session, counts, site.today())
    except OperationalError:  # a page is worth more than its count
        current_app.logger.warning("Counts of pages could not be added; they are lost.")
    return response
