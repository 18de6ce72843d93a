"""Treatment logs: the keeper sends one and proves its sample, the registrar decides on it."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import FileField

from directory.database import db
from directory.domain.credential_proofs import DOCUMENT_KEPT
from directory.domain.delegates import DelegateRight
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.permissions import Permission
from directory.domain.treatment_log_rows import COLUMN_WORDS
from directory.domain.treatment_logs import (
    AGAIN_AFTER,
    FEWEST_ENTRIES,
    FEWEST_MONTHS,
    HOLDS_FOR,
    LARGEST_SAMPLE,
    PROVEN_SHARE_NEEDED,
    RESULTS,
    SAMPLE_SHARE,
    SMALLEST_SAMPLE,
    STATE_WORDS,
    TIME_TO_PROVE,
    WITHOUT_DOCUMENT,
    LogState,
)
from directory.models import Practitioner
from directory.services import treatment_log_decisions, treatment_logs
from directory.services.own_profile import get_own_practitioner
from directory.services.treatment_logs import LOG_FOLDER
from directory.services.vocabulary import get_vocabulary
from directory.web import site, uploads
from directory.web.claim_forms import DocumentForm
from directory.web.errors import show_on_form
from directory.web.receipts import FILE_HEADERS
from directory.web.report_fields import ListField
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("treatment_logs", __name__)


class LogForm(FlaskForm):
    """The file of a log."""

    log = FileField(
        N_("The log"),
        description=N_("A file of comma-separated values (CSV), of up to 1 MB."),
        render_kw={"accept": ".csv,text/csv"},
    )


class ActForm(FlaskForm):
    """Sending or withdrawing: nothing to fill in, and maybe a reason why not."""


class ResultField(ListField):
    """What one document shows."""

    def __init__(self, label: str, **kwargs: object) -> None:
        super().__init__(label, N_("Choose one"), N_("Say what this document shows."), **kwargs)
        self.offer({key: words for key, words in RESULTS.items() if key != WITHOUT_DOCUMENT})


def folder() -> Path:
    """Where documents of treatment logs lie."""
    return uploads.folder() / LOG_FOLDER


@blueprint.get("/account/treatment-log")
@require_permission(Permission.KEEP_OWN_PROFILE)
def index() -> str:
    """The logs with their samples, and the form for another one."""
    return _render_own()


@blueprint.post("/account/treatment-log")
@require_permission(Permission.KEEP_OWN_PROFILE)
def add() -> AnyResponse | tuple[str, int]:
    """Take in a log and draw its sample."""
    form = LogForm()
    file = request.files.get("log")
    try:
        if file is None or not file.filename:
            form.log.errors = [N_("Choose a file.")]
        else:
            treatment_logs.add_log(
                db.session,
                _own_practitioner(),
                file.stream,
                get_vocabulary(db.session),
                account_id=own_account().id,
                now=site.now(),
            )
    except DomainError as error:
        show_on_form(form, error)
    return _answer(form, log_form=form)


@blueprint.post("/account/treatment-log/entries/<int:entry_id>/document")
@require_permission(Permission.KEEP_OWN_PROFILE)
@uploads.accepts_receipt
def add_document(entry_id: int) -> AnyResponse | tuple[str, int]:
    """Keep the document of a drawn treatment."""
    form = DocumentForm(prefix=f"entry-{entry_id}")
    file = request.files.get(form.document.name)
    try:
        if file is None or not file.filename:
            form.document.errors = [N_("Choose a file.")]
        else:
            treatment_logs.add_entry_document(
                db.session, folder(), _own_practitioner(), entry_id, file.stream, now=site.now()
            )
    except DomainError as error:
        show_on_form(form, error)
    return _answer(form, document_forms={entry_id: form})


@blueprint.post("/account/treatment-log/<int:log_id>/send")
@require_permission(Permission.KEEP_OWN_PROFILE)
def send(log_id: int) -> AnyResponse | tuple[str, int]:
    """Give the log to the registrars."""
    form = ActForm()
    try:
        treatment_logs.send_log(db.session, _own_practitioner(), log_id, site.now())
    except DomainError as error:
        show_on_form(form, error)
    return _answer(form)


@blueprint.post("/account/treatment-log/<int:log_id>/withdraw")
@require_permission(Permission.KEEP_OWN_PROFILE)
def withdraw(log_id: int) -> AnyResponse | tuple[str, int]:
    """Take the log back."""
    form = ActForm()
    try:
        treatment_logs.withdraw_log(db.session, _own_practitioner(), log_id, site.now())
    except DomainError as error:
        show_on_form(form, error)
    return _answer(form)


@blueprint.get("/admin/treatment-logs")
@require_permission(Permission.REVIEW_CLAIMS)
def queue() -> str:
    """The logs that wait, the oldest first."""
    return render_template(
        "treatment_logs/queue.html",
        waiting=treatment_log_decisions.list_waiting_logs(db.session),
    )


@blueprint.get("/admin/treatment-logs/<int:log_id>")
@require_permission(Permission.REVIEW_CLAIMS)
def case(log_id: int) -> str:
    """The drawn treatments, each beside its document."""
    return _render_case(log_id, _make_decision_form(log_id, is_sent=False))


@blueprint.post("/admin/treatment-logs/<int:log_id>")
@require_permission(Permission.REVIEW_CLAIMS)
def decide(log_id: int) -> AnyResponse | tuple[str, int]:
    """Record what each document shows, and what follows."""
    form = _make_decision_form(log_id, is_sent=True)
    if form.validate():
        results = {
            int(field.name.removeprefix("entry_")): field.data
            for field in form
            if isinstance(field, ResultField)
        }
        try:
            treatment_log_decisions.decide_log(
                db.session,
                log_id,
                results,
                own_account().id,
                site.now(),
                page_link=site.link_for_mail("treatment_logs.index"),
            )
        except DomainError as error:
            show_on_form(form, error)
            db.session.rollback()
        else:
            return redirect(url_for(".queue", done="decided"), 303)
    return _render_case(log_id, form), 400


@blueprint.get("/admin/treatment-logs/entries/<int:entry_id>/file")
@require_permission(Permission.REVIEW_CLAIMS)
def file(entry_id: int) -> Response:
    """The document itself, to be saved; a picture is also shown on the page of its case."""
    content_type, path = treatment_log_decisions.get_entry_file(db.session, folder(), entry_id)
    response = send_file(
        path,
        mimetype=content_type,
        as_attachment=True,
        download_name=f"treatment-{entry_id}{path.suffix}",
        etag=False,
        conditional=False,
    )
    response.headers.update(FILE_HEADERS)
    return response


def _own_practitioner() -> Practitioner:
    return get_own_practitioner(db.session, own_account(), DelegateRight.EDIT)


def _answer(
    form: FlaskForm,
    *,
    log_form: LogForm | None = None,
    document_forms: dict[int, DocumentForm] | None = None,
) -> AnyResponse | tuple[str, int]:
    """Back to the page, or the page with what is wrong."""
    if not form.errors:
        return redirect(url_for(".index"), 303)
    db.session.rollback()
    return _render_own(form, log_form, document_forms), 400


def _render_own(
    wrong_form: FlaskForm | None = None,
    log_form: LogForm | None = None,
    document_forms: dict[int, DocumentForm] | None = None,
) -> str:
    logs = treatment_logs.list_own_logs(db.session, _own_practitioner())
    wrong = document_forms or {}
    return render_template(
        "treatment_logs/index.html",
        logs=logs,
        wrong_form=wrong_form,
        log_form=log_form or LogForm(formdata=None),
        document_forms={
            entry.id: wrong.get(entry.id) or DocumentForm(prefix=f"entry-{entry.id}", formdata=None)
            for log in logs
            if log.state == LogState.DRAWN
            for entry in log.sample
        },
        column_words=COLUMN_WORDS,
        state_words=STATE_WORDS,
        result_words=RESULTS,
        fewest_entries=FEWEST_ENTRIES,
        fewest_months=FEWEST_MONTHS,
        sample_share=SAMPLE_SHARE,
        smallest_sample=SMALLEST_SAMPLE,
        largest_sample=LARGEST_SAMPLE,
        proven_share_needed=PROVEN_SHARE_NEEDED,
        days_to_prove=TIME_TO_PROVE.days,
        days_held=HOLDS_FOR.days,
        days_between=AGAIN_AFTER.days,
        days_kept=DOCUMENT_KEPT.days,
        vocabulary=get_vocabulary(db.session),
    )


def _make_decision_form(log_id: int, *, is_sent: bool) -> FlaskForm:
    """A form with a field for each drawn treatment that has a document."""
    sample = treatment_log_decisions.get_log_case(db.session, log_id).log.sample
    fields = {
        f"entry_{entry.id}": ResultField(N_("Number %(number)s", number=str(entry.number)))
        for entry in sample
        if entry.file_name
    }
    form_class = type("SampleForm", (FlaskForm,), fields)
    form: FlaskForm = form_class() if is_sent else form_class(formdata=None)
    return form


def _render_case(log_id: int, form: FlaskForm) -> str:
    return render_template(
        "treatment_logs/case.html",
        case=treatment_log_decisions.get_log_case(db.session, log_id),
        form=form,
        vocabulary=get_vocabulary(db.session),
        state_words=STATE_WORDS,
        result_words=RESULTS,
        proven_share_needed=PROVEN_SHARE_NEEDED,
    )
