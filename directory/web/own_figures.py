"""The keeper's figures: beside comparable practitioners, how often seen, how fresh; also a file."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, render_template

from directory.database import db
from directory.domain.delegates import DelegateRight
from directory.domain.funnel import funnel_limits
from directory.domain.permissions import Permission
from directory.services.own_figures import get_own_figures
from directory.services.own_profile import get_own_practitioner, get_own_profile
from directory.services.page_counts import SHOWN_DAYS
from directory.web import site
from directory.web.funnel import funnel_plot
from directory.web.seen_plot import seen_plot
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("own_figures", __name__, url_prefix="/account/figures")


@blueprint.get("")
@require_permission(Permission.KEEP_OWN_PROFILE)
def page() -> str:
    """All figures."""
    practitioner = get_own_practitioner(db.session, own_account(), DelegateRight.FIGURES)
    figures = get_own_figures(db.session, practitioner, site.today())
    funnel = figures.funnel
    return render_template(
        "own_figures/page.html",
        practitioner=practitioner,
        figures=figures,
        plot=funnel_plot(funnel) if funnel else None,
        limits=funnel_limits(funnel.middle, funnel.own.count) if funnel else None,
        seen=seen_plot(figures.counts, site.today()) if figures.counts else None,
        shown_days=SHOWN_DAYS,
    )


@blueprint.get("/file")
@require_permission(Permission.KEEP_OWN_PROFILE)
def file() -> Response:
    """The figures as a CSV file: skill by concern, what was reported, and the days' counts."""
    account = own_account()
    profile = get_own_profile(db.session, account, site.today(), site.vocabulary())
    figures = get_own_figures(db.session, profile.practitioner, site.today())
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(("figure", "of", "value", "low", "high", "reports"))
    overall = [profile.overall] if profile.overall else []
    for skill in (*overall, *profile.skills):
        writer.writerow(
            (
                "skill",
                skill.concern_name or "all concerns",
                round(skill.points, 1),
                round(skill.lo90, 1),
                round(skill.hi90, 1),
                skill.verified_outcome_count,
            )
        )
    for count in figures.counts:
        writer.writerow(("listed", count.day.isoformat(), count.listed_count, "", "", ""))
        writer.writerow(("opened", count.day.isoformat(), count.opened_count, "", "", ""))
    response = Response(table.getvalue(), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename="own-figures.csv")
    response.headers["Cache-Control"] = "no-store"
    return response
