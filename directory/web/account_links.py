"""Links by e-mail: opening an account, signing in without a password, choosing a new one.

Asking for a link answers the same whoever asks; what the mail says depends on the account. Opening
a link changes nothing, because mail programs open links too: the button on its page does.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from directory.database import db
from directory.domain.email_addresses import LONGEST_EMAIL
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD
from directory.domain.throttling import AttemptScope
from directory.models import Account, LinkPurpose
from directory.services.account_mail import mail_link
from directory.services.account_sessions import revoke_sessions
from directory.services.accounts import LONGEST_NAME, open_account, set_password
from directory.services.one_time_links import LinkError, get_account_of_link, use_link
from directory.web import attempts, known_browsers, sessions, site
from directory.web.account_notices import tell_owner
from directory.web.errors import show_on_form, status_of
from directory.web.locales import current_language

blueprint = Blueprint("account_links", __name__)

Page = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants a link for, as its page says it."""

    purpose: LinkPurpose
    title: str
    lead: str
    button: str


SIGN_UP = Wish(
    LinkPurpose.CONFIRM_EMAIL,
    N_("Open an account"),
    N_(
        "We send you a link that shows the address is yours. You choose a name and a "
        "password there. "
        "To report a result you need no account."
    ),
    N_("Send the link"),
)
SIGN_IN = Wish(
    LinkPurpose.SIGN_IN,
    N_("Sign in by e-mail"),
    N_("We send you a link that signs you in. You need no password for it."),
    N_("Send the link"),
)
RESET = Wish(
    LinkPurpose.RESET_PASSWORD,
    N_("Choose a new password"),
    N_("We send you a link with which you choose a new password."),
    N_("Send the link"),
)
OWN_DATA = Wish(
    LinkPurpose.OWN_DATA,
    N_("What we keep about you"),
    N_(
        "We send you a link to everything we keep about your e-mail address: to look at, "
        "take along, "
        "correct or erase. You need no account for it."
    ),
    N_("Send the link"),
)
PAGES: dict[LinkPurpose, str] = {
    LinkPurpose.CONFIRM_EMAIL: "account_links.open_new_account",
    LinkPurpose.SIGN_IN: "account_links.sign_in",
    LinkPurpose.RESET_PASSWORD: "account_links.reset_password",
    LinkPurpose.OWN_DATA: "own_data.page",
}


class EmailForm(FlaskForm):
    """The address that a link is sent to."""

    email = EmailField(
        N_("E-mail address"),
        [InputRequired(N_("Enter your e-mail address.")), Length(max=LONGEST_EMAIL)],
        render_kw={"autocomplete": "email"},
    )


class NewPasswordForm(FlaskForm):
    """A new password."""

    password = PasswordField(
        N_(
            "New password, at least %(shortest_password)s characters",
            shortest_password=SHORTEST_PASSWORD,
        ),
        [InputRequired(N_("Choose a password.")), Length(max=LONGEST_PASSWORD)],
        render_kw={"autocomplete": "new-password"},
    )


class OpenAccountForm(NewPasswordForm):
    """What an account needs beside its address."""

    name = StringField(
        N_("Your name, which only you and the moderators see"),
        [InputRequired(N_("Enter your name.")), Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "name"},
    )


class ButtonForm(FlaskForm):
    """A button with its token."""


@blueprint.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> Page | Response:
    """Ask for the link that opens an account."""
    return _ask(SIGN_UP)


@blueprint.route("/sign-in/link", methods=["GET", "POST"])
def ask_to_sign_in() -> Page | Response:
    """Ask for a link that signs in."""
    return _ask(SIGN_IN)


@blueprint.route("/reset-password", methods=["GET", "POST"])
def ask_to_reset() -> Page | Response:
    """Ask for a link to choose a new password."""
    return _ask(RESET)


@blueprint.route("/your-data", methods=["GET", "POST"])
def ask_for_own_data() -> Page | Response:
    """Ask for a link to what is kept about an address."""
    return _ask(OWN_DATA)


