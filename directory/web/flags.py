"""Flagging a published review, without an account: the form, its receipt, and what came of it."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, EmailField, Form, HiddenField, TextAreaField
from wtforms.validators import Length

from directory.database import db
from directory.domain.appeals import Appellant
from directory.domain.email_addresses import LONGEST_EMAIL
from directory.domain.errors import DomainError
from directory.domain.flags import FLAG_REASONS, LONGEST_FLAG_TEXT, flags_target
from directory.domain.messages import N_
from directory.domain.plain_text import clean_text
from directory.domain.throttling import AttemptScope, TooManyAttemptsError
from directory.domain.tokens import new_token
from directory.models import Practitioner, Review
from directory.services import appeals, flags
from directory.services.flags import FlagCase, FlagText
from directory.services.status_links import FLAG, read_status_token
from directory.services.throttling import admit_attempt
from directory.web import known_browsers, site
from directory.web.appeal_form import AppealForm
from directory.web.errors import show_on_form
from directory.web.locales import current_language
from directory.web.report_fields import OptionField
from directory.web.reviews import SECRET_PAGE_HEADERS
from directory.web.security import csrf
from directory.web.sessions import current_account
from directory.web.status_links import status_links
from directory.web.transactions import own_transaction

blueprint = Blueprint("flags", __name__)
csrf.exempt(blueprint)

Page = tuple[str, int]


class FlagForm(Form):
    """What is wrong with a review. `form_token` makes one flag of a form that is sent twice."""

    form_token = HiddenField()
    reason_code = OptionField(
        N_("What is wrong with it?"), FLAG_REASONS, N_("Choose what is wrong with the review.")
    )
    text = TextAreaField(
        N_("Say what is wrong, and how we can see that"),
        description=N_(
            "Up to %(longest_flag_text)s characters. Moderators read it, the author not.",
            longest_flag_text=LONGEST_FLAG_TEXT,
        ),
        render_kw={"rows": 6, "maxlength": LONGEST_FLAG_TEXT},
    )
    email = EmailField(
        N_("Your e-mail address"),
        [Length(max=LONGEST_EMAIL)],
        description=N_("If you want the decision by mail. You can leave it empty."),
        render_kw={"autocomplete": "email"},
    )
    is_from_practice = BooleanField(N_("I am this practitioner, or speak for the practice"))


@blueprint.after_request
def _keep_secret(response: Response) -> Response:
    response.headers.update(SECRET_PAGE_HEADERS)
    return response


@blueprint.get("/reviews/<int:review_id>/flag")
def start(review_id: int) -> str:
    """The form against a review."""
    review, practitioner = flags.get_published_review(db.session, review_id)
    return _render_form(review, practitioner, FlagForm(data={"form_token": new_token()}))


@blueprint.post("/reviews/<int:review_id>/flag")
def send(review_id: int) -> Page | Response:
    """Keep a flag and lead to its page; a second click leads to the same."""
    form = FlagForm(request.form)
    review, practitioner = flags.get_published_review(db.session, review_id)
    status = 400
    if form.validate():
        try:
            _admit()
            token = flags.raise_flag(
                db.session,
                review_id,
                _read(form, practitioner.id),
                site.now(),
                form_token=form.form_token.data or new_token(),
                links=status_links(),
            )
        except DomainError as error:
            show_on_form(form, error)
            status = 429 if isinstance(error, TooManyAttemptsError) else 400
        else:
            return redirect(url_for(".status", token=token), 303)
    review, practitioner = flags.get_published_review(db.session, review_id)
    return _render_form(review, practitioner, form), status


@blueprint.get("/flags/<token>")
def status(token: str) -> str:
    """Where a flag stands, the decision with its reasons, and the way to appeal."""
    return _render_status(_get_case(token), token, AppealForm())


@blueprint.post("/flags/<token>/appeal")
def appeal(token: str) -> Page | Response:
    """Appeal against a decision to keep the review."""
    case, form = _get_case(token), AppealForm(request.form)
    try:
        if case.decision is None:
            raise DomainError(N_("Nobody has decided on this flag yet."))
        appeals.make_appeal(
            db.session,
            case.decision,
            case.review,
            appellant=Appellant.FLAGGER,
            text=clean_text(form.text.data or ""),
            now=site.now(),
            flag_id=case.flag.id,
        )
    except DomainError as error:
        show_on_form(form, error)
        return _render_status(case, token, form), 400
    return redirect(url_for(".status", token=token), 303)


def _admit() -> None:
    counted_by = {AttemptScope.FLAG_BY_NETWORK: known_browsers.current_network()}
    with own_transaction() as own:
        admit_attempt(own, current_app.config["SECRET_KEY"], counted_by, site.now())


def _read(form: FlagForm, practitioner_id: int) -> FlagText:
    account = current_account()
    is_practice = account is not None and account.practitioner_id == practitioner_id
    return FlagText(
        reason_code=form.reason_code.data or "",
        text=clean_text(form.text.data or ""),
        email=clean_text(form.email.data or ""),
        is_from_practice=form.is_from_practice.data or is_practice,
        mail_language=current_language().key,
    )


def _get_case(token: str) -> FlagCase:
    flag_id = read_status_token(current_app.config["SECRET_KEY"], FLAG, token)
    if flag_id is not None:
        return flags.get_flag_case_by_id(db.session, flag_id)
    return flags.get_flag_case(db.session, token)


def _render_form(review: Review, practitioner: Practitioner, form: FlagForm) -> str:
    return render_template("flags/form.html", review=review, practitioner=practitioner, form=form)


def _render_status(case: FlagCase, token: str, form: AppealForm) -> str:
    redress = None
    if case.decision is not None:
        redress = appeals.get_redress(
            db.session,
            case.decision,
            case.review,
            Appellant.FLAGGER,
            site.today(),
            flag_id=case.flag.id,
        )
    return render_template(
        "flags/status.html",
        case=case,
        token=token,
        redress=redress,
        form=form,
        reason_words=FLAG_REASONS,
        due_at=case.flag.created_at + flags_target([case.flag.reason_code]),
    )
