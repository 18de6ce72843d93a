"""Where records and reviews come from, and what each source adds."""

from __future__ import annotations

from flask import Blueprint, render_template

from directory.database import db
from directory.services.source_overview import get_source_overview
from directory.web import site

blueprint = Blueprint("sources", __name__)


@blueprint.get("/sources")
def page() -> str:
    """What each registry and each site of reviews adds, and what is never inferred."""
    return render_template(
        "sources/page.html", overview=get_source_overview(db.session, site.now())
    )
