"""Delegates of a profile: the keeper invites and takes back, the invited accept."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField
from wtforms.validators import InputRequired

from directory.database import db
from directory.domain.delegates import INVITATION_LIFETIME, RIGHT_WORDS
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.permissions import Permission
from directory.models import Practitioner
from directory.services import delegates
from directory.services.own_profile import get_kept_practitioner
from directory.web import site
from directory.web.errors import show_on_form
from directory.web.locales import current_language
from directory.web.report_fields import SeveralField
from directory.web.sessions import own_account, require_account, require_permission

blueprint = Blueprint("delegates", __name__)


class InviteForm(FlaskForm):
    """Who is invited, and what they may do."""

    email = EmailField(
        N_("Their e-mail address"), [InputRequired(N_("Enter their e-mail address."))]
    )
    rights = SeveralField(
        N_("What they may do"), {right.value: words for right, words in RIGHT_WORDS.items()}
    )


@blueprint.get("/account/delegates")
@require_permission(Permission.KEEP_OWN_PROFILE)
def index() -> str:
    """Who acts for the profile, and the form to invite somebody."""
    return _render(InviteForm(formdata=None))


@blueprint.post("/account/delegates")
@require_permission(Permission.KEEP_OWN_PROFILE)
def invite() -> Response | tuple[str, int]:
    """Invite somebody by mail."""
    form = InviteForm()
    practitioner = get_kept_practitioner(db.session, own_account())
    if form.validate():
        try:
            delegates.invite_delegate(
                db.session,
                practitioner,
                form.email.data or "",
                form.rights.data or [],
                link=lambda token: site.link_for_mail("delegates.accept", token=token),
                language=current_language().key,
                now=site.now(),
            )
        except DomainError as error:
            show_on_form(form, error)
            db.session.rollback()
        else:
            return redirect(url_for(".index"), 303)
    return _render(form), 400


@blueprint.post("/account/delegates/<int:delegate_id>/revoke")
@require_permission(Permission.KEEP_OWN_PROFILE)
def revoke(delegate_id: int) -> Response:
    """Take an invitation or the rights back."""
    practitioner = get_kept_practitioner(db.session, own_account())
    delegates.revoke_delegate(db.session, practitioner, delegate_id, site.now())
    return redirect(url_for(".index"), 303)


@blueprint.route("/delegation/<token>", methods=["GET", "POST"])
@require_account
def accept(token: str) -> str | Response:
    """Accept an invitation with the account that is signed in, by the button on this page."""
    delegate = delegates.get_invitation(db.session, token, site.now())
    form = FlaskForm()
    if form.validate_on_submit():
        delegates.accept_invitation(db.session, delegate, own_account(), site.now())
        return redirect(url_for("accounts.account"), 303)
    return render_template(
        "delegates/accept.html",
        delegate=delegate,
        practitioner=db.session.get_one(Practitioner, delegate.practitioner_id),
        account=own_account(),
        right_words=RIGHT_WORDS,
        form=form,
    )


def _render(form: InviteForm) -> str:
    practitioner = get_kept_practitioner(db.session, own_account())
    return render_template(
        "delegates/index.html",
        form=form,
        delegates=delegates.list_delegates(db.session, practitioner, site.now()),
        right_words=RIGHT_WORDS,
        days=INVITATION_LIFETIME.days,
    )
