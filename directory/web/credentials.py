"""Credentials: the keeper adds and shows them, the registrar decides on what the documents show."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import InputRequired

from directory.database import db
from directory.domain.credential_proofs import DOCUMENT_KEPT, DOCUMENT_REASONS
from directory.domain.delegates import DelegateRight
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.permissions import Permission
from directory.models import CredentialKind
from directory.services import credential_decisions, own_credentials
from directory.services.own_credentials import CREDENTIAL_FOLDER, NewCredential
from directory.services.own_profile import get_own_practitioner
from directory.services.registry_view import list_shown_credentials
from directory.web import site, uploads
from directory.web.claim_forms import DocumentForm
from directory.web.errors import show_on_form
from directory.web.receipts import FILE_HEADERS
from directory.web.report_fields import DayField, ListField, OptionField
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("credentials", __name__)

KIND_WORDS = {
    CredentialKind.LICENCE: N_("Licence"),
    CredentialKind.BOARD_CERTIFICATION: N_("Board certification"),
    CredentialKind.DEGREE: N_("Degree"),
    CredentialKind.FELLOWSHIP: N_("Fellowship"),
    CredentialKind.COURSE: N_("Course"),
}


class CredentialForm(FlaskForm):
    """A credential as its holder states it."""

    kind = ListField(N_("What it is"), N_("Choose one"), N_("Choose what it is."))
    name = StringField(
        N_("Its name"),
        [InputRequired(N_("Enter what it is called."))],
        description=N_("Such as Physician licence, or Board certification in dermatology."),
    )
    issuer = StringField(N_("Who issued it"), [InputRequired(N_("Enter who issued it."))])
    number = StringField(N_("Its number"), description=N_("If it has one."))
    jurisdiction = StringField(N_("State or country it holds for"))
    issued_on = DayField(N_("Issued"), description=N_("Month/day/year, such as 3/14/2012."))
    expires_on = DayField(N_("Expires"), description=N_("Leave empty what does not expire."))


class DecisionForm(FlaskForm):
    """What the document shows."""

    reason = OptionField("Your decision and its reason", DOCUMENT_REASONS, "Choose the reason.")


def folder() -> Path:
    """Where documents of credentials lie."""
    return uploads.folder() / CREDENTIAL_FOLDER


@blueprint.get("/account/credentials")
@require_permission(Permission.KEEP_OWN_PROFILE)
def index() -> str:
    """The credentials with their evidence, and the form for another one."""
    return _render_own(_make_form(is_sent=False))


@blueprint.post("/account/credentials")
@require_permission(Permission.KEEP_OWN_PROFILE)
def add() -> AnyResponse | tuple[str, int]:
    """Add a credential as claimed."""
    form = _make_form(is_sent=True)
    if form.validate():
        new = NewCredential(
            kind=form.kind.data,
            name=form.name.data or "",
            issuer=form.issuer.data or "",
            number=form.number.data or "",
            jurisdiction=form.jurisdiction.data or "",
            issued_on=form.issued_on.data,
            expires_on=form.expires_on.data,
        )
        practitioner = get_own_practitioner(db.session, own_account(), DelegateRight.EDIT)
        try:
            own_credentials.add_credential(db.session, practitioner, new, site.now())
        except DomainError as error:
            show_on_form(form, error)
            db.session.rollback()
        else:
            return redirect(url_for(".index"), 303)
    return _render_own(form), 400


@blueprint.post("/account/credentials/<int:credential_id>/remove")
@require_permission(Permission.KEEP_OWN_PROFILE)
def remove(credential_id: int) -> AnyResponse:
    """Take a claimed credential off the profile."""
    practitioner = get_own_practitioner(db.session, own_account(), DelegateRight.EDIT)
    own_credentials.remove_credential(db.session, practitioner, credential_id, site.now())
    return redirect(url_for(".index"), 303)


@blueprint.post("/account/credentials/<int:credential_id>/document")
@require_permission(Permission.KEEP_OWN_PROFILE)
@uploads.accepts_receipt
def add_document(credential_id: int) -> AnyResponse | tuple[str, int]:
    """Keep a document for the registrar."""
    account = own_account()
    credential = own_credentials.get_own_credential(
        get_own_practitioner(db.session, account, DelegateRight.EDIT), credential_id
    )
    form = DocumentForm(prefix=f"credential-{credential_id}")
    file = request.files.get(form.document.name)
    try:
        if file is None:
            form.document.errors = [N_("Choose a file.")]
        else:
            own_credentials.add_credential_document(
                db.session,
                folder(),
                credential,
                file.stream,
                account_id=account.id,
                now=site.now(),
            )
    except DomainError as error:
        show_on_form(form, error)
    if not form.errors:
        return redirect(url_for(".index"), 303)
    db.session.rollback()
    return _render_own(_make_form(is_sent=False), {credential_id: form}), 400


@blueprint.get("/admin/credentials")
@require_permission(Permission.REVIEW_CLAIMS)
def queue() -> str:
    """The documents that wait, the oldest first."""
    return render_template(
        "credentials/queue.html",
        waiting=credential_decisions.list_waiting_documents(db.session),
        kind_words=KIND_WORDS,
    )


@blueprint.get("/admin/credentials/<int:document_id>")
@require_permission(Permission.REVIEW_CLAIMS)
def case(document_id: int) -> str:
    """One document beside the credential it shall show."""
    return _render_case(document_id, DecisionForm(formdata=None))


@blueprint.post("/admin/credentials/<int:document_id>")
@require_permission(Permission.REVIEW_CLAIMS)
def decide(document_id: int) -> AnyResponse | tuple[str, int]:
    """Accept or refuse it."""
    form = DecisionForm()
    if form.validate():
        try:
            credential_decisions.decide_document(
                db.session,
                document_id,
                form.reason.data,
                own_account().id,
                site.now(),
                page_link=site.link_for_mail("credentials.index"),
            )
        except DomainError as error:
            show_on_form(form, error)
            db.session.rollback()
        else:
            return redirect(url_for(".queue", done="decided"), 303)
    return _render_case(document_id, form), 400


@blueprint.get("/admin/credentials/<int:document_id>/file")
@require_permission(Permission.REVIEW_CLAIMS)
def file(document_id: int) -> Response:
    """The file itself, to be saved; a picture is also shown on the page of its case."""
    content_type, path = credential_decisions.get_document_file(db.session, folder(), document_id)
    response = send_file(
        path,
        mimetype=content_type,
        as_attachment=True,
        download_name=f"credential-{document_id}{path.suffix}",
        etag=False,
        conditional=False,
    )
    response.headers.update(FILE_HEADERS)
    return response


def _make_form(*, is_sent: bool) -> CredentialForm:
    form = CredentialForm() if is_sent else CredentialForm(formdata=None)
    form.kind.offer({kind.value: words for kind, words in KIND_WORDS.items()})
    return form


def _render_own(form: CredentialForm, document_forms: dict[int, DocumentForm] | None = None) -> str:
    practitioner = get_own_practitioner(db.session, own_account(), DelegateRight.EDIT)
    wrong = document_forms or {}
    return render_template(
        "credentials/index.html",
        practitioner=practitioner,
        credentials=list_shown_credentials(practitioner.credentials),
        form=form,
        wrong_form=next(iter(wrong.values()), form if form.errors else None),
        document_forms={
            credential.id: wrong.get(credential.id)
            or DocumentForm(prefix=f"credential-{credential.id}", formdata=None)
            for credential in practitioner.credentials
        },
        documents=own_credentials.list_documents(db.session, practitioner),
        kind_words=KIND_WORDS,
        reason_words=DOCUMENT_REASONS,
        links_of=credential_decisions.links_of,
    )


def _render_case(document_id: int, form: DecisionForm) -> str:
    return render_template(
        "credentials/case.html",
        case=credential_decisions.get_document_case(db.session, document_id),
        form=form,
        kind_words=KIND_WORDS,
        reason_words=DOCUMENT_REASONS,
        days_kept=DOCUMENT_KEPT.days,
    )
