"""Correcting the words of a report that was sent: for its author by the report's secret address or
from their own data, and for the moderator who reads them.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import Form, RadioField, TextAreaField
from wtforms.validators import InputRequired

from directory.database import db
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.permissions import Permission
from directory.domain.plain_text import clean_text
from directory.domain.report_choices import MOST_TEXT
from directory.domain.reviews import REJECTION_REASONS
from directory.domain.text_differences import list_differences
from directory.models import Practitioner, Review
from directory.services import report_words
from directory.web import site
from directory.web.errors import show_on_form, status_of
from directory.web.report_fields import list_choices
from directory.web.sessions import own_account, require_permission
from directory.web.status_links import status_links

blueprint = Blueprint("report_words", __name__, url_prefix="/moderation/words")

LISTED = 50


class WordsForm(Form):
    """Other words for a report."""

    text = TextAreaField(
        N_("Your words"),
        description=N_(
            "Up to %(most)s characters, or nothing. Leave out names of other people, addresses, "
            "telephone numbers and links.",
            most=MOST_TEXT,
        ),
        render_kw={"rows": 10},
    )


class DecisionForm(FlaskForm):
    """Why new words do not take the place of the earlier ones; no reason where they do."""

    reason_code = RadioField(
        "Why the earlier words stay",
        [InputRequired("Choose the reason; the author is told it.")],
        choices=list_choices(REJECTION_REASONS),
    )


@dataclass(frozen=True, slots=True)
class WordsPage:
    """Where an author's form is sent and leads back to; under a secret address it has no token."""

    action: str
    back: str
    needs_token: bool


def show_words(review: Review, page: WordsPage) -> str:
    """The page on which an author corrects the words, as they are or already wait."""
    waiting = report_words.find_waiting_words(db.session, review)
    form = WordsForm(data={"text": waiting.text if waiting else review.text})
    return _render_words(review, form, page)


def take_words(review: Review, page: WordsPage) -> Response | tuple[str, int]:
    """Take corrected words, and lead back; what was typed stays where it cannot be taken."""
    form = WordsForm(request.form)
    form.text.data = clean_text(form.text.data or "")
    try:
        report_words.propose_words(db.session, review, form.text.data, site.now())
    except DomainError as error:
        show_on_form(form, error)
        return _render_words(review, form, page), status_of(error)
    return redirect(page.back, 303)


@blueprint.get("")
@require_permission(Permission.MODERATE)
def index() -> str:
    """The corrections that have waited longest, each beside the words they are to replace."""
    return _render_index({})


@blueprint.post("/<int:correction_id>/accept")
@require_permission(Permission.MODERATE)
def accept(correction_id: int) -> Response:
    """Put the new words in place of the earlier ones."""
    report_words.accept_words(db.session, correction_id, own_account().id, site.now())
    return redirect(url_for(".index"), 303)


@blueprint.post("/<int:correction_id>/refuse")
@require_permission(Permission.MODERATE)
def refuse(correction_id: int) -> Response | tuple[str, int]:
    """Leave the earlier words, for a reason."""
    form = DecisionForm(prefix=str(correction_id))
    if form.validate():
        report_words.refuse_words(
            db.session,
            correction_id,
            own_account().id,
            form.reason_code.data,
            site.now(),
            links=status_links(),
        )
        return redirect(url_for(".index"), 303)
    return _render_index({correction_id: form}), 400


def _render_words(review: Review, form: WordsForm, page: WordsPage) -> str:
    return render_template(
        "reviews/words.html",
        review=review,
        practitioner=db.session.get_one(Practitioner, review.practitioner_id),
        is_waiting=report_words.find_waiting_words(db.session, review) is not None,
        form=form,
        action=page.action,
        back=page.back,
        needs_token=page.needs_token,
    )


def _render_index(wrong: dict[int, DecisionForm]) -> str:
    waiting = report_words.list_waiting_words(db.session, LISTED)
    return render_template(
        "report_words/index.html",
        waiting=[
            (
                each,
                list_differences(each.review.text, each.correction.text),
                wrong.get(each.correction.id)
                or DecisionForm(prefix=str(each.correction.id), formdata=None),
            )
            for each in waiting
        ],
        wrong_form=next(iter(wrong.values()), None),
        listed=LISTED,
    )
