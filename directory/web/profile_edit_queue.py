"""Changed profiles as registrars see them: which wait, what each changes word by word, deciding."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from directory.database import db
from directory.domain.claims_of_quality import QualityNotice, list_quality_notices
from directory.domain.errors import DomainError
from directory.domain.permissions import Permission
from directory.domain.profile_fields import EDIT_DECLINE_REASONS, EDIT_STATE_WORDS
from directory.domain.text_differences import list_differences
from directory.services import profile_edit_decisions
from directory.web import site
from directory.web.errors import show_on_form
from directory.web.profile_words import describe_value
from directory.web.report_fields import OptionField
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("profile_edit_queue", __name__, url_prefix="/admin/profile-edits")


class DeclineForm(FlaskForm):
    """Why a change is declined, which the keeper is told."""

    reason = OptionField("Why it is declined", EDIT_DECLINE_REASONS, "Choose the reason.")


@blueprint.get("")
@require_permission(Permission.REVIEW_CLAIMS)
def index() -> str:
    """The changes that wait, the oldest first."""
    return render_template(
        "profile_edit_queue/index.html",
        waiting=profile_edit_decisions.list_waiting_edits(db.session),
    )


@blueprint.get("/<int:edit_id>")
@require_permission(Permission.REVIEW_CLAIMS)
def case(edit_id: int) -> str:
    """One change, field by field."""
    return _render(edit_id, DeclineForm(formdata=None))


@blueprint.post("/<int:edit_id>/approve")
@require_permission(Permission.REVIEW_CLAIMS)
def approve(edit_id: int) -> Response | tuple[str, int]:
    """Put the change on the public profile."""
    form = DeclineForm(formdata=None)
    try:
        profile_edit_decisions.approve_edit(
            db.session, edit_id, own_account().id, site.now(), page_link=_page_link()
        )
    except DomainError as error:
        db.session.rollback()
        form.form_errors.append(error.message)
        return _render(edit_id, form), 400
    return redirect(url_for(".index", done="approve"), 303)


@blueprint.post("/<int:edit_id>/decline")
@require_permission(Permission.REVIEW_CLAIMS)
def decline(edit_id: int) -> Response | tuple[str, int]:
    """Leave the profile as it is, for a reason."""
    form = DeclineForm()
    if form.validate():
        try:
            profile_edit_decisions.decline_edit(
                db.session,
                edit_id,
                own_account().id,
                form.reason.data,
                site.now(),
                page_link=_page_link(),
            )
        except DomainError as error:
            db.session.rollback()
            show_on_form(form, error)
        else:
            return redirect(url_for(".index", done="decline"), 303)
    return _render(edit_id, form), 400


def _render(edit_id: int, form: DeclineForm) -> str:
    case = profile_edit_decisions.get_edit_case(db.session, edit_id)
    return render_template(
        "profile_edit_queue/case.html",
        case=case,
        form=form,
        differences=[
            (
                change.field,
                list_differences(
                    *(_describe(change.field.key, v) for v in (change.before, change.after))
                ),
                _list_notices(change.after),
            )
            for change in case.changes
        ],
        state_words=EDIT_STATE_WORDS,
        reason_words=EDIT_DECLINE_REASONS,
    )


def _page_link() -> str:
    """Where keepers see the changes that they sent."""
    return site.link_for_mail("profile_editing.index")


def _list_notices(value: object) -> tuple[QualityNotice, ...]:
    """What breaks a rule in somebody's own words; a place is told by fields that are checked."""
    return list_quality_notices(value) if isinstance(value, str) else ()


def _describe(key: str, value: object) -> str:
    return describe_value(key, value, site.vocabulary())
