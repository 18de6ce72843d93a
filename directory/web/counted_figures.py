"""Figures of the whole directory that many pages show, as each process read or counted them last.

A large directory is counted by the worker; reading that, and counting a small one, is still too
much for each visitor.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from flask import current_app

from directory.database import db
from directory.services.healing import DAYS, CountedDays, DaysTold, group_days
from directory.services.home import LANDSCAPE, Landscape
from directory.services.kept_figures import Figures, get_figures
from directory.services.severity_odds import (
    GRADES_BY_SEVERITY,
    CountedGrades,
    SeverityTable,
    make_severity_table,
)
from directory.web import site

FIGURES_SECONDS = 15 * 60

CountedT = TypeVar("CountedT")
FigureT = TypeVar("FigureT")


def severity_table() -> SeverityTable:
    """Results by concern and severity."""
    vocabulary = site.vocabulary()
    return _kept(
        GRADES_BY_SEVERITY,
        CountedGrades(),
        lambda counted: make_severity_table(counted, vocabulary),
    )


def days_told() -> DaysTold:
    """The days that patients needed by treatment."""
    return _kept(DAYS, CountedDays(), group_days)


def landscape() -> Landscape:
    """Where practitioners are and how far skill is spread."""
    return _kept(LANDSCAPE, Landscape((), None), lambda counted: counted)


def _kept(
    wanted: Figures[CountedT], nothing: CountedT, make: Callable[[CountedT], FigureT]
) -> FigureT:
    """What is made from some figures; from `nothing`, until a large site was counted once."""
    known = current_app.extensions.setdefault("counted_figures", {})
    kept: _Kept[CountedT, FigureT] = known.setdefault(wanted.name, _Kept[CountedT, FigureT]())
    return kept.get(wanted, nothing, make)


class _Kept(Generic[CountedT, FigureT]):
    """Figures for a quarter of an hour; while they are made, others wait in place of doing so."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._figure: FigureT | None = None
        self._made_at = 0.0

    def get(
        self,
        wanted: Figures[CountedT],
        nothing: CountedT,
        make: Callable[[CountedT], FigureT],
    ) -> FigureT:
        with self._lock:
            if self._figure is None or time.monotonic() - self._made_at > FIGURES_SECONDS:
                counted = get_figures(db.session, wanted, site.now())
                if counted is None:
                    return make(nothing)
                self._figure = make(counted.figures)
                self._made_at = time.monotonic()
            return self._figure
