"""Passkeys: adding and removing them, and signing in with one. Each needs a script in the browser,
which asks here for options, and sends what the passkey answers by an ordinary form.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from directory.database import db
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.throttling import AttemptScope
from directory.models import AccountSession
from directory.services import passkeys
from directory.services.second_factor import has_second_factor
from directory.services.throttling import forget_attempts
from directory.web import attempts, security_log, sessions, site
from directory.web.account_notices import tell_owner
from directory.web.errors import show_on_form, status_of
from directory.web.passkey_forms import PasskeyForm, UsePasskeyForm, relying_party
from directory.web.second_factor import finish_set_up, render_ask, render_page
from directory.web.security_log import SecurityEvent

blueprint = Blueprint("passkeys", __name__)

Page = tuple[str, int]


@blueprint.post("/account/passkeys/options")
@sessions.require_fresh
def options_to_add() -> Response:
    """What the browser needs to make a passkey."""
    account = sessions.own_account()
    return _as_json(passkeys.begin_adding(db.session, account, _own_session(), relying_party()))


@blueprint.post("/account/passkeys")
@sessions.require_fresh
def add() -> Page | AnyResponse:
    """Keep the passkey that the browser made."""
    account, form = sessions.own_account(), PasskeyForm()
    if not form.validate():
        return render_page(form), 400
    try:
        passkeys.add_passkey(
            db.session,
            account,
            _own_session(),
            relying_party(),
            site.now(),
            credential=form.credential.data or "",
            name=form.name.data or "",
        )
    except DomainError as error:
        show_on_form(form, error)
        return render_page(form), status_of(error)
    return finish_set_up(account, N_("A passkey was added as second factor."))


@blueprint.post("/account/passkeys/<int:passkey_id>/remove")
@sessions.require_fresh
def remove(passkey_id: int) -> AnyResponse:
    """Remove a passkey."""
    account = sessions.own_account()
    passkeys.remove_passkey(db.session, account, passkey_id)
    tell_owner(account, N_("A passkey was removed."))
    return redirect(url_for("second_factor.page"))


@blueprint.post("/sign-in/passkey/options")
def options_to_use() -> Response:
    """What the browser needs to use a passkey of the account that is signing in."""
    account = sessions.waiting_account()
    if account is None or not has_second_factor(account):
        abort(400)
    return _as_json(passkeys.begin_check(db.session, account, _own_session(), relying_party()))


@blueprint.post("/sign-in/passkey")
def use() -> Page | AnyResponse:
    """Complete signing in with what a passkey signed."""
    account, form = sessions.waiting_account(), UsePasskeyForm()
    if account is None:
        return redirect(url_for("accounts.sign_in"))
    if not form.validate():
        return render_ask(account, form), 400
    try:
        attempt_ids = attempts.admit_apart({AttemptScope.SECOND_FACTOR: str(account.id)})
        passkeys.check_passkey(
            db.session,
            account,
            _own_session(),
            relying_party(),
            site.now(),
            credential=form.credential.data or "",
        )
    except DomainError as error:
        security_log.note(SecurityEvent.SECOND_FACTOR_REFUSED, account.id)
        show_on_form(form, error)
        return render_ask(account, form), status_of(error)
    forget_attempts(db.session, attempt_ids)
    return sessions.complete(account, request.args.get("next", ""))


def _own_session() -> AccountSession:
    own = sessions.current_session()
    if own is None:
        abort(400)
    return own


def _as_json(text: str) -> Response:
    return Response(text, mimetype="application/json", headers={"Cache-Control": "no-store"})
