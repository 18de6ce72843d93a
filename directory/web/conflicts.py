"""What a moderator declared: the practitioners on whom they do not decide."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired

from directory.database import db
from directory.domain.errors import NotFoundError
from directory.domain.permissions import Permission
from directory.domain.plain_text import clean_text
from directory.services.conflicts import declare_conflict_with, end_conflict, list_conflicts
from directory.web import site
from directory.web.errors import show_on_form
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("conflicts", __name__, url_prefix="/moderation/conflicts")


class DeclareForm(FlaskForm):
    """Whom the declaration is about."""

    address = StringField(
        "Address of the profile",
        [InputRequired("Enter the address of the practitioner’s page.")],
        render_kw={"autocomplete": "off", "placeholder": "…/practitioners/jane-doe"},
    )


@blueprint.get("")
@require_permission(Permission.MODERATE)
def index() -> str:
    """What this moderator has declared."""
    return _render(DeclareForm(formdata=None))


@blueprint.post("")
@require_permission(Permission.MODERATE)
def declare() -> Response | tuple[str, int]:
    """Declare a conflict of interest."""
    form = DeclareForm()
    if form.validate_on_submit():
        slug = clean_text(form.address.data or "").rstrip("/").rpartition("/")[2]
        try:
            declare_conflict_with(db.session, own_account(), slug, site.now())
        except NotFoundError as error:
            show_on_form(form, error)
        else:
            return redirect(url_for(".index"), 303)
    return _render(form), 400


@blueprint.post("/<int:conflict_id>/end")
@require_permission(Permission.MODERATE)
def end(conflict_id: int) -> Response:
    """Take a declaration back."""
    end_conflict(db.session, own_account(), conflict_id, site.now())
    return redirect(url_for(".index"), 303)


def _render(form: DeclareForm) -> str:
    return render_template(
        "moderation/conflicts.html",
        conflicts=list_conflicts(db.session, own_account()),
        form=form,
    )
