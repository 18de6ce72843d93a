"""The registrar's desk of imports: files in, progress, reports, taking back, what needs a look."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from directory.database import db
from directory.domain.errors import DomainError, InvalidValueError
from directory.domain.permissions import Permission
from directory.models import MatchDecision
from directory.services.experience_conflicts import (
    list_conflicts,
    set_credential_aside,
    set_graduation_aside,
)
from directory.services.import_desk import (
    ChosenFile,
    ask_for_import,
    ask_for_undo,
    keep_upload,
    list_source_names,
)
from directory.services.import_folder import list_server_files
from directory.services.import_runs import get_run
from directory.services.match_cases import (
    count_open_cases,
    decide_nobody,
    decide_same_person,
    get_case,
    list_open_cases,
)
from directory.services.overview import list_import_runs
from directory.services.review_subjects import link_unlinked, list_unlinked
from directory.sources.records import RowProblem, SkipReason
from directory.web import site, uploads
from directory.web.errors import show_on_form
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("imports", __name__, url_prefix="/admin/imports")

LISTED = 50


class ImportForm(FlaskForm):
    """A file and what it is."""

    source = SelectField("What it is", [InputRequired("Choose what kind of file it is.")])
    file = FileField("File to upload")
    server_file = SelectField("Or a file that lies on the server", [Optional()])
    with_nurses_and_assistants = BooleanField(
        "NPPES: also nurse practitioners, physician assistants and registered nurses"
    )
    year = IntegerField(
        "Medicare volumes: the year, if the file’s name lacks it",
        [Optional(), NumberRange(2000, 2100, "Enter a year such as 2023.")],
    )
    practitioner = StringField(
        "Reviews: whose all of them are (the last part of the profile’s address)",
        [Length(max=120)],
    )
    complete = BooleanField(
        "Reviews and exclusions: the file holds all there are; what it lacks is gone"
    )


@blueprint.get("")
@require_permission(Permission.RUN_IMPORTS)
def index() -> str:
    """The latest imports, and the form that begins one."""
    return _render(_make_form(is_sent=False))


@blueprint.post("")
@require_permission(Permission.RUN_IMPORTS)
@uploads.accepts_import
def begin() -> Response | tuple[str, int]:
    """Keep the file and let the worker import it."""
    form = _make_form(is_sent=True)
    if form.validate_on_submit():
        try:
            run = ask_for_import(
                db.session,
                form.source.data,
                _keep_choice(form),
                options={
                    "with_nurses_and_assistants": form.with_nurses_and_assistants.data,
                    "practitioner": (form.practitioner.data or "").strip(),
                    "complete": form.complete.data,
                    **({"year": form.year.data} if form.year.data else {}),
                },
                account_id=own_account().id,
                now=site.now(),
            )
        except DomainError as error:
            show_on_form(form, error)
        else:
            return redirect(url_for(".run", run_id=run.id), 303)
    return _render(form), 400


@blueprint.get("/<int:run_id>")
@require_permission(Permission.RUN_IMPORTS)
def run(run_id: int) -> str:
    """One import: how far it is, or its report. Reloads itself while it is at work."""
    return _render_run(run_id)


@blueprint.post("/<int:run_id>/undo")
@require_permission(Permission.RUN_IMPORTS)
def undo(run_id: int) -> Response | tuple[str, int]:
    """Let the worker take the import back."""
    try:
        ask_for_undo(db.session, get_run(db.session, run_id), own_account().id, site.now())
    except DomainError as error:
        return _render_run(run_id, error.message), 400
    return redirect(url_for(".run", run_id=run_id), 303)


@blueprint.post("/<int:run_id>/subjects/<int:number>")
@require_permission(Permission.RUN_IMPORTS)
def link(run_id: int, number: int) -> Response | tuple[str, int]:
    """Say who a place is that the imported reviews are about."""
    profile = request.form.get("profile", "")
    try:
        link_unlinked(
            db.session,
            get_run(db.session, run_id),
            number,
            profile,
            account_id=own_account().id,
            now=site.now(),
        )
    except DomainError as error:
        return _render_run(run_id, error.message), 400
    return redirect(url_for(".run", run_id=run_id, _anchor="subjects-title"), 303)


@blueprint.get("/matches")
@require_permission(Permission.RUN_IMPORTS)
def matches() -> str:
    """Records that may be somebody's."""
    return _render_matches()


