"""The home page: what is different here, and the way in."""

from __future__ import annotations

from flask import Blueprint, render_template

from directory.database import db
from directory.domain.vocabulary_entries import Concern, ConcernGroup
from directory.services.home import HOME_COUNTS, find_last_fit
from directory.services.kept_figures import get_figures
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
    counted = get_figures(db.session, HOME_COUNTS, site.now())
    offering = counted.figures.offering if counted else {}
    landscape = counted_figures.landscape()
    groups: dict[ConcernGroup, list[tuple[Concern, int]]] = {group: [] for group in ConcernGroup}
    for concern in vocabulary.concerns:
        groups[concern.group].append((concern, offering.get(concern.key, 0)))
    return render_template(
        "home/index.html",
        figures=counted.figures if counted else None,
        last_fitted_at=find_last_fit(db.session),
        groups=[(GROUP_WORDS[group], listed) for group, listed in groups.items() if listed],
        spread_of_skill=landscape.spread,
        country=make_cities_map(landscape.cities),
        form=make_search_form(SearchRequest(), vocabulary),
    )
