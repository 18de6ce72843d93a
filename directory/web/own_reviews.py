"""The reviews about a practitioner, in their own account: reading, replying, taking it back."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField

from directory.database import db
from directory.domain.delegates import DelegateRight
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.outcomes import GRADE_WORDS, LEVEL_WORDS
from directory.domain.permissions import Permission
from directory.domain.replies import REPLY_RULES, lint_reply
from directory.domain.replies.states import (
    LONGEST_REPLY,
    REPLY_REJECTION_REASONS,
    check_reply_text,
)
from directory.domain.tokens import hash_token
from directory.models import Practitioner, Review
from directory.services import replies
from directory.services.disputes import list_disputes
from directory.services.own_profile import get_own_practitioner
from directory.services.own_reviews import (
    SHOWN_WORDS,
    OwnReview,
    Shown,
    add_replies,
    list_own_reviews,
)
from directory.web import site
from directory.web.errors import show_on_form
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("own_reviews", __name__, url_prefix="/account/reviews")


class ReplyForm(FlaskForm):
    """The reply; `acknowledged` names the text whose warnings were shown."""

    text = TextAreaField(N_("Your reply"), render_kw={"rows": 6, "maxlength": LONGEST_REPLY})
    acknowledged = HiddenField()


@blueprint.get("")
@require_permission(Permission.KEEP_OWN_PROFILE)
def index() -> str:
    """The reviews, those to answer unless another filter is chosen."""
    shown = request.args.get("show", Shown.TO_ANSWER)
    practitioner = _own_practitioner()
    listed = list_own_reviews(
        db.session,
        practitioner.id,
        Shown(shown) if shown in set(Shown) else Shown.TO_ANSWER,
        request.args.get("page", 1, type=int),
    )
    return render_template(
        "own_reviews/index.html",
        practitioner=practitioner,
        listed=listed,
        disputed=list_disputes(db.session, [own.review.id for own in listed.reviews]),
        shown_words=SHOWN_WORDS,
        vocabulary=site.vocabulary(),
        grade_words=GRADE_WORDS,
        level_words=LEVEL_WORDS,
    )


@blueprint.get("/<int:review_id>/reply")
@require_permission(Permission.KEEP_OWN_PROFILE)
def reply(review_id: int) -> str:
    """The form for a reply, filled with the one that waits or is published."""
    own = _own_review(review_id)
    form = ReplyForm(formdata=None)
    latest = own.waiting or own.published or own.rejected
    form.text.data = latest.text if latest else ""
    return _render_reply(own, form)


@blueprint.post("/<int:review_id>/reply")
@require_permission(Permission.KEEP_OWN_PROFILE)
def send(review_id: int) -> Response | str | tuple[str, int]:
    """Send a reply to the moderators; one with warnings only when they were seen."""
    own = _own_review(review_id)
    form = ReplyForm()
    if not form.validate():
        return _render_reply(own, form), 400
    try:
        text = check_reply_text(form.text.data or "")
        if lint_reply(text) and form.acknowledged.data != hash_token(text):
            form.acknowledged.data = hash_token(text)
            return _render_reply(own, form, text)
        replies.send_reply(db.session, own.review, text, own_account().id, site.now())
    except DomainError as error:
        show_on_form(form, error)
        return _render_reply(own, form), 400
    return redirect(url_for(".index", show=Shown.WAITING), 303)


@blueprint.post("/replies/<int:reply_id>/withdraw")
@require_permission(Permission.KEEP_OWN_PROFILE)
def withdraw(reply_id: int) -> Response:
    """Take a reply back, before or after it was published."""
    review_id = replies.withdraw_reply(db.session, _own_practitioner().id, reply_id, site.now())
    return redirect(url_for(".reply", review_id=review_id), 303)


def _own_practitioner() -> Practitioner:
    return get_own_practitioner(db.session, own_account(), DelegateRight.REPLY)


def _get_review(review_id: int) -> Review:
    return replies.get_own_review(db.session, _own_practitioner().id, review_id)


def _own_review(review_id: int) -> OwnReview:
    return add_replies(db.session, [_get_review(review_id)])[0]


def _render_reply(own: OwnReview, form: ReplyForm, warned_text: str = "") -> str:
    return render_template(
        "own_reviews/reply.html",
        practitioner=_own_practitioner(),
        own=own,
        form=form,
        warnings=lint_reply(warned_text),
        rules=REPLY_RULES,
        longest=LONGEST_REPLY,
        reasons=REPLY_REJECTION_REASONS,
        vocabulary=site.vocabulary(),
        grade_words=GRADE_WORDS,
        level_words=LEVEL_WORDS,
    )