@blueprint.post("/matches/<int:case_id>")
@require_permission(Permission.RUN_IMPORTS)
def decide(case_id: int) -> Response | tuple[str, int]:
    """Say whose a record is; without a person it is nobody's."""
    practitioner_id = request.form.get("practitioner_id", type=int)
    done = MatchDecision.NOBODY if practitioner_id is None else MatchDecision.SAME_PERSON
    try:
        case = get_case(db.session, case_id)
        if practitioner_id is None:
            decide_nobody(db.session, case, own_account().id, site.now())
        else:
            decide_same_person(db.session, case, practitioner_id, own_account().id, site.now())
    except DomainError as error:
        return _render_matches(error.message), 400
    return redirect(url_for(".matches", done=done), 303)


@blueprint.get("/conflicts")
@require_permission(Permission.RUN_IMPORTS)
def conflicts() -> str:
    """Credentials older than the graduation."""
    return _render_conflicts()


@blueprint.post("/conflicts/<int:practitioner_id>")
@require_permission(Permission.RUN_IMPORTS)
def resolve(practitioner_id: int) -> Response | tuple[str, int]:
    """Set a credential aside, or the year of graduation."""
    credential_id = request.form.get("credential_id", type=int)
    try:
        if credential_id is None:
            set_graduation_aside(db.session, practitioner_id, own_account().id, site.now())
        else:
            set_credential_aside(db.session, credential_id, own_account().id, site.now())
    except DomainError as error:
        return _render_conflicts(error.message), 400
    return redirect(url_for(".conflicts"), 303)


def _make_form(*, is_sent: bool) -> ImportForm:
    form = ImportForm() if is_sent else ImportForm(formdata=None)
    form.source.choices = [("", "Choose"), *list_source_names()]
    names = list_server_files(_import_folder())
    form.server_file.choices = [("", "None"), *((name, name) for name in names)]
    return form


def _keep_choice(form: ImportForm) -> ChosenFile:
    """The chosen file, kept if it was uploaded. Raises InvalidValueError for none, or two."""
    upload, on_server = form.file.data, form.server_file.data
    if bool(upload) == bool(on_server):
        raise InvalidValueError(
            "Choose one file: upload it as its publisher offers it, or name one on the server.",
            "file",
        )
    if on_server:
        return ChosenFile(on_server)
    stored_name = keep_upload(upload.stream, uploads.folder())
    return ChosenFile(upload.filename or "file", stored_name)


def _import_folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].import_folder
    return folder


def _render(form: ImportForm) -> str:
    return render_template(
        "imports/index.html",
        form=form,
        import_folder=_import_folder(),
        runs=list_import_runs(db.session),
        source_names=dict(list_source_names()),
        open_case_count=count_open_cases(db.session),
        conflict_count=len(list_conflicts(db.session, site.today(), LISTED)),
        listed=LISTED,
    )


def _render_run(run_id: int, problem: str = "") -> str:
    run = get_run(db.session, run_id)
    return render_template(
        "imports/run.html",
        run=run,
        unlinked=list_unlinked(db.session, run),
        problem=problem,
        open_case_count=count_open_cases(db.session),
        source_names=dict(list_source_names()),
        row_problems={problem.value: problem.sentence for problem in RowProblem},
        skip_reasons={reason.value: reason.sentence for reason in SkipReason},
    )


def _render_matches(problem: str = "") -> str:
    return render_template(
        "imports/matches.html",
        cases=list_open_cases(db.session, LISTED),
        problem=problem,
        listed=LISTED,
    )


def _render_conflicts(problem: str = "") -> str:
    return render_template(
        "imports/conflicts.html",
        conflicts=list_conflicts(db.session, site.today(), LISTED),
        problem=problem,
        listed=LISTED,
    )
