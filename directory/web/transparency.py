"""What happens to reports, in figures: of the whole site, and of each practitioner."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from flask import Blueprint, current_app, render_template
from sqlalchemy.orm import Session

from directory.database import db
from directory.domain.outcomes import GRADE_WORDS
from directory.services.transparency import (
    TransparencyFigures,
    get_practitioner_transparency,
    get_transparency,
    is_slow_to_count,
)
from directory.web import site

blueprint = Blueprint("transparency", __name__)

KEPT_FOR = timedelta(hours=1)


@blueprint.get("/transparency")
def page() -> str:
    """The figures of the whole site."""
    kept: KeptFigures = current_app.extensions.setdefault("transparency", KeptFigures())
    return _render(kept.get(db.session, site.now()))


@blueprint.get("/practitioners/<slug>/transparency")
def practitioner(slug: str) -> str:
    """The figures of the reports about one practitioner."""
    return _render(get_practitioner_transparency(db.session, slug, site.now()))


def _render(figures: TransparencyFigures) -> str:
    return render_template("transparency/page.html", figures=figures, grade_words=GRADE_WORDS)


class KeptFigures:
    """The figures of a large site, counted once an hour; of a small one, whenever asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._figures: TransparencyFigures | None = None

    def get(self, session: Session, now: datetime) -> TransparencyFigures:
        """Figures of at most an hour ago; while one thread counts, the others get the last ones."""
        if not is_slow_to_count(session):
            return get_transparency(session, now)
        if self._figures is not None and self._lock.locked():
            return self._figures
        with self._lock:
            if self._figures is None or now - self._figures.counted_at >= KEPT_FOR:
                self._figures = get_transparency(session, now)
            return self._figures
