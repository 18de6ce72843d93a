"""Who decides on others here: the list, and giving and taking roles, for administrators."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, RadioField
from wtforms.validators import InputRequired, Length

from directory.database import db
from directory.domain.email_addresses import LONGEST_EMAIL
from directory.domain.errors import DomainError
from directory.domain.permissions import (
    PERMISSION_WORDS,
    PERMISSIONS,
    STAFF_ROLES,
    Permission,
    Role,
)
from directory.services.accounts import get_account, get_account_by_email
from directory.services.roles import give_role, list_staff, take_role
from directory.web import site
from directory.web.errors import show_on_form
from directory.web.report_fields import list_choices
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("staff", __name__, url_prefix="/admin/staff")


class GiveForm(FlaskForm):
    """Whom to give which role."""

    email = EmailField(
        "E-mail address of the account",
        [InputRequired("Enter the address of an account."), Length(max=LONGEST_EMAIL)],
        render_kw={"autocomplete": "off"},
    )
    role = RadioField(
        "Role",
        [InputRequired("Choose the role.")],
        choices=list_choices({role: role.capitalize() for role in Role if role in STAFF_ROLES}),
    )


@blueprint.get("")
@require_permission(Permission.GIVE_ROLES)
def index() -> str:
    """Everybody with a role, what each role may do, and the form that gives one."""
    return _render(GiveForm(formdata=None))


@blueprint.post("")
@require_permission(Permission.GIVE_ROLES)
def give() -> Response | tuple[str, int]:
    """Give a role to an account."""
    form = GiveForm()
    if form.validate_on_submit():
        try:
            account = get_account_by_email(db.session, form.email.data or "")
            give_role(
                db.session,
                account,
                Role(form.role.data),
                site.now(),
                actor_account_id=own_account().id,
            )
        except DomainError as error:
            show_on_form(form, DomainError(error.message, error.field or "email"))
        else:
            return redirect(url_for(".index"), 303)
    return _render(form), 400


@blueprint.post("/<int:account_id>/take")
@require_permission(Permission.GIVE_ROLES)
def take(account_id: int) -> Response:
    """Take the role from an account."""
    account = get_account(db.session, account_id)
    take_role(db.session, account, site.now(), actor_account_id=own_account().id)
    return redirect(url_for(".index"), 303)


def _render(form: GiveForm) -> str:
    return render_template(
        "staff/index.html",
        staff=list_staff(db.session),
        own_id=own_account().id,
        form=form,
        duties=[
            (role, [PERMISSION_WORDS[permission] for permission in Permission if permission in may])
            for role, may in PERMISSIONS.items()
            if role in STAFF_ROLES
        ],
    )
