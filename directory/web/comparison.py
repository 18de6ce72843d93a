"""Practitioners side by side, by an address that can be shared and printed."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from directory.database import db
from directory.domain.messages import N_
from directory.services.comparison import compare
from directory.services.comparison_view import Trait
from directory.web import site
from directory.web.comparison_form import read_comparison_form
from directory.web.people_lists import read_people
from search_index import ranking_rule

blueprint = Blueprint("comparison", __name__)

TRAIT_WORDS: dict[Trait, str] = {
    Trait.REPORTS: N_("Verified outcomes"),
    Trait.GRADES: N_("Reported much improved"),
    Trait.YEARS: N_("Years with evidence"),
    Trait.PROFESSION: N_("Profession"),
    Trait.LASER_OPERATOR: N_("Who holds the laser"),
    Trait.DOWNTIME: N_("Back at work"),
    Trait.SAFETY: N_("Side effects reported"),
    Trait.REVIEW_LEVELS: N_("Reviews by how they were checked"),
    Trait.NOTICES: N_("Authorities’ notices"),
    Trait.DISTANCE: N_("Distance"),
    Trait.LANGUAGES: N_("Languages"),
    Trait.NEW_PATIENTS: N_("New patients"),
    Trait.DETAILS_CHECKED: N_("Details checked"),
}


@blueprint.get("/compare")
def page() -> str:
    """Two to four practitioners, differences first; fewer get told how to choose."""
    vocabulary = site.vocabulary()
    form = read_comparison_form(request.args, vocabulary)
    found = compare(
        db.session,
        vocabulary,
        read_people(request.args),
        site.today(),
        concern_key=form.concern.data or None,
        near=form.near.data,
    )
    return render_template(
        "comparison/page.html",
        comparison=found,
        form=form,
        trait_words=TRAIT_WORDS,
        TIE_PROBABILITY=ranking_rule.TIE_PROBABILITY,
    )
