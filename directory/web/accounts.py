"""Signing in and out, and what each role finds behind it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField, SelectField
from wtforms.validators import InputRequired, Length

from directory.database import db
from directory.domain.email_addresses import LONGEST_EMAIL
from directory.domain.locales import LANGUAGES
from directory.domain.messages import N_
from directory.domain.outcomes import GRADE_WORDS, LEVEL_WORDS
from directory.domain.passwords import LONGEST_PASSWORD
from directory.domain.permissions import ROLE_WORDS
from directory.domain.reviews import STATE_WORDS
from directory.domain.throttling import TooManyAttemptsError
from directory.models import Account, Practitioner, Role
from directory.services import accounts as account_service
from directory.services.accounts import SignInError
from directory.services.delegates import find_delegation
from directory.services.import_desk import list_source_names
from directory.services.overview import get_overview, list_import_runs
from directory.services.own_profile import get_own_profile
from directory.services.registrar_desk import count_waiting
from directory.services.review_status import list_own_reviews
from directory.services.second_factor import needs_second_factor
from directory.services.throttling import forget_attempts
from directory.sources.records import RowProblem, SkipReason
from directory.web import attempts, known_browsers, security_log, sessions, site
from directory.web.errors import show_on_form, status_of
from directory.web.report_fields import list_choices
from directory.web.security_log import SecurityEvent

blueprint = Blueprint("accounts", __name__)

OPEN_MEANWHILE = N_(", or have a link to sign in sent to you")


class SignInForm(FlaskForm):
    """E-mail address and password."""

    email = EmailField(
        N_("E-mail address"),
        [InputRequired(N_("Enter your e-mail address.")), Length(max=LONGEST_EMAIL)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        N_("Password"),
        [InputRequired(N_("Enter your password.")), Length(max=LONGEST_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )


class SignOutForm(FlaskForm):
    """A button with its token."""


class MailLanguageForm(FlaskForm):
    """The language that somebody wants mail in."""

    mail_language = SelectField(
        N_("Language of mail to you"),
        choices=list_choices({language.key: language.name for language in LANGUAGES.values()}),
    )


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> tuple[str, int] | Response:
    """The sign-in form; the session starts anew for whoever signs in."""
    form = SignInForm()
    status = 200
    if form.validate_on_submit():
        try:
            account = _check(form.email.data or "", form.password.data or "")
        except (SignInError, TooManyAttemptsError) as error:
            security_log.note(SecurityEvent.SIGN_IN_REFUSED)
            show_on_form(form, error)
            status = status_of(error)
        else:
            return sessions.begin(account, request.args.get("next", ""))
    elif form.errors:
        status = 400
    leads_on = bool(sessions.safe_next_path(request.args.get("next", "")))
    return render_template("accounts/sign_in.html", form=form, leads_on=leads_on), status


def _check(email: str, password: str) -> Account:
    """The account, if the password is right and there were not too many attempts."""
    attempt_ids = attempts.admit_apart(known_browsers.counted_by(email), OPEN_MEANWHILE)
    account = account_service.sign_in(db.session, email, password)
    forget_attempts(db.session, attempt_ids)
    return account


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session."""
    sessions.end()
    security_log.note(SecurityEvent.SIGNED_OUT)
    response = redirect(url_for("home.index"))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.get("/account")
@sessions.require_account
def account() -> str | Response:
    """What a person finds after signing in, by role."""
    owner = sessions.own_account()
    if needs_second_factor(owner):
        return redirect(url_for("second_factor.page"))
    return _PAGES[Role(owner.role)](owner)


@blueprint.post("/account/mail-language")
@sessions.require_account
def choose_mail_language() -> Response:
    """Have mail written in another language."""
    form = MailLanguageForm()
    if not form.validate():
        abort(400)
    account_service.choose_mail_language(
        db.session, sessions.own_account(), form.mail_language.data
    )
    return redirect(url_for(".account"), 303)


def _patient_page(owner: Account) -> str:
    return _render(
        "patient",
        owner,
        reviews=list_own_reviews(db.session, owner),
        vocabulary=site.vocabulary(),
        grade_words=GRADE_WORDS,
        level_words=LEVEL_WORDS,
        state_words=STATE_WORDS,
    )


def _practitioner_page(owner: Account) -> str:
    profile = get_own_profile(db.session, owner, site.today(), site.vocabulary())
    return _render("practitioner", owner, profile=profile)


def _delegate_page(owner: Account) -> str:
    delegation = find_delegation(db.session, owner)
    if delegation is None:
        abort(404)
    return _render(
        "delegate",
        owner,
        practitioner=db.session.get_one(Practitioner, delegation.practitioner_id),
        rights=delegation.rights,
    )


def _moderator_page(owner: Account) -> str:
    return _render("moderator", owner)


def _registrar_page(owner: Account) -> str:
    return _render("registrar", owner, waiting=count_waiting(db.session))


def _admin_page(owner: Account) -> str:
    overview = get_overview(db.session, site.search_index(), site.now())
    return _render(
        "admin",
        owner,
        overview=overview,
        import_runs=list_import_runs(db.session),
        source_names=dict(list_source_names()),
        row_problems={problem.value: problem.sentence for problem in RowProblem},
        skip_reasons={reason.value: reason.sentence for reason in SkipReason},
    )


def _render(role: str, owner: Account, **context: object) -> str:
    return render_template(
        f"accounts/{role}.html",
        owner=owner,
        role_words=ROLE_WORDS,
        sign_out_form=SignOutForm(),
        mail_language_form=MailLanguageForm(formdata=None, obj=owner),
        **context,
    )


_PAGES = {
    Role.PATIENT: _patient_page,
    Role.PRACTITIONER: _practitioner_page,
    Role.DELEGATE: _delegate_page,
    Role.MODERATOR: _moderator_page,
    Role.REGISTRAR: _registrar_page,
    Role.ADMIN: _admin_page,
}
