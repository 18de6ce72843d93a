"""Claims as registrars see them: which wait, one beside its rivals, a code to send, deciding."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    send_file,
    url_for,
)
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse

from directory.database import db
from directory.domain.claim_proofs import CODE_LIFETIME, NUMBER_WORDS, CodeChannel
from directory.domain.claims import (
    CLAIM_ACT_WORDS,
    END_REASONS,
    MORE_REASONS,
    REASON_WORDS,
)
from directory.domain.errors import DomainError
from directory.domain.licences import LICENCE_STATUS_WORDS
from directory.domain.permissions import Permission
from directory.models import Practitioner
from directory.services import claim_decisions
from directory.services.claim_decisions import ClaimDecision
from directory.services.registry_view import list_shown_credentials
from directory.web import site, uploads
from directory.web.claim_forms import ApproveForm, DeclineForm
from directory.web.claims import page_link
from directory.web.errors import show_on_form
from directory.web.receipts import FILE_HEADERS
from directory.web.report_fields import OptionField
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("claim_queue", __name__, url_prefix="/admin/claims")


class EndForm(FlaskForm):
    """Why an approved claim ends, which its holder is told."""

    reason = OptionField("Why it ends", END_REASONS, "Choose the reason.")


class MoreForm(FlaskForm):
    """What is missing before a claim can be decided, which the claimant is told."""

    reason = OptionField("What is missing", MORE_REASONS, "Choose what is missing.")


DECISIONS = {
    "ask": (MoreForm, claim_decisions.ask_for_more),
    "approve": (ApproveForm, claim_decisions.approve_claim),
    "decline": (DeclineForm, claim_decisions.decline_claim),
    "end": (EndForm, claim_decisions.end_claim),
}


@blueprint.get("")
@require_permission(Permission.REVIEW_CLAIMS)
def index() -> str:
    """The claims that wait, the oldest first."""
    return render_template(
        "claim_queue/index.html",
        waiting=claim_decisions.list_waiting_claims(db.session),
        number_words=NUMBER_WORDS,
    )


@blueprint.get("/<int:claim_id>")
@require_permission(Permission.REVIEW_CLAIMS)
def case(claim_id: int) -> str:
    """One claim with its evidence side by side with what the registry holds."""
    return _render(claim_id)


@blueprint.post("/<int:claim_id>/code")
@require_permission(Permission.REVIEW_CLAIMS)
def make_code(claim_id: int) -> Response:
    """Make the code to read out or to post. This answer alone shows it, as a letter to print."""
    claim = claim_decisions.get_claim(db.session, claim_id)
    code = claim_decisions.make_code_to_send(db.session, claim, own_account().id, site.now())
    response = make_response(
        render_template(
            "claim_queue/code.html",
            claim=claim,
            practitioner=db.session.get_one(Practitioner, claim.practitioner_id),
            code=code,
            days=CODE_LIFETIME[CodeChannel(claim.code_channel)].days,
            address=site.absolute_url("claims.page", claim_id=claim.id),
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/<int:claim_id>/<decision>")
@require_permission(Permission.REVIEW_CLAIMS)
def decide(claim_id: int, decision: str) -> AnyResponse | tuple[str, int]:
    """Approve, decline or end a claim, or ask for more, for a reason."""
    if decision not in DECISIONS:
        abort(404)
    form_class, do = DECISIONS[decision]
    form = form_class(prefix=decision)
    claim = claim_decisions.get_claim(db.session, claim_id)
    if form.validate():
        try:
            do(
                db.session,
                claim,
                ClaimDecision(own_account().id, form.reason.data, page_link),
                site.now(),
            )
        except DomainError as error:
            show_on_form(form, error)
            db.session.rollback()
        else:
            return redirect(url_for(".index", done=decision), 303)
    return _render(claim_id, decision, form), 400


@blueprint.get("/<int:claim_id>/documents/<int:document_id>")
@require_permission(Permission.REVIEW_CLAIMS)
def document(claim_id: int, document_id: int) -> Response:
    """A document of a claim, to be saved; a picture is also shown on the page of its case."""
    kept, path = claim_decisions.get_claim_file(
        db.session, uploads.document_folder(), claim_id, document_id
    )
    response = send_file(
        path,
        mimetype=kept.content_type,
        as_attachment=True,
        download_name=f"claim-{claim_id}-{document_id}{path.suffix}",
        etag=False,
        conditional=False,
    )
    response.headers.update(FILE_HEADERS)
    return response


def _render(claim_id: int, decision: str = "", wrong_form: FlaskForm | None = None) -> str:
    case = claim_decisions.get_claim_case(db.session, claim_id, site.now())
    return render_template(
        "claim_queue/case.html",
        case=case,
        credentials=list_shown_credentials(case.view.practitioner.credentials),
        forms={
            name: wrong_form if name == decision else form_class(prefix=name, formdata=None)
            for name, (form_class, _) in DECISIONS.items()
        },
        wrong_form=wrong_form,
        number_words=NUMBER_WORDS,
        reason_words=REASON_WORDS,
        act_words=CLAIM_ACT_WORDS,
        licence_status_words=LICENCE_STATUS_WORDS,
    )
