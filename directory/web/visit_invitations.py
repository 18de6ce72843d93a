"""Inviting the patients of a day by mail: all of them, or none."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from directory.database import db
from directory.domain.delegates import DelegateRight
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.permissions import Permission
from directory.domain.visit_codes import MOST_CODES_A_DAY
from directory.domain.visit_invitations import ASKED_ONE_DAY_IN
from directory.models import Practitioner
from directory.services import visit_invitations
from directory.services.own_profile import get_own_practitioner
from directory.web import site
from directory.web.errors import show_on_form
from directory.web.locales import current_language
from directory.web.report_fields import DayField
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("visit_invitations", __name__, url_prefix="/account/invitations")


class InvitationForm(FlaskForm):
    """The day and all its patients."""

    day = DayField(
        N_("Day of treatment"),
        N_("Enter the day."),
        description=N_("Today or yesterday, as month/day/year."),
    )
    addresses = TextAreaField(
        N_("E-mail addresses of all patients treated that day"),
        description=N_(
            "At most %(most_codes_a_day)s, apart by spaces, commas or lines.",
            most_codes_a_day=MOST_CODES_A_DAY,
        ),
        render_kw={"rows": 8, "autocomplete": "off", "spellcheck": "false"},
    )


@blueprint.get("")
@require_permission(Permission.KEEP_OWN_PROFILE)
def page() -> str:
    """The form, and the days named so far."""
    return _render(InvitationForm(formdata=None))


@blueprint.post("")
@require_permission(Permission.KEEP_OWN_PROFILE)
def name() -> Response | tuple[str, int]:
    """Take the patients of a day; chance decides."""
    form = InvitationForm()
    if form.validate():
        try:
            visit_invitations.name_patients(
                db.session,
                _own_practitioner(),
                form.day.data,
                form.addresses.data or "",
                account_id=own_account().id,
                link=lambda code: site.link_for_mail("reviews.find", code=code),
                language=current_language().key,
                now=site.now(),
            )
        except DomainError as error:
            show_on_form(form, error)
            db.session.rollback()
        else:
            return redirect(url_for(".page", named=form.day.data), 303)
    return _render(form), 400


def _own_practitioner() -> Practitioner:
    return get_own_practitioner(db.session, own_account(), DelegateRight.VISIT_CODES)


def _render(form: InvitationForm) -> str:
    days = visit_invitations.list_named_days(db.session, _own_practitioner())
    return render_template(
        "visit_invitations/page.html",
        form=form,
        days=days,
        named=[day for day in days if day.day.isoformat() == request.args.get("named")],
        one_in=ASKED_ONE_DAY_IN,
    )
