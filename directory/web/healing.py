"""The healing calendar: what may be expected on which day, as a page and as a calendar file."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from directory.domain.errors import InvalidValueError
from directory.domain.healing import DaysBasis, day_on
from directory.exports.calendar_file import write_calendar
from directory.services.healing import HealingPlan, make_healing_plan
from directory.web import counted_figures, site
from directory.web.healing_entries import list_entries
from directory.web.healing_form import HealingForm, read_healing_form
from directory.web.healing_plot import draw_healing

blueprint = Blueprint("healing", __name__)


@blueprint.get("/healing")
def page() -> str | tuple[str, int]:
    """The form, and the calendar of what was asked."""
    form = _read_form()
    plan = _make_plan(form) if form.is_asked and form.validate() else None
    shown = render_template(
        "healing/page.html",
        form=form,
        plan=plan,
        plot=draw_healing(plan) if plan else None,
        guide=site.guide_folder(),
        day_on=day_on,
        DaysBasis=DaysBasis,
    )
    return (shown, 400) if form.errors else shown


@blueprint.get("/healing.ics")
def calendar_file() -> Response:
    """The calendar as a file for phones and mail programs."""
    form = _read_form()
    if not form.validate() or form.day.data is None:
        raise InvalidValueError(
            gettext("A calendar needs a treatment and a day. Choose both on the page first.")
        )
    plan = _make_plan(form)
    name = gettext("Healing: %(treatment)s", treatment=plan.treatment.name)
    content = write_calendar(name, list_entries(plan), site.now())
    return Response(
        content,
        mimetype="text/calendar",
        headers={"Content-Disposition": 'attachment; filename="healing.ics"'},
    )


def _read_form() -> HealingForm:
    return read_healing_form(request.args, site.vocabulary(), site.today())


def _make_plan(form: HealingForm) -> HealingPlan:
    return make_healing_plan(
        counted_figures.days_told(),
        site.vocabulary(),
        site.guide_folder().healing,
        form.treatment.data,
        skin_type=int(form.skin_type.data) if form.skin_type.data else None,
        treated_on=form.day.data,
    )
