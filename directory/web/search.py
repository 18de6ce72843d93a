"""The search: results as a shareable page, and suggestions for its form."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, jsonify, render_template, request

from directory.database import db
from directory.domain.messages import N_
from directory.services import search as search_service
from directory.services.place_completions import list_place_completions
from directory.services.search_request import DISTANCE_WEIGHT_CHOICES
from directory.services.suggestions import list_suggestions
from directory.web import metrics, page_counts, site
from directory.web.locator_map import make_locator_map
from directory.web.national_map import make_results_map
from directory.web.search_form import FORM_FIELDS, make_search_form
from directory.web.search_urls import MOST_PLACE, MOST_TEXT, clean_text, read_search
from search_index import Sort

blueprint = Blueprint("search", __name__)

SORT_WORDS: dict[Sort, str] = {
    Sort.SKILL: N_("Skill"),
    Sort.DISTANCE: N_("Distance"),
    Sort.YEARS: N_("Years with evidence"),
    Sort.VERIFIED: N_("Verified outcomes"),
    Sort.NAME: N_("Name"),
}

DISTANCE_WEIGHT_WORDS = dict(
    zip(
        DISTANCE_WEIGHT_CHOICES,
        (N_("Does not count"), N_("Counts a little"), N_("Counts"), N_("Counts a lot")),
        strict=True,
    )
)


@blueprint.get("/search")
def results() -> str:
    """The practitioners found, ordered by skill, each with the reasons."""
    vocabulary = site.vocabulary()
    read = read_search(request.args, vocabulary)
    with metrics.time_search():
        found = search_service.search(
            db.session, site.search_index(), site.matcher(), read.request, site.today()
        )
    page_counts.note_listed(card.slug for card in found.cards)
    return render_template(
        "search/results.html",
        results=found,
        notices=read.notices,
        form=make_search_form(read.request, vocabulary),
        form_fields=FORM_FIELDS,
        locator=make_locator_map(found.cards, found.place, found.landmarks),
        country=None if found.place else make_results_map(found.cards),
        sorts=SORT_WORDS,
        distance_weights=DISTANCE_WEIGHT_WORDS,
    )


@blueprint.get("/suggest")
def suggest() -> Response:
    """Searches that what was typed so far may become: each a text, its kind and a word more."""
    text = clean_text(request.args.get("q", ""), MOST_TEXT)
    found = list_suggestions(db.session, site.search_index(), site.matcher(), text)
    return jsonify([asdict(suggestion) for suggestion in found])


@blueprint.get("/suggest/places")
def suggest_places() -> Response:
    """Labels of places for what was typed so far, for the list under the form's field."""
    text = clean_text(request.args.get("q", ""), MOST_PLACE)
    return jsonify(list_place_completions(db.session, text))
