"""One case: what is known, the decision with its reason, and what those concerned would be told."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from directory.database import db
from directory.domain.errors import DomainError
from directory.domain.flags import FLAG_WORDS
from directory.domain.moderation import (
    CASE_RULES,
    LONGEST_FACTS,
    UNDO_WINDOW,
    VERDICT_WORDS,
    CaseKind,
    Verdict,
    get_reason,
    list_reasons,
    needs_second,
)
from directory.domain.notices import RECIPIENT_WORDS, Notice
from directory.domain.outcomes import GRADE_WORDS, LEVEL_WORDS
from directory.domain.permissions import Permission
from directory.domain.plain_text import clean_text
from directory.domain.report_choices import INCENTIVES, RELATIONS
from directory.domain.reviews import STATE_WORDS
from directory.domain.screening import CHECK_WORDS
from directory.services import decisions
from directory.services.case_history import get_history
from directory.services.case_leases import find_lease, give_back
from directory.services.cases import Case, get_case
from directory.services.conflicts import check_may_decide, declare_conflict
from directory.services.decision_notices import preview_notices
from directory.services.disputes import list_disputes_of_flags
from directory.services.reply_decisions import list_warnings
from directory.web import site
from directory.web.errors import show_on_form
from directory.web.moderation import open_next
from directory.web.queue_filter import filter_arguments, read_kind
from directory.web.sessions import own_account, require_permission

QUICK = {CaseKind.REVIEW: "within_rules", CaseKind.REPLY: "reply_within_rules"}
"""The reason that has a button of its own, because it is the usual one."""

blueprint = Blueprint("cases", __name__, url_prefix="/moderation")

Page = tuple[str, int]


class DecisionForm(FlaskForm):
    """The reason, which says the verdict too, and what the moderator adds to it."""

    reason_code = RadioField(
        "Your decision and its reason",
        [InputRequired("Choose the reason; those concerned are told it.")],
    )
    facts = TextAreaField(
        "What you found, if the reason does not say it all",
        render_kw={"rows": 3, "maxlength": LONGEST_FACTS},
    )

    def offer(self, case: Case) -> None:
        """Offer the reasons that there are for this case."""
        self.reason_code.choices = [
            SelectChoice(
                value=reason.code, label=f"{VERDICT_WORDS[reason.verdict]}: {reason.sentence}"
            )
            for reason in list_reasons(case.kind, case.appealed_verdict)
        ]


@blueprint.get("/<kind>/<int:subject_id>")
@require_permission(Permission.MODERATE)
def case(kind: str, subject_id: int) -> str | Response:
    """The case with all that is known around it."""
    found = get_case(db.session, read_kind(kind), subject_id)
    if found.pending is not None:
        return redirect(url_for("decisions.decision", decision_id=found.pending.id))
    return _render(found, _form(found, is_empty=True))


@blueprint.post("/<kind>/<int:subject_id>")
@require_permission(Permission.MODERATE)
def decide(kind: str, subject_id: int) -> Page | Response:
    """Take the decision, and open the next case."""
    found = get_case(db.session, read_kind(kind), subject_id)
    form = _form(found)
    if form.validate_on_submit():
        try:
            decisions.decide(
                db.session,
                found,
                form.reason_code.data,
                own_account(),
                site.now(),
                facts=clean_text(form.facts.data or ""),
            )
        except DomainError as error:
            show_on_form(form, error)
        else:
            return open_next()
    return _render(found, form), 400


@blueprint.post("/<kind>/<int:subject_id>/preview")
@require_permission(Permission.MODERATE)
def preview(kind: str, subject_id: int) -> Page | str:
    """The notices that this decision would send; nothing is decided."""
    found = get_case(db.session, read_kind(kind), subject_id)
    form = _form(found)
    if not form.validate_on_submit():
        return _render(found, form), 400
    reason = get_reason(found.kind, form.reason_code.data, found.appealed_verdict)
    two = needs_second(reason.verdict, is_asked_by_practice=found.is_asked_by_practice)
    facts = clean_text(form.facts.data or "")
    notices = preview_notices(found, reason, facts, site.today(), two=two)
    return _render(found, form, notices)


@blueprint.post("/<kind>/<int:subject_id>/release")
@require_permission(Permission.MODERATE)
def release(kind: str, subject_id: int) -> Response:
    """Leave the case to the others."""
    give_back(db.session, read_kind(kind), subject_id, own_account())
    return redirect(url_for("moderation.queue", **filter_arguments()), 303)


@blueprint.post("/<kind>/<int:subject_id>/conflict")
@require_permission(Permission.MODERATE)
def conflict(kind: str, subject_id: int) -> Response:
    """Declare a conflict of interest with the practitioner, and leave the case to the others."""
    found, account = get_case(db.session, read_kind(kind), subject_id), own_account()
    declare_conflict(db.session, account, found.practitioner, site.now())
    give_back(db.session, found.kind, subject_id, account)
    return redirect(url_for("moderation.queue", **filter_arguments()), 303)


def _form(found: Case, *, is_empty: bool = False) -> DecisionForm:
    form = DecisionForm(formdata=None) if is_empty else DecisionForm()
    form.offer(found)
    return form


def _render(found: Case, form: DecisionForm, notices: tuple[Notice, ...] = ()) -> str:
    account, now = own_account(), site.now()
    lease = find_lease(db.session, found.kind, found.subject_id)
    is_mine = lease is not None and lease.account_id == account.id and lease.expires_at > now
    refusal = ""
    try:
        check_may_decide(db.session, account, found.review, found.decided_by)
    except DomainError as error:
        refusal = error.message
    return render_template(
        "moderation/case.html",
        case=found,
        disputes=list_disputes_of_flags(db.session, found.flags),
        form=form,
        notices=notices,
        history=get_history(db.session, found),
        lease=lease,
        is_mine=is_mine,
        refusal=refusal,
        quick=get_reason(found.kind, QUICK[found.kind]) if found.kind in QUICK else None,
        reply_warnings=list_warnings(found.reply) if found.reply else (),
        arguments=filter_arguments(),
        vocabulary=site.vocabulary(),
        rules=CASE_RULES[found.kind],
        undo_minutes=UNDO_WINDOW.seconds // 60,
        words={
            "checks": CHECK_WORDS,
            "flags": FLAG_WORDS,
            "grades": GRADE_WORDS,
            "incentives": INCENTIVES,
            "levels": LEVEL_WORDS,
            "recipients": RECIPIENT_WORDS,
            "relations": RELATIONS,
            "states": STATE_WORDS,
            "verdicts": VERDICT_WORDS,
        },
        Verdict=Verdict,
        kinds=CaseKind,
        now=now,
    )