@blueprint.get("/link-sent")
def sent() -> str:
    """What to do now: the same page for everybody."""
    return render_template("account_links/sent.html")


@blueprint.route("/open-account/<token>", methods=["GET", "POST"])
def open_new_account(token: str) -> Page | Response:
    """Confirm the address, choose name and password."""
    form = OpenAccountForm()
    try:
        account = _use_when_sent(form, token, LinkPurpose.CONFIRM_EMAIL)
        if form.is_submitted() and not form.errors:
            open_account(
                db.session, account, form.name.data or "", form.password.data or "", site.now()
            )
            return sessions.begin(account)
    except LinkError as error:
        return _dead_link(error, "account_links.sign_up")
    except DomainError as error:
        show_on_form(form, error)
    return _link_page("account_links/open_account.html", form, account)


@blueprint.route("/sign-in/link/<token>", methods=["GET", "POST"])
def sign_in(token: str) -> Page | Response:
    """Sign in with a link, by the button on its page."""
    form = ButtonForm()
    try:
        account = _use_when_sent(form, token, LinkPurpose.SIGN_IN)
    except LinkError as error:
        return _dead_link(error, "account_links.ask_to_sign_in")
    if form.is_submitted():
        account.email_confirmed_at = account.email_confirmed_at or site.now()
        return sessions.begin(account)
    return _link_page("account_links/sign_in.html", form, account)


@blueprint.route("/reset-password/<token>", methods=["GET", "POST"])
def reset_password(token: str) -> Page | Response:
    """Choose a new password; everybody who was signed in is signed out."""
    form = NewPasswordForm()
    try:
        account = _use_when_sent(form, token, LinkPurpose.RESET_PASSWORD)
        if form.is_submitted() and not form.errors:
            set_password(account, form.password.data or "")
            account.email_confirmed_at = account.email_confirmed_at or site.now()
            revoke_sessions(db.session, account, site.now())
            tell_owner(account, N_("Your password was changed."))
            return sessions.begin(account)
    except LinkError as error:
        return _dead_link(error, "account_links.ask_to_reset")
    except DomainError as error:
        show_on_form(form, error)
    return _link_page("account_links/reset_password.html", form, account)


def _ask(wish: Wish) -> Page | Response:
    form = EmailForm()
    status = 200
    if form.validate_on_submit():
        try:
            _send(form.email.data or "", wish.purpose)
        except DomainError as error:
            show_on_form(form, error)
            status = status_of(error)
        else:
            return redirect(url_for(".sent"))
    elif form.errors:
        status = 400
    return render_template("account_links/ask.html", form=form, wish=wish), status


def _send(email: str, purpose: LinkPurpose) -> None:
    secret_key = current_app.config["SECRET_KEY"]
    attempts.admit({AttemptScope.MAIL_BY_NETWORK: known_browsers.current_network()})
    mail_link(
        db.session,
        email,
        purpose,
        site.now(),
        secret_key=secret_key,
        address_of=_address_of,
        language=current_language().key,
    )


def _address_of(purpose: LinkPurpose, token: str) -> str:
    return site.link_for_mail(PAGES[purpose], token=token)


def _use_when_sent(form: FlaskForm, token: str, purpose: LinkPurpose) -> Account:
    """Whose link this is; used up when its form was sent without a fault. Raises LinkError."""
    if form.validate_on_submit():
        return use_link(db.session, token, purpose, site.now())
    return get_account_of_link(db.session, token, purpose, site.now())


def _link_page(template: str, form: FlaskForm, account: Account) -> Page:
    return render_template(template, form=form, email=account.email), 400 if form.errors else 200


def _dead_link(error: LinkError, ask_endpoint: str) -> Page:
    return (
        render_template("account_links/dead_link.html", error=error, ask=url_for(ask_endpoint)),
        410,
    )
