"""Registrars looking after profiles: their states, duplicates to merge, merges to undo."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from directory.database import db
from directory.domain.errors import DomainError, NotFoundError
from directory.domain.permissions import Permission
from directory.domain.practitioner_states import (
    SETTABLE_STATES,
    STATE_REASONS,
    STATE_VIEWS,
    PractitionerStatus,
    is_page_shown,
)
from directory.models import Practitioner
from directory.services import practitioner_states, profile_merges
from directory.services.claims import find_profile
from directory.services.profile_holding import find_holder
from directory.services.profiles_by_name import list_profiles_of_name
from directory.web import site
from directory.web.errors import show_on_form
from directory.web.report_fields import OptionField
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("profile_care", __name__, url_prefix="/admin/profiles")

MERGES_LISTED = 50
NOBODY = "No profile has this name, NPI or address."
PRACTISES = "Practises: found in searches and ranked"


class StateForm(FlaskForm):
    """The state of a profile, and how it is known."""

    status = OptionField(
        "State",
        {
            status: STATE_VIEWS[status].words if status in STATE_VIEWS else PRACTISES
            for status in SETTABLE_STATES
        },
        "Choose the state.",
    )
    reason = OptionField("How do you know?", STATE_REASONS, "Choose how you know.")


class MergeForm(FlaskForm):
    """Which other profile is of the same person."""

    other = StringField(
        "The other profile",
        [InputRequired("Enter the NPI of the other profile, or the end of its address.")],
        description="Its NPI, or the end of its address. It is merged into this one.",
    )
    confirmed = HiddenField()


@blueprint.get("")
@require_permission(Permission.REVIEW_CLAIMS)
def index() -> str | Response:
    """Find a profile by its NPI, its address or a name, and the merges there were."""
    wanted, problem = request.args.get("q", "").strip(), ""
    named: Sequence[Practitioner] = ()
    if wanted:
        try:
            return redirect(url_for(".case", slug=find_profile(db.session, wanted).slug))
        except NotFoundError:
            named = list_profiles_of_name(db.session, wanted)
            problem = "" if named else NOBODY
    return render_template(
        "profile_care/index.html",
        wanted=wanted,
        named=named,
        problem=problem,
        merges=profile_merges.list_merges(db.session, MERGES_LISTED),
    )


@blueprint.get("/<slug>")
@require_permission(Permission.REVIEW_CLAIMS)
def case(slug: str) -> str:
    """One profile: its state, its namesakes, and what can be done."""
    return _render(find_profile(db.session, slug))


@blueprint.post("/<slug>/state")
@require_permission(Permission.REVIEW_CLAIMS)
def set_state(slug: str) -> Response | tuple[str, int]:
    """Set the state."""
    practitioner = find_profile(db.session, slug)
    form = StateForm()
    if form.validate():
        try:
            practitioner_states.set_state(
                db.session,
                practitioner,
                PractitionerStatus(form.status.data),
                form.reason.data,
                account_id=own_account().id,
                now=site.now(),
            )
        except DomainError as error:
            show_on_form(form, error)
            db.session.rollback()
        else:
            return redirect(url_for(".case", slug=slug), 303)
    return _render(find_profile(db.session, slug), state_form=form), 400


@blueprint.post("/<slug>/merge")
@require_permission(Permission.REVIEW_CLAIMS)
def merge(slug: str) -> str | Response | tuple[str, int]:
    """Show both profiles side by side, and after a second press merge them."""
    kept = find_profile(db.session, slug)
    form = MergeForm()
    if form.validate():
        try:
            other = find_profile(db.session, form.other.data or "")
            if not form.confirmed.data:
                return _render(kept, merge_form=form, other=other)
            profile_merges.merge_profiles(db.session, kept, other, own_account().id, site.now())
        except DomainError as error:
            form.other.errors = [*form.other.errors, error.message]
            db.session.rollback()
        else:
            return redirect(url_for(".case", slug=slug), 303)
    return _render(find_profile(db.session, slug), merge_form=form), 400


@blueprint.post("/merges/<int:merge_id>/undo")
@require_permission(Permission.REVIEW_CLAIMS)
def undo(merge_id: int) -> Response:
    """Split two profiles again."""
    profile_merges.undo_merge(db.session, merge_id, own_account().id, site.now())
    return redirect(url_for(".index"), 303)


def _render(
    practitioner: Practitioner,
    *,
    state_form: StateForm | None = None,
    merge_form: MergeForm | None = None,
    other: Practitioner | None = None,
) -> str:
    return render_template(
        "profile_care/case.html",
        practitioner=practitioner,
        has_page=is_page_shown(PractitionerStatus(practitioner.status)),
        state_words=STATE_VIEWS[practitioner.status].words
        if practitioner.status in STATE_VIEWS
        else PRACTISES,
        holder=find_holder(db.session, practitioner.id),
        namesakes=profile_merges.list_namesakes(db.session, practitioner),
        state_form=state_form or StateForm(formdata=None),
        merge_form=merge_form or MergeForm(formdata=None),
        wrong_form=next((form for form in (state_form, merge_form) if form and form.errors), None),
        other=other,
    )
