"""Keys of the API: practitioners' own ones, and partners' by whoever manages them."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from directory.database import db
from directory.domain.api_keys import (
    LIFETIMES,
    LONGEST_NAME,
    LONGEST_SITE,
    SCOPE_WORDS,
    Scope,
    list_scopes,
)
from directory.domain.delegates import DelegateRight
from directory.domain.errors import InvalidValueError
from directory.domain.permissions import Permission, Role
from directory.services import api_keys
from directory.services.api_keys import KeyWish, MadeKey
from directory.services.own_profile import get_own_practitioner
from directory.web import site
from directory.web.errors import show_on_form
from directory.web.report_fields import list_choices
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("api_keys", __name__)

OWN = "own"
PARTNERS = "partners"


class KeyForm(FlaskForm):
    """What the key is called, and how long it works."""

    name = StringField(
        "Name of the program that will use it",
        [InputRequired("Enter a name."), Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "off"},
    )
    days = SelectField("How long it works", choices=list_choices(LIFETIMES), coerce=int)


class PartnerKeyForm(KeyForm):
    """A key that imports reviews also has the one site whose reviews they are."""

    site = StringField(
        "Site whose reviews it imports, such as reviews.example",
        [InputRequired("Enter the site."), Length(max=LONGEST_SITE)],
        render_kw={"autocomplete": "off"},
    )


@blueprint.get("/account/api-keys")
@require_permission(Permission.KEEP_OWN_PROFILE)
def own() -> str:
    """The keys of the own program, and the form for another."""
    return _render(OWN, KeyForm(formdata=None))


@blueprint.post("/account/api-keys")
@require_permission(Permission.KEEP_OWN_PROFILE)
def make_own() -> Response | tuple[str, int]:
    """Make a key; this answer alone shows it."""
    get_own_practitioner(db.session, own_account(), DelegateRight.VISIT_CODES)
    return _make(OWN, KeyForm())


@blueprint.post("/account/api-keys/<int:key_id>/revoke")
@require_permission(Permission.KEEP_OWN_PROFILE)
def revoke_own(key_id: int) -> AnyResponse:
    """Let a key of one's own work no more."""
    api_keys.revoke_key(db.session, key_id, site.now(), actor=own_account())
    return redirect(url_for(".own"), 303)


@blueprint.get("/admin/api-keys")
@require_permission(Permission.MANAGE_API_KEYS)
def partners() -> str:
    """Everybody's keys, and the form for a partner's."""
    return _render(PARTNERS, PartnerKeyForm(formdata=None))


@blueprint.post("/admin/api-keys")
@require_permission(Permission.MANAGE_API_KEYS)
def make_partners() -> Response | tuple[str, int]:
    """Make a key for a partner; this answer alone shows it."""
    return _make(PARTNERS, PartnerKeyForm())


@blueprint.post("/admin/api-keys/<int:key_id>/revoke")
@require_permission(Permission.MANAGE_API_KEYS)
def revoke_any(key_id: int) -> AnyResponse:
    """Let anybody's key work no more."""
    api_keys.revoke_key(db.session, key_id, site.now(), actor=own_account())
    return redirect(url_for(".partners"), 303)


def _make(whose: str, form: KeyForm) -> Response | tuple[str, int]:
    account = own_account()
    if form.validate_on_submit():
        try:
            made = api_keys.make_key(
                db.session,
                account,
                KeyWish(
                    form.name.data or "",
                    list_scopes(Role(account.role)),
                    form.days.data,
                    (form.site.data or "") if isinstance(form, PartnerKeyForm) else "",
                ),
                site.now(),
                actor_account_id=account.id,
            )
        except InvalidValueError as error:
            show_on_form(form, error)
        else:
            return _show_once(whose, made)
    return _render(whose, form), 400


def _show_once(whose: str, made: MadeKey) -> Response:
    response = make_response(
        render_template("api_keys/made.html", made=made, scope_words=SCOPE_WORDS, back=f".{whose}")
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _render(whose: str, form: KeyForm) -> str:
    account = own_account()
    return render_template(
        "api_keys/index.html",
        form=form,
        is_own=whose == OWN,
        keys=api_keys.list_keys(db.session, account if whose == OWN else None),
        scopes=[SCOPE_WORDS[scope] for scope in list_scopes(Role(account.role))],
        scope_words={scope.value: SCOPE_WORDS[scope] for scope in Scope},
        now=site.now(),
    )
