"""What is kept about a person, for them: to see, take along, correct, withdraw and erase.

Found from the account's page, or, by people without an account, by a mailed link that works for an
hour.
"""

from __future__ import annotations

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired

from directory.database import db
from directory.domain.consents import CONSENT_WORDS, read_consent
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.outcomes import GRADE_WORDS
from directory.domain.reviews import STATE_WORDS, Act, Actor, ReviewState, can_act
from directory.models import LinkPurpose, Practitioner, Review
from directory.services import own_data, publication
from directory.services.accounts import rename
from directory.services.follow_ups import correct_answers, course_of
from directory.services.one_time_links import LinkError, get_account_of_link
from directory.services.own_data import DataSubject
from directory.services.review_status import list_consents, withdraw_consent
from directory.services.second_factor import has_second_factor
from directory.web import sessions, site
from directory.web.errors import show_on_form
from directory.web.follow_up_forms import CorrectionForm, as_typed, read_answers
from directory.web.report_words import WordsPage, show_words, take_words
from directory.web.reviews import SECRET_PAGE_HEADERS

blueprint = Blueprint("own_data", __name__)

Page = tuple[str, int]


class NameForm(FlaskForm):
    """The name of the account."""

    name = StringField(N_("Your name"), [InputRequired(N_("Enter your name."))])


class EraseForm(FlaskForm):
    """One more thought before everything goes."""

    is_sure = BooleanField(
        N_("Yes, erase everything about me. I know that this cannot be undone."),
        [InputRequired(N_("Tick the box if you want everything erased."))],
    )


@blueprint.after_request
def _keep_secret(response: Response) -> Response:
    response.headers.update(SECRET_PAGE_HEADERS)
    return response


@blueprint.errorhandler(LinkError)
def _dead_link(error: LinkError) -> Page:
    ask = url_for("account_links.ask_for_own_data")
    return render_template("account_links/dead_link.html", error=error, ask=ask), 410


@blueprint.get("/account/data")
@blueprint.get("/your-data/<token>")
def page(token: str | None = None) -> str:
    """What is kept, in words, and what can be done about it."""
    subject = _get_subject(token)
    return _render(subject, token, NameForm(data={"name": subject.account.display_name}))


@blueprint.get("/account/data/file")
@blueprint.get("/your-data/<token>/file")
def file(token: str | None = None) -> Response:
    """Everything, as a file that programs can read."""
    response: Response = jsonify(own_data.export_data(db.session, _get_subject(token)))
    response.headers["Content-Disposition"] = "attachment; filename=skilled-hand-data.json"
    return response


@blueprint.post("/account/data/name")
@blueprint.post("/your-data/<token>/name")
def set_name(token: str | None = None) -> Response | Page:
    """Correct the name of the account."""
    subject = _get_subject(token)
    form = NameForm()
    if form.validate():
        try:
            rename(subject.account, form.name.data or "")
        except DomainError as error:
            show_on_form(form, error)
        else:
            return redirect(url_for(".page", token=token), 303)
    return _render(subject, token, form), 400


@blueprint.get("/account/data/reports/<int:review_id>")
@blueprint.get("/your-data/<token>/reports/<int:review_id>")
def report(review_id: int, token: str | None = None) -> str:
    """One report: to correct its answers, take a consent back, or withdraw it."""
    review = _get_review(review_id, token)
    answers = as_typed(course_of(review.outcome)) if review.outcome else None
    return _render_report(review, token, CorrectionForm(data=answers))


@blueprint.post("/account/data/reports/<int:review_id>")
@blueprint.post("/your-data/<token>/reports/<int:review_id>")
def correct(review_id: int, token: str | None = None) -> Response | Page:
    """Correct the answers of a report."""
    review = _get_review(review_id, token)
    form = CorrectionForm(request.form)
    if not form.validate():
        return _render_report(review, token, form), 400
    correct_answers(db.session, review, read_answers(form), site.now())
    return redirect(url_for(".page", token=token), 303)


@blueprint.get("/account/data/reports/<int:review_id>/words")
@blueprint.get("/your-data/<token>/reports/<int:review_id>/words")
def words(review_id: int, token: str | None = None) -> str:
    """Ask for other words of a report."""
    return show_words(_get_review(review_id, token), _words_page(review_id, token))


