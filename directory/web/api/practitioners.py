"""One practitioner by the API: what the profile page shows, and the outcomes reported."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from directory.database import db
from directory.domain.errors import NotFoundError
from directory.services.profile import get_profile
from directory.services.profile_merges import find_merged_into
from directory.web import site
from directory.web.api.contract import Answer, answers, contract
from directory.web.api.outcome_answers import OutcomesAnswer, make_outcomes_answer
from directory.web.api.practitioner_answers import PractitionerAnswer, make_practitioner_answer

blueprint = Blueprint("practitioners", __name__, url_prefix="/practitioners")

SLUG = {"slug": "The last part of the profile’s address, as `slug` of a search result."}


@blueprint.get("/<slug>")
@contract.validate(
    resp=answers(PractitionerAnswer, 404),
    tags=["practitioners"],
    operation_id="getPractitioner",
    path_parameter_descriptions=SLUG,
)
def practitioner(slug: str) -> Answer | Response:
    """Give one practitioner: facts with their evidence, and the skill with its interval and parts.

    A profile that was merged leads on to the one that took it in (301).
    """
    vocabulary = site.vocabulary()
    try:
        profile = get_profile(db.session, slug, site.today(), vocabulary)
    except NotFoundError:
        return _lead_on("practitioner", slug)
    names = {concern.key: concern.name for concern in vocabulary.concerns}
    return make_practitioner_answer(profile, names)


@blueprint.get("/<slug>/outcomes")
@contract.validate(
    resp=answers(OutcomesAnswer, 404),
    tags=["practitioners"],
    operation_id="getOutcomes",
    path_parameter_descriptions=SLUG,
)
def outcomes(slug: str) -> Answer | Response:
    """Give what proven patients reported: grades, downtime and side effects.

    Groups of fewer than ten are not shown, nor those that would give one away. A profile that was
    merged leads on to the one that took it in (301).
    """
    try:
        profile = get_profile(db.session, slug, site.today(), site.vocabulary())
    except NotFoundError:
        return _lead_on("outcomes", slug)
    return make_outcomes_answer(profile)


def _lead_on(view: str, slug: str) -> Response:
    """Lead from a merged profile to the one that took it in. Raises NotFoundError for others."""
    merged_into = find_merged_into(db.session, slug)
    if merged_into is None:
        raise NotFoundError("There is no practitioner here. The profile may have been withdrawn.")
    return redirect(url_for(f".{view}", slug=merged_into), 301)
