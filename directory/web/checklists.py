"""The checklist for a consultation: for anybody, and filled with what one profile answers."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import Form

from directory.database import db
from directory.domain.checklist import Topic
from directory.domain.errors import NotFoundError
from directory.domain.vocabulary import Vocabulary
from directory.services.checklists import KnownAnswers, find_known_answers
from directory.services.profile import get_profile
from directory.services.profile_merges import find_merged_into
from directory.web import site
from directory.web.report_fields import ListField
from directory.web.search_urls import PARAMETERS

blueprint = Blueprint("checklists", __name__)

TOPIC_WORDS = {
    Topic.PERSON: lazy_gettext("Who will treat me"),
    Topic.EXPERIENCE: lazy_gettext("How often, and with what result"),
    Topic.YOUR_SKIN: lazy_gettext("My skin"),
    Topic.HEALING: lazy_gettext("Healing, and when it goes wrong"),
    Topic.AGREEMENT: lazy_gettext("What we agree on"),
    Topic.TELL_THEM: lazy_gettext("Tell them without being asked"),
}


class ChecklistForm(Form):
    """The concern and the treatment that the consultation is about, as parts of the URL."""

    concern = ListField(
        lazy_gettext("Your concern"), lazy_gettext("Any concern"), name=PARAMETERS["concern"]
    )
    treatment = ListField(
        lazy_gettext("Treatment, if you know it"),
        lazy_gettext("Not known yet"),
        name=PARAMETERS["treatment"],
    )


@blueprint.get("/guide/checklist")
def general() -> str:
    """The questions, for any practitioner."""
    return _render(_read_form(request.args, site.vocabulary()), None, url_for(".general"))


@blueprint.get("/practitioners/<slug>/checklist")
def of_practitioner(slug: str) -> str | Response:
    """The questions, with what this profile answers; a merged profile leads on to its new one."""
    vocabulary = site.vocabulary()
    form = _read_form(request.args, vocabulary)
    try:
        profile = get_profile(db.session, slug, site.today(), vocabulary)
    except NotFoundError:
        merged_into = find_merged_into(db.session, slug)
        if merged_into is None:
            raise
        return redirect(url_for(".of_practitioner", slug=merged_into), 301)
    answers = find_known_answers(
        profile,
        vocabulary.find_concern(form.concern.data or ""),
        vocabulary.find_treatment(form.treatment.data or ""),
    )
    return _render(form, answers, url_for(".of_practitioner", slug=slug))


def _read_form(arguments: MultiDict[str, str], vocabulary: Vocabulary) -> ChecklistForm:
    form = ChecklistForm(arguments)
    names = {one.key: one.name for one in vocabulary.concerns}
    form.concern.offer(dict(sorted(names.items(), key=lambda pair: pair[1])))
    form.treatment.offer({one.key: one.name for one in vocabulary.treatments})
    form.validate()
    return form


def _render(form: ChecklistForm, answers: KnownAnswers | None, address: str) -> str:
    folder = site.guide_folder()
    vocabulary = site.vocabulary()
    known = answers.list_facts() if answers else frozenset()
    return render_template(
        "checklists/page.html",
        form=form,
        answers=answers,
        address=address,
        guide=folder,
        topics=folder.checklist.list_topics(known),
        topic_words=TOPIC_WORDS,
        concern=vocabulary.find_concern(form.concern.data or ""),
        treatment=vocabulary.find_treatment(form.treatment.data or ""),
        today=site.today(),
    )
