"""Editing a profile as its keeper: section by section, what waits, the history, bringing back."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from directory.database import db
from directory.domain.delegates import DelegateRight
from directory.domain.messages import N_
from directory.domain.permissions import Permission
from directory.domain.profile_fields import (
    EDIT_DECLINE_REASONS,
    EDIT_STATE_WORDS,
    FIELDS_BY_KEY,
    LIVE_EDIT_STATES,
    PROFILE_FIELDS,
    SECTION_WORDS,
    EditConflictError,
    Section,
)
from directory.models import Practitioner
from directory.services import profile_edits
from directory.services.own_profile import get_own_practitioner
from directory.services.profile_cleaning import ProfileProblemsError
from directory.services.profile_edits import Seen
from directory.services.profile_values import read_values
from directory.web import site
from directory.web.profile_forms import SECTION_FORMS, SectionForm
from directory.web.profile_words import describe_value
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("profile_editing", __name__, url_prefix="/account/profile")

Page = str | tuple[str, int] | Response

_WAITS = N_("A registrar looks at it first; until then your profile stays as it is.")
DONE_WORDS = {
    "published": N_("Your change is public."),
    "waiting": N_("Your change was sent. %(waits)s", waits=_WAITS),
    "both": N_("Part of your change is public, and part of it waits. %(waits)s", waits=_WAITS),
    "nothing": N_("Nothing was changed: it was like that already."),
}


@blueprint.get("")
@require_permission(Permission.KEEP_OWN_PROFILE)
def index() -> str:
    """The sections, what waits, and everything that was ever changed."""
    practitioner = _own_practitioner()
    return render_template(
        "profile_editing/index.html",
        practitioner=practitioner,
        sections=SECTION_WORDS,
        fields=PROFILE_FIELDS,
        fields_by_key=FIELDS_BY_KEY,
        waiting=profile_edits.find_waiting_edit(db.session, practitioner.id),
        edits=profile_edits.list_edits(db.session, practitioner.id),
        live_states=LIVE_EDIT_STATES,
        state_words=EDIT_STATE_WORDS,
        reason_words=EDIT_DECLINE_REASONS,
        describe=_describe,
        done=DONE_WORDS.get(request.args.get("done", ""), ""),
    )


@blueprint.get("/<section>")
@require_permission(Permission.KEEP_OWN_PROFILE)
def edit(section: str) -> Page:
    """The form of one section, as the keeper last left it."""
    practitioner = _own_practitioner()
    form = _make_form(section, is_sent=False)
    form.fill(profile_edits.list_wanted_values(db.session, practitioner))
    return _render(practitioner, section, form)


@blueprint.post("/<section>")
@require_permission(Permission.KEEP_OWN_PROFILE)
def save(section: str) -> Page:
    """Send a section: it goes live, or waits for a registrar, or is refused with the reasons."""
    practitioner = _own_practitioner()
    form = _make_form(section, is_sent=True)
    is_conflict = False
    if form.validate():
        try:
            done = profile_edits.submit_edit(
                db.session,
                practitioner,
                form.values(),
                account_id=own_account().id,
                seen=_read_seen(form),
                vocabulary=site.vocabulary(),
                now=site.now(),
            )
        except ProfileProblemsError as error:
            _show_problems(form, error)
        except EditConflictError as error:
            form.form_errors.append(error.message)
            is_conflict = True
        else:
            return _show_done(done)
        db.session.rollback()
    return _render(_own_practitioner(), section, form, is_conflict=is_conflict), (
        409 if is_conflict else 400
    )


@blueprint.post("/withdraw")
@require_permission(Permission.KEEP_OWN_PROFILE)
def withdraw() -> Page:
    """Take back what waits."""
    profile_edits.withdraw_waiting(db.session, _own_practitioner(), site.now())
    return redirect(url_for(".index"), 303)


@blueprint.post("/changes/<int:edit_id>/restore")
@require_permission(Permission.KEEP_OWN_PROFILE)
def restore(edit_id: int) -> Page:
    """Bring back what a change replaced."""
    done = profile_edits.restore_before(
        db.session,
        _own_practitioner(),
        edit_id,
        account_id=own_account().id,
        vocabulary=site.vocabulary(),
        now=site.now(),
    )
    return _show_done(done)


def _own_practitioner() -> Practitioner:
    return get_own_practitioner(db.session, own_account(), DelegateRight.EDIT)


def _make_form(section: str, *, is_sent: bool) -> SectionForm:
    if section not in set(Section):
        abort(404)
    form_class = SECTION_FORMS[Section(section)]
    form = form_class() if is_sent else form_class(formdata=None)
    form.offer(site.vocabulary())
    return form


def _read_seen(form: SectionForm) -> Seen:
    """What the editor saw; what is no number was seen by nobody, and is a conflict."""
    texts = (form.seen_version.data or "", form.seen_waiting.data or "")
    version, waiting = (int(text) if text.isdecimal() and len(text) < 10 else -1 for text in texts)
    return Seen(version, waiting)


def _show_problems(form: SectionForm, error: ProfileProblemsError) -> None:
    for problem in error.problems:
        field = form.find_field(problem.field or "")
        if field is None:
            form.form_errors.append(problem.message)
        else:
            field.errors = [*field.errors, problem.message]
    form.show_cleaned()


def _show_done(done: profile_edits.SubmittedEdit) -> Response:
    """Lead to the overview, which says what became of it."""
    outcome = {
        (True, True): "both",
        (True, False): "published",
        (False, True): "waiting",
        (False, False): "nothing",
    }[bool(done.published), bool(done.waiting)]
    return redirect(url_for(".index", done=outcome), 303)


def _render(
    practitioner: Practitioner, section: str, form: SectionForm, *, is_conflict: bool = False
) -> str:
    seen = profile_edits.see(db.session, practitioner)
    waiting = profile_edits.find_waiting_edit(db.session, practitioner.id)
    fields = [field for field in PROFILE_FIELDS if field.section == section]
    return render_template(
        "profile_editing/edit.html",
        practitioner=practitioner,
        section=Section(section),
        title=SECTION_WORDS[Section(section)],
        form=form,
        seen=seen,
        has_waiting=waiting is not None and any(f.key in waiting.changes for f in fields),
        now=_describe_section(practitioner, section) if is_conflict else [],
        fields=fields,
    )


def _describe_section(practitioner: Practitioner, section: str) -> list[tuple[str, str]]:
    """What is on the profile now, to stand beside what was typed."""
    values = read_values(db.session, practitioner)
    return [
        (field.label, _describe(field.key, values[field.key]))
        for field in PROFILE_FIELDS
        if field.section == section
    ]


def _describe(key: str, value: object) -> str:
    return describe_value(key, value, site.vocabulary())
