"""The shortlist as a page: whom somebody picked out, with the way to compare them."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from directory.database import db
from directory.services.shortlist import get_shortlist
from directory.web import site
from directory.web.comparison_form import list_asked
from directory.web.people_lists import read_people

blueprint = Blueprint("shortlist", __name__)


@blueprint.get("/shortlist")
def page() -> str:
    """The people that the address names; what else it asks for goes on to their comparison."""
    found = get_shortlist(db.session, site.vocabulary(), read_people(request.args), site.today())
    return render_template("shortlist/page.html", shortlist=found, asked=list_asked(request.args))
