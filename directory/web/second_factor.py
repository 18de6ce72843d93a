"""The second factor: giving its code when signing in, setting it up, and doing without it.

Passkeys, where scripts run, are `passkeys`; what they do can be done with codes as well.
"""

from __future__ import annotations

import segno
from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from directory.database import db
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.permissions import Role, is_staff
from directory.domain.throttling import AttemptScope
from directory.models import Account
from directory.services import recovery_codes, second_factor
from directory.services.throttling import forget_attempts
from directory.web import attempts, security_log, sessions, site
from directory.web.account_notices import tell_owner
from directory.web.errors import show_on_form, status_of
from directory.web.passkey_forms import PasskeyForm, UsePasskeyForm, relying_party
from directory.web.security_log import SecurityEvent

blueprint = Blueprint("second_factor", __name__)

LONGEST_CODE = 40
QR_SCALE = 4

Page = tuple[str, int]


class CodeForm(FlaskForm):
    """A code of the app, or a recovery code."""

    code = StringField(
        N_("Code"),
        [InputRequired(N_("Enter the code.")), Length(max=LONGEST_CODE)],
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false"},
    )


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
def ask() -> Page | Response:
    """Ask for the code that completes signing in, or lets the second factor be changed."""
    account = sessions.waiting_account()
    if account is None:
        return redirect(url_for("accounts.sign_in"))
    next_path = request.args.get("next", "")
    if sessions.is_fresh():
        return redirect(sessions.safe_next_path(next_path) or url_for("accounts.account"))
    form = CodeForm()
    if form.validate_on_submit():
        try:
            _check_code(account, form.code.data or "")
        except DomainError as error:
            security_log.note(SecurityEvent.SECOND_FACTOR_REFUSED, account.id)
            show_on_form(form, error)
            return render_ask(account, form), status_of(error)
        return sessions.complete(account, next_path)
    return render_ask(account, form), 400 if form.errors else 200


def render_ask(account: Account, form: CodeForm | UsePasskeyForm) -> str:
    """The page that asks, after a code or a passkey that was not right."""
    return render_template(
        "second_factor/ask.html",
        form=form if isinstance(form, CodeForm) else CodeForm(formdata=None),
        passkey_form=form if isinstance(form, UsePasskeyForm) else UsePasskeyForm(formdata=None),
        account=account,
        has_app=second_factor.has_app(account),
        next_path=request.args.get("next") or None,
    )


@blueprint.get("/account/second-factor")
@sessions.require_account
def page() -> str:
    """Whether there is a second factor, and what can be done about it."""
    return render_page(PasskeyForm())


def render_page(form: PasskeyForm) -> str:
    """The page of the second factor, after a passkey that could not be added."""
    account = sessions.own_account()
    return render_template(
        "second_factor/page.html",
        account=account,
        has_app=second_factor.has_app(account),
        is_on=second_factor.has_second_factor(account),
        is_needed=second_factor.needs_second_factor(account),
        is_staff=is_staff(Role(account.role)),
        recovery_count=recovery_codes.count_recovery_codes(db.session, account),
        form=form,
        site_url=current_app.config["SETTINGS"].site_url,
        can_have_passkeys=relying_party().can_have_passkeys,
    )


@blueprint.post("/account/second-factor/begin")
@sessions.require_fresh
def begin() -> Response:
    """Make the secret, and lead to the page that shows it."""
    second_factor.begin_set_up(db.session, sessions.own_account(), current_app.config["SECRET_KEY"])
    return redirect(url_for(".set_up"))


@blueprint.route("/account/second-factor/set-up", methods=["GET", "POST"])
@sessions.require_fresh
def set_up() -> Page | Response:
    """Show the secret until a first code proves that the app has it."""
    account, secret_key = sessions.own_account(), current_app.config["SECRET_KEY"]
    secret = second_factor.find_pending_secret(account, secret_key)
    if secret is None:
        return redirect(url_for(".page"))
    form, status = CodeForm(), 200
    if form.validate_on_submit():
        try:
            second_factor.complete_set_up(
                db.session, account, form.code.data or "", site.now(), secret_key=secret_key
            )
        except DomainError as error:
            show_on_form(form, error)
            status = status_of(error)
        else:
            return finish_set_up(account, N_("An authenticator app was set up as second factor."))
    elif form.errors:
        status = 400
    image = segno.make(second_factor.provisioning_uri(account, secret), micro=False).svg_data_uri(
        scale=QR_SCALE, light="#fff"
    )
    return (
        render_template("second_factor/set_up.html", form=form, secret=secret, image=image),
        status,
    )


def finish_set_up(account: Account, what: str) -> Response:
    """Tell the owner what was set up, let the session go on, and show first recovery codes once."""
    tell_owner(account, what)
    sessions.complete(account)
    codes = recovery_codes.make_first_recovery_codes(db.session, account)
    return _show_once(codes) if codes else redirect(url_for("second_factor.page"))


@blueprint.post("/account/second-factor/recovery-codes")
@sessions.require_fresh
def renew_recovery_codes() -> Response:
    """Make new recovery codes, for an account that has a second factor."""
    account = sessions.own_account()
    if not second_factor.has_second_factor(account):
        return redirect(url_for(".page"))
    codes = recovery_codes.renew_recovery_codes(db.session, account)
    tell_owner(account, N_("New recovery codes were made."))
    return _show_once(codes)


@blueprint.post("/account/second-factor/off")
@sessions.require_fresh
def switch_off() -> Response:
    """Do without the second factor."""
    account = sessions.own_account()
    second_factor.switch_off(db.session, account)
    tell_owner(account, N_("The second factor was switched off."))
    return redirect(url_for(".page"))


def _show_once(codes: tuple[str, ...]) -> Response:
    response = make_response(render_template("second_factor/recovery_codes.html", codes=codes))
    response.headers["Cache-Control"] = "no-store"
    return response


def _check_code(account: Account, code: str) -> None:
    counted_by = {AttemptScope.SECOND_FACTOR: str(account.id)}
    attempt_ids = attempts.admit_apart(counted_by)
    second_factor.check_code(
        db.session, account, code, site.now(), secret_key=current_app.config["SECRET_KEY"]
    )
    forget_attempts(db.session, attempt_ids)
