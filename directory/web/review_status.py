"""Where a report stands, for its author: confirming, adding a receipt, taking it back.

Found by a secret link, like the draft; for who is signed in, the account's page makes such links.
"""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response
from wtforms import EmailField, FileField, Form

from directory.database import db
from directory.domain.appeals import Appellant
from directory.domain.consents import CONSENT_WORDS, read_consent
from directory.domain.email_addresses import read_email_address
from directory.domain.errors import DomainError, NotFoundError
from directory.domain.messages import N_
from directory.domain.outcomes import GRADE_WORDS, LEVEL_WORDS, VERIFIED_LEVEL
from directory.domain.plain_text import clean_text
from directory.domain.receipts import MOST_BYTES, RECEIPT_ACCEPT, RECEIPT_KINDS, RECEIPT_REASONS
from directory.domain.reviews import (
    LIVE_STATES,
    STATE_WORDS,
    Act,
    Actor,
    ReviewState,
    can_act,
)
from directory.domain.screening import CHECK_WORDS
from directory.models import Practitioner, Review
from directory.services import publication, review_status, reviews
from directory.services.appeals import (
    Redress,
    find_author_decision,
    get_redress,
    make_appeal,
)
from directory.services.receipts import keep_receipt
from directory.services.report_words import find_last_refusal, find_waiting_words
from directory.services.status_links import REVIEW, read_status_token
from directory.services.verification_levels import find_due_on
from directory.web import report_attempts, site, uploads
from directory.web.appeal_form import AppealForm
from directory.web.errors import show_on_form, status_of
from directory.web.report_words import WordsPage, show_words, take_words
from directory.web.reviews import SECRET_PAGE_HEADERS
from directory.web.security import csrf
from directory.web.sessions import current_account

blueprint = Blueprint("review_status", __name__, url_prefix="/report")
csrf.exempt(blueprint)

OWN_SALT = "own review"


class AgainForm(Form):
    """The address to which another link is sent."""

    email = EmailField(N_("E-mail address"), render_kw={"autocomplete": "email"})


class ReceiptForm(Form):
    """A receipt for a report that was sent without proof."""

    receipt = FileField(
        N_("Receipt"),
        description=N_(
            "To send: %(receipt_kinds)s of up to %(most_bytes)s MB. Only the moderator sees it.",
            receipt_kinds=RECEIPT_KINDS,
            most_bytes=MOST_BYTES // 1024**2,
        ),
        render_kw={"accept": RECEIPT_ACCEPT},
    )


@blueprint.after_request
def _keep_secret(response: Response) -> Response:
    response.headers.update(SECRET_PAGE_HEADERS)
    return response


@blueprint.app_template_global()
def own_review_token(review: Review) -> str:
    """A link secret for who is signed in as this review's author; worth nothing to others."""
    return str(_signer().dumps(review.id))


@blueprint.get("/confirm/<token>")
def confirm(token: str) -> str:
    """Ask for one press of a button: programs that look into mail follow links by themselves."""
    review = reviews.get_review_to_confirm(db.session, token)
    return render_template("reviews/confirm.html", token=token, review=review)


@blueprint.post("/confirm/<token>")
def confirm_address(token: str) -> str:
    """Confirm the address; the report goes public or to a moderator."""
    review = reviews.confirm_email(db.session, token, site.now())
    return render_template(
        "reviews/confirmed.html",
        review=review,
        practitioner=db.session.get_one(Practitioner, review.practitioner_id),
        state_words=STATE_WORDS,
        states=ReviewState,
    )


@blueprint.get("/status/<token>")
def status(token: str) -> str:
    """Where the report stands, and what happens next."""
    return _render(get_review(token), token)


@blueprint.post("/status/<token>/confirm-again")
def confirm_again(token: str) -> tuple[str, int] | Response:
    """Send the link again, to another address if the first was mistyped."""
    review = get_review(token)
    form = AgainForm(request.form)
    try:
        report_attempts.admit_mail(read_email_address(form.email.data or ""))
        reviews.send_confirmation_again(
            db.session,
            review,
            form.email.data or "",
            site.now(),
            confirm_link=lambda secret: site.link_for_mail("review_status.confirm", token=secret),
        )
    except DomainError as error:
        show_on_form(form, error)
        return _render(review, token, again_form=form), status_of(error)
    return redirect(url_for(".status", token=token), 303)


@blueprint.post("/status/<token>/receipt")
@uploads.accepts_receipt
def add_receipt(token: str) -> tuple[str, int] | Response:
    """Add a receipt as proof."""
    form = ReceiptForm(request.files)
    file = request.files.get("receipt")
    review = get_review(token)
    try:
        if not file:
            raise DomainError(N_("Choose the file of your receipt first."), "receipt")
        if not _may_add_receipt(review):
            raise DomainError(N_("This report needs no receipt any more."), "receipt")
        if refusal := report_attempts.find_upload_refusal(str(review.id)):
            raise DomainError(refusal, "receipt")
        keep_receipt(db.session, uploads.folder(), review.id, file.stream, site.now())
    except DomainError as error:
        show_on_form(form, error)
        return _render(review, token, receipt_form=form), status_of(error)
    return redirect(url_for(".status", token=token), 303)


