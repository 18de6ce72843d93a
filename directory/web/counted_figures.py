"""Figures of the whole directory that many pages show: counted by each process now and then.

Counting reads every verified outcome, or everybody's points, which is too much for each visitor.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from flask import current_app

from directory.database import db
from directory.services.healing import DaysTold, count_days
from directory.services.home import Landscape, get_landscape
from directory.services.severity_odds import SeverityTable, get_severity_table
from directory.web import site

FIGURES_SECONDS = 15 * 60

FigureT = TypeVar("FigureT")


def severity_table() -> SeverityTable:
    """Results by concern and severity, at most a quarter of an hour old."""
    return _kept("severity_table", lambda: get_severity_table(db.session, site.vocabulary()))


def days_told() -> DaysTold:
    """The days that patients needed by treatment, at most a quarter of an hour old."""
    return _kept("days_told", lambda: count_days(db.session))


def landscape() -> Landscape:
    """Where practitioners are and how far skill is spread, at most a quarter of an hour old."""
    return _kept("landscape", lambda: get_landscape(db.session))


def _kept(name: str, count: Callable[[], FigureT]) -> FigureT:
    figures = current_app.extensions.setdefault("counted_figures", {})
    kept: _Kept[FigureT] = figures.setdefault(name, _Kept[FigureT]())
    return kept.get(count)


class _Kept(Generic[FigureT]):
    """One figure; while it is counted, others wait for it instead of counting as well."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._figure: FigureT | None = None
        self._counted_at = 0.0

    def get(self, count: Callable[[], FigureT]) -> FigureT:
        with self._lock:
            if self._figure is None or time.monotonic() - self._counted_at > FIGURES_SECONDS:
                self._figure = count()
                self._counted_at = time.monotonic()
            return self._figure