@blueprint.post("/account/data/reports/<int:review_id>/words")
@blueprint.post("/your-data/<token>/reports/<int:review_id>/words")
def correct_words(review_id: int, token: str | None = None) -> Response | Page:
    """Correct the words, at once or after a moderator has read them."""
    return take_words(_get_review(review_id, token), _words_page(review_id, token))


@blueprint.post("/account/data/reports/<int:review_id>/consent")
@blueprint.post("/your-data/<token>/reports/<int:review_id>/consent")
def take_consent_back(review_id: int, token: str | None = None) -> Response:
    """Take skin type or age band out of a report, and so out of every statistic."""
    review = _get_review(review_id, token)
    consent = read_consent(request.form.get("consent", ""))
    withdraw_consent(db.session, review, consent, site.now())
    return redirect(url_for(".report", review_id=review_id, token=token), 303)


@blueprint.post("/account/data/reports/<int:review_id>/withdraw")
@blueprint.post("/your-data/<token>/reports/<int:review_id>/withdraw")
def withdraw(review_id: int, token: str | None = None) -> Response:
    """Take a report back; a second time changes nothing."""
    review = _get_review(review_id, token)
    if review.state != ReviewState.WITHDRAWN:
        publication.withdraw(db.session, review, site.now())
    return redirect(url_for(".page", token=token), 303)


@blueprint.get("/account/data/erase")
@blueprint.get("/your-data/<token>/erase")
def confirm_erasure(token: str | None = None) -> str:
    """What goes and what stays, before it goes."""
    return _render_erasure(_get_subject(token), token, EraseForm())


@blueprint.post("/account/data/erase")
@blueprint.post("/your-data/<token>/erase")
def erase(token: str | None = None) -> str | Page:
    """Erase everything about a person, and sign them out."""
    subject = _get_subject(token)
    form = EraseForm()
    if not form.validate():
        return _render_erasure(subject, token, form), 400
    sessions.end()
    own_data.erase_data(db.session, subject, site.now())
    return render_template("own_data/erased.html")


def _get_subject(token: str | None) -> DataSubject:
    """Who holds the link, or who is signed in; everybody else is led to sign in.

    A mailbox alone does not open an account that has a second factor.
    """
    if token is not None:
        account = get_account_of_link(db.session, token, LinkPurpose.OWN_DATA, site.now())
        if not has_second_factor(account):
            return DataSubject(account, owns_mailbox=True)
    elif own := sessions.current_account():
        return DataSubject.of_account(own)
    abort(redirect(url_for("accounts.sign_in", next=url_for(".page"))))


def _get_review(review_id: int, token: str | None) -> Review:
    return own_data.get_subject_review(db.session, _get_subject(token), review_id)


def _words_page(review_id: int, token: str | None) -> WordsPage:
    names = {"review_id": review_id, "token": token}
    return WordsPage(
        url_for(".correct_words", **names), url_for(".report", **names), needs_token=True
    )


def _render(subject: DataSubject, token: str | None, form: NameForm) -> str:
    return render_template(
        "own_data/page.html",
        subject=subject,
        token=token,
        name_form=form,
        reviews=own_data.list_subject_reviews(db.session, subject),
        can_erase=own_data.can_erase(subject),
        vocabulary=site.vocabulary(),
        grade_words=GRADE_WORDS,
        state_words=STATE_WORDS,
    )


def _render_report(review: Review, token: str | None, form: CorrectionForm) -> str:
    state = ReviewState(review.state)
    return render_template(
        "own_data/report.html",
        review=review,
        token=token,
        form=form,
        practitioner=db.session.get_one(Practitioner, review.practitioner_id),
        state_words=STATE_WORDS,
        consents=list_consents(review),
        consent_words=CONSENT_WORDS,
        can_correct=review.outcome is not None and can_act(Act.CORRECT, Actor.AUTHOR, state),
        can_withdraw=can_act(Act.WITHDRAW, Actor.AUTHOR, state),
    )


def _render_erasure(subject: DataSubject, token: str | None, form: EraseForm) -> str:
    return render_template(
        "own_data/erase.html",
        form=form,
        token=token,
        can_erase=own_data.can_erase(subject),
    )
