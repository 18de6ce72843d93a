"""How the order is made, generated from the constants and the fitted values that make it."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from directory.database import db
from directory.services.methodology import get_methodology
from directory.services.search_request import SearchRequest
from directory.services.weight_trial import try_weight
from directory.web import counted_figures, site
from directory.web.search_urls import read_search
from directory.web.weight_form import make_weight_form
from search_index import ranking_rule

blueprint = Blueprint("methodology", __name__)


@blueprint.get("/methodology")
def page() -> str:
    """The methodology page, with a search on which the patient's weight can be tried."""
    vocabulary = site.vocabulary()
    tried = _read_trial()
    return render_template(
        "methodology/page.html",
        methodology=get_methodology(db.session, vocabulary),
        doubling_km=ranking_rule.DOUBLING_KM,
        trial=try_weight(db.session, site.search_index(), site.matcher(), tried, site.today()),
        weight_form=make_weight_form(tried, vocabulary),
    )


def _read_trial() -> SearchRequest:
    """What the address asks to be tried; before anything is asked, in the biggest city."""
    asked = read_search(request.args, site.vocabulary()).request
    near = asked.near
    if not near and (cities := counted_figures.landscape().cities):
        near = cities[0].label
    return SearchRequest(concern=asked.concern, near=near, distance_weight=asked.distance_weight)
