"""Answering a follow-up by its secret link, and wanting no more of them; no account is needed.

Opening a link changes nothing, because mail programs open links too.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from directory.database import db
from directory.services import follow_ups
from directory.services.follow_ups import OpenFollowUp
from directory.services.mail_refusals import refuse_mail
from directory.web import site
from directory.web.follow_up_forms import FollowUpForm, as_typed, form_of, read_answers
from directory.web.reviews import SECRET_PAGE_HEADERS
from directory.web.security import csrf

blueprint = Blueprint("follow_ups", __name__, url_prefix="/follow-up")
csrf.exempt(blueprint)  # the secret in the address is what nobody else can send


@blueprint.after_request
def _keep_secret(response: Response) -> Response:
    response.headers.update(SECRET_PAGE_HEADERS)
    return response


@blueprint.get("/<token>")
def page(token: str) -> str:
    """What is asked, with what was answered before."""
    opened = follow_ups.get_follow_up(db.session, token)
    form = form_of(opened.plan)(data=as_typed(opened.answers) if opened.answers else None)
    return _render(opened, form, token)


@blueprint.post("/<token>")
def answer(token: str) -> Response | tuple[str, int]:
    """Take the answer."""
    opened = follow_ups.get_follow_up(db.session, token)
    form = form_of(opened.plan)(request.form)
    if not form.validate():
        return _render(opened, form, token), 400
    follow_ups.answer_follow_up(db.session, opened, read_answers(form), site.now())
    return redirect(url_for(".thanks", token=token), 303)


@blueprint.get("/<token>/thanks")
def thanks(token: str) -> str:
    """That the answer was taken, and how to change it."""
    opened = follow_ups.get_follow_up(db.session, token)
    return render_template("follow_ups/thanks.html", opened=opened, token=token)


@blueprint.get("/<token>/no-more")
def refuse(token: str) -> str:
    """Ask for one press of the button that stops follow-ups."""
    follow_ups.get_address_hash(db.session, token)
    return render_template("follow_ups/refuse.html", token=token)


@blueprint.post("/<token>/no-more")
def stop(token: str) -> str:
    """Send no more follow-ups to this address. Mail programs ask for it so, too (RFC 8058)."""
    address_hash = follow_ups.get_address_hash(db.session, token)
    refuse_mail(db.session, address_hash, site.now())
    return render_template("follow_ups/refused.html")


def _render(opened: OpenFollowUp, form: FollowUpForm, token: str) -> str:
    return render_template(
        "follow_ups/page.html",
        opened=opened,
        form=form,
        token=token,
        concern=site.vocabulary().find_concern(opened.review.outcome.concern_key),
    )
