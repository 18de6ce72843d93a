"""Disputing a review from the practitioner's account, and the document as the moderator sees it."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import FileField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired

from directory.database import db
from directory.domain.delegates import DelegateRight
from directory.domain.errors import DomainError
from directory.domain.flags import FLAG_REASONS, LONGEST_FLAG_TEXT
from directory.domain.messages import N_
from directory.domain.outcomes import GRADE_WORDS, LEVEL_WORDS
from directory.domain.permissions import Permission
from directory.domain.plain_text import clean_text
from directory.domain.receipts import DAYS_KEPT_AFTER_DECISION, RECEIPT_ACCEPT
from directory.domain.tokens import new_token
from directory.models import Review
from directory.services import disputes
from directory.services.disputes import DisputeText
from directory.services.own_profile import get_own_practitioner
from directory.services.replies import get_own_review
from directory.web import site, uploads
from directory.web.errors import show_on_form
from directory.web.receipts import FILE_HEADERS
from directory.web.report_fields import list_choices
from directory.web.sessions import own_account, require_permission
from directory.web.status_links import status_links

blueprint = Blueprint("disputes", __name__)


class DisputeForm(FlaskForm):
    """Which rule is broken, and what shows it. `form_token` makes one dispute of two clicks."""

    form_token = HiddenField()
    reason_code = RadioField(
        N_("Which rule does it break?"),
        [InputRequired(N_("Choose what is wrong with the review."))],
        choices=list_choices(FLAG_REASONS),
    )
    text = TextAreaField(
        N_("Say what is wrong, and how we can see that"),
        render_kw={"rows": 6, "maxlength": LONGEST_FLAG_TEXT},
    )
    document = FileField(N_("A document that shows it, if there is one"))


def folder() -> Path:
    """Where the documents of disputes lie."""
    return uploads.folder() / disputes.DISPUTE_FOLDER


@blueprint.get("/account/reviews/<int:review_id>/dispute")
@require_permission(Permission.KEEP_OWN_PROFILE)
def page(review_id: int) -> str:
    """The dispute that there is, or the form for one."""
    return _render(_get_review(review_id), DisputeForm(formdata=None, form_token=new_token()))


@blueprint.post("/account/reviews/<int:review_id>/dispute")
@require_permission(Permission.KEEP_OWN_PROFILE)
@uploads.accepts_receipt
def send(review_id: int) -> AnyResponse | tuple[str, int]:
    """Send a dispute to the moderators."""
    review, form = _get_review(review_id), DisputeForm()
    if form.validate():
        try:
            disputes.open_dispute(
                db.session,
                review,
                own_account(),
                DisputeText(
                    form.reason_code.data, clean_text(form.text.data or ""), _find_document()
                ),
                site.now(),
                folder=folder(),
                form_token=form.form_token.data or new_token(),
                links=status_links(),
            )
        except DomainError as error:
            show_on_form(form, error)
        else:
            return redirect(url_for(".page", review_id=review_id), 303)
    return _render(review, form), 400


@blueprint.get("/moderation/disputes/<int:dispute_id>/file")
@require_permission(Permission.MODERATE)
def file(dispute_id: int) -> Response:
    """The document of a dispute, to be saved."""
    dispute, path = disputes.get_dispute_file(db.session, folder(), dispute_id)
    response = send_file(
        path,
        mimetype=dispute.content_type,
        as_attachment=True,
        download_name=f"dispute-{dispute.id}{path.suffix}",
        etag=False,
        conditional=False,
    )
    response.headers.update(FILE_HEADERS)
    return response


def _find_document() -> IO[bytes] | None:
    uploaded = request.files.get("document")
    return uploaded.stream if uploaded and uploaded.filename else None


def _get_review(review_id: int) -> Review:
    practitioner = get_own_practitioner(db.session, own_account(), DelegateRight.REPLY)
    return get_own_review(db.session, practitioner.id, review_id)


def _render(review: Review, form: DisputeForm) -> str:
    return render_template(
        "own_reviews/dispute.html",
        review=review,
        dispute=disputes.list_disputes(db.session, [review.id]).get(review.id),
        form=form,
        reasons=FLAG_REASONS,
        longest=LONGEST_FLAG_TEXT,
        accepted=RECEIPT_ACCEPT,
        days_kept=DAYS_KEPT_AFTER_DECISION,
        vocabulary=site.vocabulary(),
        grade_words=GRADE_WORDS,
        level_words=LEVEL_WORDS,
    )