@blueprint.post("/status/<token>/withdraw-consent")
def withdraw_consent(token: str) -> Response:
    """Take skin type or age band out of the report."""
    review = get_review(token)
    consent = read_consent(request.form.get("consent", ""))
    review_status.withdraw_consent(db.session, review, consent, site.now())
    return redirect(url_for(".status", token=token), 303)


@blueprint.get("/status/<token>/words")
def words(token: str) -> str:
    """Ask for other words."""
    return show_words(get_review(token), _words_page(token))


@blueprint.post("/status/<token>/words")
def correct_words(token: str) -> Response | tuple[str, int]:
    """Correct the words, at once or after a moderator has read them."""
    return take_words(get_review(token), _words_page(token))


@blueprint.post("/status/<token>/withdraw")
def withdraw(token: str) -> Response:
    """Take the report back."""
    publication.withdraw(db.session, get_review(token), site.now())
    return redirect(url_for(".status", token=token), 303)


@blueprint.post("/status/<token>/appeal")
def appeal(token: str) -> tuple[str, int] | Response:
    """Appeal against the decision not to show the report."""
    review, form = get_review(token), AppealForm(request.form)
    try:
        decision = find_author_decision(db.session, review)
        if decision is None:
            raise DomainError(N_("Nobody has decided against this report."), "text")
        make_appeal(
            db.session,
            decision,
            review,
            appellant=Appellant.AUTHOR,
            text=clean_text(form.text.data or ""),
            now=site.now(),
        )
    except DomainError as error:
        show_on_form(form, error)
        return _render(review, token, appeal_form=form), 400
    return redirect(url_for(".status", token=token), 303)


def get_review(token: str) -> Review:
    """The report of a status page, by the author's secret, a link in a mail, or the account."""
    mailed_id = read_status_token(current_app.config["SECRET_KEY"], REVIEW, token)
    if mailed_id is not None:
        return review_status.get_review_of_link(db.session, mailed_id)
    try:
        review_id = _signer().loads(token)
    except BadSignature:
        return review_status.get_review_by_status(db.session, token)
    account = current_account()
    if account is None:
        raise NotFoundError(N_("Sign in to see your report; this address alone does not open it."))
    return review_status.get_own_review(db.session, account, review_id)


def _words_page(token: str) -> WordsPage:
    back = url_for(".status", token=token)
    return WordsPage(url_for(".correct_words", token=token), back, needs_token=False)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=OWN_SALT)


def _may_add_receipt(review: Review) -> bool:
    return review.state in LIVE_STATES and not publication.has_proof(db.session, review.id)


def _find_redress(review: Review) -> Redress | None:
    decision = find_author_decision(db.session, review)
    if decision is None:
        return None
    return get_redress(db.session, decision, review, Appellant.AUTHOR, site.today())


def _render(
    review: Review,
    token: str,
    again_form: AgainForm | None = None,
    receipt_form: ReceiptForm | None = None,
    appeal_form: AppealForm | None = None,
) -> str:
    vocabulary = site.vocabulary()
    concern = vocabulary.find_concern(review.outcome.concern_key) if review.outcome else None
    state = ReviewState(review.state)
    return render_template(
        "reviews/status.html",
        review=review,
        state=state,
        states=ReviewState,
        token=token,
        practitioner=db.session.get_one(Practitioner, review.practitioner_id),
        vocabulary=vocabulary,
        due_on=find_due_on(review, concern.maturation_weeks if concern else None),
        is_proven=publication.has_proof(db.session, review.id),
        may_add_receipt=_may_add_receipt(review),
        can_withdraw=can_act(Act.WITHDRAW, Actor.AUTHOR, state),
        waiting_words=find_waiting_words(db.session, review),
        refused_words=find_last_refusal(db.session, review),
        reasons=publication.list_screening_reasons(db.session, review),
        redress=_find_redress(review),
        receipts=review_status.list_receipts(db.session, review),
        receipt_sentences={reason.code: reason.sentence for reason in RECEIPT_REASONS},
        consents=review_status.list_consents(review),
        consent_words=CONSENT_WORDS,
        again_form=again_form or AgainForm(data={"email": review.author_email}),
        receipt_form=receipt_form or ReceiptForm(),
        appeal_form=appeal_form or AppealForm(),
        state_words=STATE_WORDS,
        level_words=LEVEL_WORDS,
        grade_words=GRADE_WORDS,
        check_words=CHECK_WORDS,
        VERIFIED_LEVEL=VERIFIED_LEVEL,
    )
