"""The security of one's own account: the password, and the browsers that are signed in."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from directory.database import db
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD
from directory.domain.throttling import AttemptScope
from directory.services import account_sessions
from directory.services.accounts import change_password
from directory.services.second_factor import has_second_factor
from directory.services.throttling import forget_attempts
from directory.web import attempts, sessions, site
from directory.web.account_notices import tell_owner
from directory.web.errors import show_on_form

blueprint = Blueprint("account_security", __name__, url_prefix="/account")


class ChangePasswordForm(FlaskForm):
    """The present password, and a new one."""

    current_password = PasswordField(
        N_("Present password"),
        [Length(max=LONGEST_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        N_(
            "New password, at least %(shortest_password)s characters",
            shortest_password=SHORTEST_PASSWORD,
        ),
        [InputRequired(N_("Choose a password.")), Length(max=LONGEST_PASSWORD)],
        render_kw={"autocomplete": "new-password"},
    )


class ButtonForm(FlaskForm):
    """A button with its token."""


@blueprint.get("/security")
@sessions.require_account
def page() -> tuple[str, int]:
    """Password, second factor, and the browsers that are signed in."""
    return _page(ChangePasswordForm())


@blueprint.post("/password")
@sessions.require_account
def set_new_password() -> tuple[str, int] | Response:
    """Change the password; every other browser is signed out."""
    account, form = sessions.own_account(), ChangePasswordForm()
    if not form.validate():
        return _page(form)
    counted_by = {AttemptScope.PRESENT_PASSWORD: str(account.id)}
    try:
        attempt_ids = attempts.admit_apart(counted_by)
        change_password(account, form.current_password.data or "", form.password.data or "")
    except DomainError as error:
        show_on_form(form, error)
        return _page(form)
    forget_attempts(db.session, attempt_ids)
    account_sessions.revoke_sessions(db.session, account, site.now(), kept_id=_own_id())
    tell_owner(account, N_("Your password was changed."))
    return redirect(url_for(".page"))


@blueprint.post("/sessions/<int:session_id>/end")
@sessions.require_account
def end_session(session_id: int) -> Response:
    """Sign one browser out."""
    if session_id == _own_id():
        sessions.end()
        return redirect(url_for("home.index"))
    account_sessions.revoke_session(db.session, sessions.own_account(), session_id, site.now())
    return redirect(url_for(".page"))


@blueprint.post("/sessions/end-all")
@sessions.require_account
def end_all_sessions() -> Response:
    """Sign out everywhere, here too."""
    account_sessions.revoke_sessions(db.session, sessions.own_account(), site.now())
    sessions.end()
    return redirect(url_for("accounts.sign_in"))


def _own_id() -> int | None:
    own = sessions.current_session()
    return own.id if own else None


def _page(form: ChangePasswordForm) -> tuple[str, int]:
    account = sessions.own_account()
    return (
        render_template(
            "account_security/page.html",
            form=form,
            account=account,
            button_form=ButtonForm(),
            has_second_factor=has_second_factor(account),
            own_sessions=account_sessions.list_sessions(db.session, account, site.now()),
            own_session_id=_own_id(),
        ),
        400 if form.errors else 200,
    )
