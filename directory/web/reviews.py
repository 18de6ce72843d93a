"""Writing a report: from a profile or a printed card, page by page, to sending it.

The draft is found by the secret in its address, so that no cookie is needed. That secret is also
what keeps other sites from sending in a visitor's name: they do not know it.
"""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from directory.database import db
from directory.domain.errors import DomainError
from directory.domain.plain_text import clean_text
from directory.domain.report_choices import Proof
from directory.domain.report_steps import STEPS, find_next, find_previous, get_step
from directory.domain.throttling import TooManyAttemptsError
from directory.domain.visit_codes import CodeError
from directory.models import Practitioner, ReviewDraft
from directory.services import review_drafts
from directory.services.imported_reviews import get_claimable_review
from directory.services.receipts import find_draft_receipt, keep_draft_receipt
from directory.services.reviews import status_token_of, submit_report
from directory.services.visit_codes import check_code, get_issuer
from directory.web import begun_drafts, report_attempts, site, uploads
from directory.web.errors import show_on_form, status_of
from directory.web.locales import current_language
from directory.web.report_author_forms import SendForm
from directory.web.report_reading import (
    find_first_unanswered,
    make_form,
    read_report,
    read_typed,
    sum_up,
)
from directory.web.report_step_form import FormContext
from directory.web.security import csrf
from directory.web.sessions import current_account

blueprint = Blueprint("reviews", __name__)
csrf.exempt(blueprint)

Page = tuple[str, int]

SECRET_PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


@blueprint.after_request
def _keep_secret(response: Response) -> Response:
    """Pages under a secret address are neither cached, nor listed, nor named to other pages."""
    if "token" in (request.view_args or {}):
        response.headers.update(SECRET_PAGE_HEADERS)
    return response


@blueprint.get("/report")
def find() -> str | Page | AnyResponse:
    """Where a report begins: `?code=` of a printed card leads on to whoever issued it."""
    code = request.args.get("code", "")
    if not code:
        return render_template("reviews/find.html", code="", problem="")
    try:
        report_attempts.admit_code()
        issuer = get_issuer(db.session, code)
    except DomainError as error:
        page = render_template("reviews/find.html", code=code, problem=error.message)
        return page, 200 if isinstance(error, CodeError) else status_of(error)
    return redirect(url_for(".start", slug=issuer.slug, code=code))


@blueprint.get("/practitioners/<slug>/report")
def start(slug: str) -> str:
    """What will be asked, before anything is kept; `?code=` and `?imported=` are carried along."""
    practitioner = review_drafts.get_reportable_practitioner(db.session, slug)
    imported_id = request.args.get("imported", type=int)
    if imported_id is not None:
        get_claimable_review(db.session, practitioner.id, imported_id)
    return _render_start(practitioner, request.args.get("code", ""), imported_id=imported_id)


@blueprint.post("/practitioners/<slug>/report")
def begin(slug: str) -> Page | AnyResponse:
    """Start a draft and lead to its first page."""
    practitioner = review_drafts.get_reportable_practitioner(db.session, slug)
    first_answers = {}
    imported_id = request.form.get("imported", type=int)
    if imported_id is not None:
        get_claimable_review(db.session, practitioner.id, imported_id)
    code = clean_text(request.form.get("code", ""))
    try:
        report_attempts.admit_draft()
    except TooManyAttemptsError as error:
        page = _render_start(practitioner, code, error.message, imported_id=imported_id)
        return page, status_of(error)
    if code:
        first_answers["proof"] = {"proof": [Proof.CODE.value], "code": [code]}
    token = review_drafts.start_draft(
        db.session, practitioner.id, first_answers, site.now(), imported_review_id=imported_id
    )
    response = redirect(url_for(".step", token=token, key=STEPS[0].key), 303)
    begun_drafts.remember(response, token)
    return response


@blueprint.get("/report/draft/<token>")
def resume(token: str) -> AnyResponse:
    """Lead to the first page that is not answered yet."""
    draft = review_drafts.get_draft(db.session, token)
    if draft.review_id is not None:
        return _show_sent(token)
    unanswered = find_first_unanswered(draft, _context(draft))
    if unanswered is None:
        return redirect(url_for(".check", token=token))
    return redirect(url_for(".step", token=token, key=unanswered.key))


@blueprint.get("/report/draft/<token>/<key>")
def step(token: str, key: str) -> str | AnyResponse:
    """One page of the report; `?wrong=1` says what is wrong with what was typed."""
    this_step = get_step(key)
    draft = review_drafts.get_draft(db.session, token)
    if draft.review_id is not None:
        return _show_sent(token)
    context = _context(draft)
    form = make_form(key, draft, context)
    if "wrong" in request.args:
        form.validate()
    return render_template(
        "reviews/step.html",
        step=this_step,
        position=STEPS.index(this_step) + 1,
        step_count=len(STEPS),
        form=form,
        token=token,
        practitioner_name=context.practitioner_name,
        is_begun_here=begun_drafts.is_begun_here(),
        has_previous=find_previous(key) is not None,
        returns_to_check="change" in request.args,
        receipt=find_draft_receipt(db.session, draft.id) if key == "proof" else None,
    )


@blueprint.post("/report/draft/<token>/<key>")
def save(token: str, key: str) -> AnyResponse:
    """Keep what was typed, right or wrong, and lead on, back, or to what is wrong."""
    get_step(key)
    typed = read_typed(key, request.form)
    draft = review_drafts.save_answers(db.session, token, key, typed, site.now())
    return _lead_on(draft, token, key)


