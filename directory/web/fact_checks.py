"""Saying that something is wrong, checking facts by sample, and the accuracy that is published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from directory.database import db
from directory.domain.errors import DomainError
from directory.domain.fact_checks import (
    FACT_LABELS,
    LONGEST_REPORT,
    RESULT_WORDS,
    SAMPLE_SIZE,
    CheckResult,
    Fact,
)
from directory.domain.messages import N_
from directory.domain.permissions import Permission
from directory.domain.throttling import AttemptScope
from directory.services import fact_checks
from directory.services.throttling import admit_attempt
from directory.web import known_browsers, site
from directory.web.errors import show_on_form
from directory.web.report_fields import OptionField
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("fact_checks", __name__)


class WrongForm(FlaskForm):
    """What is wrong."""

    fact = OptionField(N_("What is wrong?"), FACT_LABELS, N_("Choose what is wrong."))
    text = TextAreaField(
        N_("What is right?"),
        description=N_(
            "At most %(longest_report)s characters. Tell nothing about treatments or other "
            "people; who you are is not kept.",
            longest_report=LONGEST_REPORT,
        ),
        render_kw={"rows": 4},
    )


@blueprint.route("/practitioners/<slug>/wrong", methods=["GET", "POST"])
def wrong(slug: str) -> str | tuple[str, int] | Response:
    """Say that a fact is wrong, without an account; `?fact=` chooses one beforehand."""
    practitioner = fact_checks.get_reportable(db.session, slug)
    form = WrongForm(data={"fact": request.args.get("fact")})
    if form.validate_on_submit():
        try:
            network = {AttemptScope.FACTS_BY_NETWORK: known_browsers.current_network()}
            admit_attempt(db.session, current_app.config["SECRET_KEY"], network, site.now())
            fact_checks.report_fact(
                db.session, practitioner, Fact(form.fact.data), form.text.data or "", site.now()
            )
        except DomainError as error:
            show_on_form(form, error)
        else:
            return redirect(url_for(".thanks", slug=slug), 303)
    page = render_template("fact_checks/wrong.html", practitioner=practitioner, form=form)
    return (page, 400) if form.errors else page


@blueprint.get("/practitioners/<slug>/wrong/thanks")
def thanks(slug: str) -> str:
    """What happens now."""
    return render_template(
        "fact_checks/thanks.html", practitioner=fact_checks.get_reportable(db.session, slug)
    )


@blueprint.get("/accuracy")
def accuracy() -> str:
    """How right the sampled facts were."""
    return render_template(
        "fact_checks/accuracy.html",
        report=fact_checks.get_accuracy(db.session, site.today()),
        sample_size=SAMPLE_SIZE,
    )


@blueprint.get("/admin/facts")
@require_permission(Permission.REVIEW_CLAIMS)
def queue() -> str:
    """Reports that wait, and facts still to be checked."""
    reports = fact_checks.list_open_reports(db.session)
    return render_template(
        "fact_checks/queue.html",
        reports=[
            (report, practitioner, fact_checks.show_fact(practitioner, Fact(report.fact)))
            for report, practitioner in reports
        ],
        checks=fact_checks.list_unchecked(db.session),
        labels=FACT_LABELS,
        result_words=RESULT_WORDS,
    )


@blueprint.post("/admin/facts/checks/<int:check_id>")
@require_permission(Permission.REVIEW_CLAIMS)
def check(check_id: int) -> Response:
    """Keep what was found about a drawn fact."""
    return _keep(fact_checks.record_check, check_id)


@blueprint.post("/admin/facts/reports/<int:report_id>")
@require_permission(Permission.REVIEW_CLAIMS)
def settle(report_id: int) -> Response:
    """Keep what was found about a report."""
    return _keep(fact_checks.settle_report, report_id)


def _keep(
    keep: Callable[[Session, int, CheckResult, int, datetime], None], subject_id: int
) -> Response:
    result = request.form.get("result", "")
    if result not in set(CheckResult):
        abort(400)
    keep(db.session, subject_id, CheckResult(result), own_account().id, site.now())
    return redirect(url_for(".queue"), 303)
