"""The profile: what is known of one practitioner, from where, and how sure."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from directory.database import db
from directory.domain.errors import NotFoundError
from directory.domain.licences import LICENCE_STATUS_WORDS
from directory.domain.messages import N_
from directory.domain.outcomes import GRADE_WORDS, LEVEL_WORDS
from directory.models import AdverseEvent
from directory.services.profile import get_profile
from directory.services.profile_merges import find_merged_into
from directory.web import page_counts, site
from directory.web.search_urls import MOST_PAGE
from directory.web.similar_patients_form import read_similar_patients_form

blueprint = Blueprint("practitioners", __name__, url_prefix="/practitioners")

ADVERSE_EVENT_WORDS: dict[AdverseEvent, str] = {
    AdverseEvent.NONE: N_("None"),
    AdverseEvent.TRANSIENT: N_("Something that passed"),
    AdverseEvent.SIGNIFICANT: N_("Lasting or treated harm"),
}


@blueprint.get("/<slug>")
def profile(slug: str) -> str | Response:
    """One practitioner's page; reviews are paged by `?page=`, people like me are in `?concern=`.

    The address of a merged profile leads on to the one that took it in.
    """
    vocabulary = site.vocabulary()
    similar_form = read_similar_patients_form(request.args, vocabulary)
    page = min(max(request.args.get("page", 1, type=int), 1), MOST_PAGE)
    try:
        found = get_profile(
            db.session,
            slug,
            site.today(),
            vocabulary,
            review_page=page,
            asked=similar_form.asked(),
        )
    except NotFoundError:
        merged_into = find_merged_into(db.session, slug)
        if merged_into is None:
            raise
        return redirect(url_for(".profile", slug=merged_into), 301)
    page_counts.note_opened(slug)
    return render_template(
        "practitioners/profile.html",
        profile=found,
        similar_form=similar_form,
        vocabulary=vocabulary,
        grade_words=GRADE_WORDS,
        level_words=LEVEL_WORDS,
        adverse_event_words=ADVERSE_EVENT_WORDS,
        licence_status_words=LICENCE_STATUS_WORDS,
    )
