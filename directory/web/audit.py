"""Who did what: the acts of staff, to be read by administrators and changed by nobody."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from wtforms import Form, IntegerField, SelectField
from wtforms.validators import Optional

from directory.database import db
from directory.domain.permissions import Permission
from directory.services.audit import AuditFilter, list_actors, list_events, list_subject_kinds
from directory.web.report_fields import list_choices
from directory.web.sessions import require_permission

blueprint = Blueprint("audit", __name__, url_prefix="/admin/audit")

WHOLE = 2**31 - 1


class FilterForm(Form):
    """What to narrow the list to; a filter that cannot be read is left out."""

    actor = SelectField("By", validate_choice=False)
    kind = SelectField("On", validate_choice=False)
    number = IntegerField("Number", [Optional()])


@blueprint.get("")
@require_permission(Permission.READ_AUDIT)
def index() -> str:
    """The acts on record, the latest first."""
    form = FilterForm(request.args)
    actors = {"": "Everybody"} | {
        str(account.id): account.display_name or account.email
        for account in list_actors(db.session)
    }
    kinds = {"": "Everything"} | {
        kind: kind.replace("_", " ").capitalize() for kind in list_subject_kinds(db.session)
    }
    form.actor.choices, form.kind.choices = list_choices(actors), list_choices(kinds)
    number = form.number.data
    wanted = AuditFilter(
        actor_account_id=int(form.actor.data) if form.actor.data in actors.keys() - {""} else None,
        subject_kind=form.kind.data if form.kind.data in kinds else "",
        subject_id=number if number is not None and 0 < number <= WHOLE else None,
    )
    page = min(request.args.get("page", 1, type=int), WHOLE)
    return render_template(
        "audit/index.html",
        form=form,
        audit=list_events(db.session, wanted, page),
        page_url=lambda number: url_for(
            ".index",
            page=number,
            actor=wanted.actor_account_id,
            kind=wanted.subject_kind or None,
            number=wanted.subject_id,
        ),
    )