@blueprint.post("/report/draft/<token>/proof")
@uploads.accepts_receipt
def save_proof(token: str) -> AnyResponse:
    """As `save`, with the receipt; what is wrong with code or file is kept with the answers."""
    typed = read_typed("proof", request.form)
    file = request.files.get("receipt")
    typed["code_problem"] = [report_attempts.find_code_refusal(token, typed)]
    refusal = report_attempts.find_upload_refusal(token) if file else ""
    draft = review_drafts.hold_draft(db.session, token, site.now())
    if file and draft.review_id is None:
        typed["receipt_problem"] = [refusal or _keep_file(draft, file)]
    draft = review_drafts.save_answers(db.session, token, "proof", typed, site.now())
    return _lead_on(draft, token, "proof")


@blueprint.get("/report/draft/<token>/check")
def check(token: str) -> str | AnyResponse:
    """All answers, each with a way to change it, before the report is sent."""
    draft = review_drafts.get_draft(db.session, token)
    if draft.review_id is not None:
        return _show_sent(token)
    form = SendForm()
    if "wrong" in request.args:
        form.validate()
    return _render_check(draft, token, form)


@blueprint.post("/report/draft/<token>/check")
def send(token: str) -> Page | AnyResponse:
    """Send the report. A second click, or another tab, finds the report that was sent."""
    draft = review_drafts.hold_draft(db.session, token, site.now())
    if draft.review_id is not None:
        return _show_sent(token)
    context = _context(draft)
    unanswered = find_first_unanswered(draft, context)
    if unanswered is not None:
        return redirect(url_for(".step", token=token, key=unanswered.key, wrong=1, change=1), 303)
    form = SendForm(request.form)
    if not form.validate():
        return redirect(url_for(".check", token=token, wrong=1), 303)
    report = read_report(draft, context)
    try:
        report_attempts.admit_mail(report.email)
        submit_report(
            db.session,
            token,
            report,
            site.now(),
            confirm_link=lambda secret: site.link_for_mail("review_status.confirm", token=secret),
            status_link=lambda secret: site.link_for_mail("review_status.status", token=secret),
            author=current_account(),
            language=current_language().key,
        )
    except CodeError:  # used up since the page before: the page of the code says so
        return redirect(url_for(".step", token=token, key="proof", wrong=1, change=1), 303)
    except TooManyAttemptsError as error:
        show_on_form(form, error)
        return _render_check(draft, token, form), status_of(error)
    return _show_sent(token)


@blueprint.get("/report/draft/<token>/later")
def later(token: str) -> str | AnyResponse:
    """How to come back to what was saved."""
    draft = review_drafts.get_draft(db.session, token)
    if draft.review_id is not None:
        return _show_sent(token)
    return render_template(
        "reviews/later.html",
        link=site.absolute_url(".resume", token=token),
        kept_until=draft.updated_at + review_drafts.KEPT_FOR,
        practitioner_name=_context(draft).practitioner_name,
    )


def _render_start(
    practitioner: Practitioner, code: str, problem: str = "", *, imported_id: int | None = None
) -> str:
    return render_template(
        "reviews/start.html",
        practitioner=practitioner,
        code=code,
        imported_id=imported_id,
        problem=problem,
        steps=STEPS,
        kept_for=review_drafts.KEPT_FOR,
    )


def _render_check(draft: ReviewDraft, token: str, form: SendForm) -> str:
    context = _context(draft)
    return render_template(
        "reviews/check.html",
        answered_steps=sum_up(draft, context),
        form=form,
        token=token,
        practitioner_name=context.practitioner_name,
        is_begun_here=begun_drafts.is_begun_here(),
        receipt=find_draft_receipt(db.session, draft.id),
    )


def _lead_on(draft: ReviewDraft, token: str, key: str) -> AnyResponse:
    if draft.review_id is not None:
        return _show_sent(token)
    way = request.form.get("go", "")
    previous, following = find_previous(key), find_next(key)
    if way == "back" and previous is not None:
        return redirect(url_for(".step", token=token, key=previous.key), 303)
    if way == "later":
        return redirect(url_for(".later", token=token), 303)
    change = {"change": 1} if "change" in request.form else {}
    if not make_form(key, draft, _context(draft)).validate():
        return redirect(url_for(".step", token=token, key=key, wrong=1, **change), 303)
    if change or following is None:
        return redirect(url_for(".check", token=token), 303)
    return redirect(url_for(".step", token=token, key=following.key), 303)


def _keep_file(draft: ReviewDraft, file: FileStorage) -> str:
    """Keep the receipt; gives what is wrong with it, or nothing."""
    try:
        keep_draft_receipt(db.session, uploads.folder(), draft.id, file.stream, site.now())
    except DomainError as error:
        return error.message
    return ""


def _context(draft: ReviewDraft) -> FormContext:
    practitioner = review_drafts.get_practitioner_of(db.session, draft)
    return FormContext(
        practitioner_name=practitioner.full_name,
        licensed_on=review_drafts.find_licensed_on(practitioner, site.today()),
        today=site.today(),
        vocabulary=site.vocabulary(),
        check_code=lambda text: check_code(db.session, text, practitioner.id, site.now()),
    )


def _show_sent(token: str) -> AnyResponse:
    """Lead to the status page of the report that this draft became."""
    return redirect(url_for("review_status.status", token=status_token_of(token)), 303)
