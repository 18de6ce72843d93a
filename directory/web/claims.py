"""Claims as whoever makes them sees them: from a profile to the registrar's decision."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from directory.database import db
from directory.domain.claim_proofs import CHANNEL_WORDS, NUMBER_WORDS, CodeChannel
from directory.domain.claims import (
    CLAIM_ACT_WORDS,
    CONFIRM_EVERY,
    CONTEST_WITHIN,
    OPEN_FOR,
    REASON_WORDS,
    ClaimAct,
    ClaimActor,
    ClaimState,
    can_act_on_claim,
)
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.models.claim import Claim
from directory.services import claim_calendar, claim_evidence, claims
from directory.web import site, uploads
from directory.web.claim_forms import (
    AskForCodeForm,
    CodeForm,
    DocumentForm,
    NumberForm,
    StatementForm,
)
from directory.web.errors import show_on_form
from directory.web.sessions import current_account, own_account, require_account
from directory.web.transactions import own_transaction

blueprint = Blueprint("claims", __name__)

Page = str | tuple[str, int] | Response

BUTTONS = {
    "withdraw": claims.withdraw_claim,
    "confirm": claim_calendar.confirm_holding,
    "give_up": claim_calendar.give_up_holding,
}


@blueprint.get("/claim")
def find() -> Page:
    """Where a claim begins: `?number=` leads to the profile of an NPI."""
    number, problem = request.args.get("number", ""), ""
    if number:
        try:
            practitioner = claims.find_by_number(db.session, number)
        except DomainError as error:
            problem = error.message
        else:
            return redirect(url_for(".start", slug=practitioner.slug))
    return render_template("claims/find.html", number=number, problem=problem)


@blueprint.get("/practitioners/<slug>/claim")
def start(slug: str) -> str:
    """What a claim is and asks for, before anything is kept."""
    return render_template(
        "claims/start.html",
        practitioner=claims.get_claimable(db.session, slug),
        account=current_account(),
        open_days=OPEN_FOR.days,
        confirm_days=CONFIRM_EVERY.days,
        contest_days=CONTEST_WITHIN.days,
    )


@blueprint.post("/practitioners/<slug>/claim")
@require_account
def begin(slug: str) -> Response:
    """Begin a claim, or lead to the one begun before."""
    claim = claims.start_claim(db.session, own_account(), slug, site.now())
    return redirect(url_for(".page", claim_id=claim.id), 303)


@blueprint.get("/claims")
@require_account
def index() -> str:
    """The claims of this account."""
    return render_template(
        "claims/index.html", views=claims.list_own_claims(db.session, own_account(), site.now())
    )


@blueprint.get("/claims/<int:claim_id>")
@require_account
def page(claim_id: int) -> Page:
    """One claim: what it needs, what it has, where it stands."""
    return _render(_own_claim(claim_id))


@blueprint.post("/claims/<int:claim_id>/number")
@require_account
def save_number(claim_id: int) -> Page:
    """Keep the registry number."""
    form = NumberForm()
    return _act(
        claim_id,
        form,
        lambda claim: claim_evidence.set_number(
            db.session, claim, form.number.data or "", site.now()
        ),
    )


@blueprint.post("/claims/<int:claim_id>/code")
@require_account
def ask_for_code(claim_id: int) -> Page:
    """Have a code sent to the practice."""
    form = AskForCodeForm()
    form.offer(claims.view_claim(db.session, _own_claim(claim_id), site.now()))
    return _act(
        claim_id,
        form,
        lambda claim: claim_evidence.ask_for_code(
            db.session,
            claim,
            CodeChannel(form.channel.data),
            form.email.data or "" if "email" in form else "",
            site.now(),
            page_link=page_link,
        ),
    )


@blueprint.post("/claims/<int:claim_id>/code/confirm")
@require_account
def confirm_code(claim_id: int) -> Page:
    """Take the code that came back; every attempt counts, also one that fails."""
    form = CodeForm()
    _own_claim(claim_id)
    with own_transaction() as own:
        claim_evidence.count_code_attempt(own, claim_id)
    return _act(
        claim_id,
        form,
        lambda claim: claim_evidence.confirm_code(
            db.session, claim, form.code.data or "", site.now()
        ),
    )


@blueprint.post("/claims/<int:claim_id>/documents")
@require_account
@uploads.accepts_receipt
def add_document(claim_id: int) -> Page:
    """Keep a document."""
    form = DocumentForm()
    file = request.files.get("document")
    return _act(
        claim_id,
        form,
        lambda claim: (
            claim_evidence.add_document(
                db.session, uploads.document_folder(), claim, file.stream, site.now()
            )
            if file
            else form.document.errors.append(N_("Choose a file."))
        ),
    )


@blueprint.post("/claims/<int:claim_id>/submit")
@require_account
def submit(claim_id: int) -> Page:
    """Send the claim to the registrars."""
    form = StatementForm()
    return _act(
        claim_id,
        form,
        lambda claim: claims.submit_claim(db.session, claim, form.statement.data or "", site.now()),
    )


@blueprint.post("/claims/<int:claim_id>/contest")
@require_account
def contest(claim_id: int) -> Page:
    """Ask for another registrar to look at a declined claim."""
    form = StatementForm()
    return _act(
        claim_id,
        form,
        lambda claim: claims.contest_decision(
            db.session, claim, form.statement.data or "", site.now()
        ),
    )


@blueprint.post("/claims/<int:claim_id>/<act>")
@require_account
def press(claim_id: int, act: str) -> Page:
    """Take a claim back, say that an approved one is still right, or give it up."""
    if act not in BUTTONS:
        abort(404)
    BUTTONS[act](db.session, _own_claim(claim_id), site.now())
    return redirect(url_for(".page", claim_id=claim_id), 303)


def _own_claim(claim_id: int) -> Claim:
    return claims.get_own_claim(db.session, own_account(), claim_id)


def _act(claim_id: int, form: FlaskForm, do: Callable[[Claim], object]) -> Page:
    claim = _own_claim(claim_id)
    if form.validate_on_submit():
        try:
            do(claim)
        except DomainError as error:
            show_on_form(form, error)
        if not form.errors:
            return redirect(url_for(".page", claim_id=claim_id), 303)
        db.session.rollback()
    return _render(_own_claim(claim_id), form), 400


def page_link(claim_id: int) -> str:
    """The whole address of the page of a claim, for mail."""
    return site.link_for_mail("claims.page", claim_id=claim_id)


def _render(claim: Claim, wrong_form: FlaskForm | None = None) -> str:
    view = claims.view_claim(db.session, claim, site.now())
    forms: dict[str, FlaskForm] = {
        name: wrong_form if type(wrong_form) is form_class else form_class(formdata=None)
        for name, form_class in (
            ("number_form", NumberForm),
            ("ask_form", AskForCodeForm),
            ("code_form", CodeForm),
            ("document_form", DocumentForm),
            ("statement_form", StatementForm),
        )
    }
    if view.is_more_asked and forms["statement_form"] is not wrong_form:
        forms["statement_form"] = StatementForm(formdata=None, obj=claim)
    if forms["ask_form"] is not wrong_form:
        forms["ask_form"].offer(view)
    return render_template(
        "claims/page.html",
        view=view,
        wrong_form=wrong_form,
        can={
            act.value: can_act_on_claim(act, ClaimActor.CLAIMANT, ClaimState(claim.state))
            for act in ClaimAct
        },
        number_words=NUMBER_WORDS,
        channel_words=CHANNEL_WORDS,
        reason_words=REASON_WORDS,
        act_words=CLAIM_ACT_WORDS,
        **forms,
    )
