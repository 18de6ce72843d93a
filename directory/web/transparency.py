"""What happens to reports, in figures: of the whole site, and of each practitioner."""

from __future__ import annotations

from flask import Blueprint, render_template

from directory.database import db
from directory.domain.outcomes import GRADE_WORDS
from directory.services.transparency import (
    TransparencyFigures,
    get_practitioner_transparency,
    get_transparency,
)
from directory.web import site

blueprint = Blueprint("transparency", __name__)


@blueprint.get("/transparency")
def page() -> str:
    """The figures of the whole site."""
    figures = get_transparency(db.session, site.now())
    return _render(figures) if figures else render_template("transparency/not_counted.html")


@blueprint.get("/practitioners/<slug>/transparency")
def practitioner(slug: str) -> str:
    """The figures of the reports about one practitioner."""
    return _render(get_practitioner_transparency(db.session, slug, site.now()))


def _render(figures: TransparencyFigures) -> str:
    return render_template("transparency/page.html", figures=figures, grade_words=GRADE_WORDS)
