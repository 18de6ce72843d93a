"""The home page: what is different here, and the way in."""

from __future__ import annotations

from flask import Blueprint, render_template

from directory.database import db
from directory.domain.vocabulary_entries import Concern, ConcernGroup
from directory.services.home import get_home
from directory.services.search_request import SearchRequest
from directory.web import counted_figures, site
from directory.web.concerns import GROUP_WORDS
from directory.web.national_map import make_cities_map
from directory.web.search_form import make_search_form

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> str:
    """The home page."""
    vocabulary = site.vocabulary()
    figures = get_home(db.session, vocabulary)
    landscape = counted_figures.landscape()
    groups: dict[ConcernGroup, list[tuple[Concern, int]]] = {group: [] for group in ConcernGroup}
    for concern, practitioner_count in figures.concerns:
        groups[concern.group].append((concern, practitioner_count))
    return render_template(
        "home/index.html",
        figures=figures,
        groups=[(GROUP_WORDS[group], listed) for group, listed in groups.items() if listed],
        spread_of_skill=landscape.spread,
        country=make_cities_map(landscape.cities),
        form=make_search_form(SearchRequest(), vocabulary),
    )
