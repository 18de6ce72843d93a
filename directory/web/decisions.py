"""Decisions that are taken: what each tells whom, undoing it, and looking at it a second time."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from directory.database import db
from directory.domain.errors import DomainError
from directory.domain.moderation import (
    CASE_RULES,
    DECISION_WORDS,
    VERDICT_WORDS,
    CaseKind,
    DecisionState,
    get_reason,
)
from directory.domain.notices import RECIPIENT_WORDS
from directory.domain.outcomes import GRADE_WORDS
from directory.domain.permissions import Permission
from directory.models import Account, ModerationDecision
from directory.services import decisions
from directory.services.cases import Case, get_case
from directory.services.conflicts import check_may_decide
from directory.services.decision_notices import preview_notices
from directory.web import site
from directory.web.moderation import open_next
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("decisions", __name__, url_prefix="/moderation/decisions")

SHOWN_COUNT = 100


@blueprint.get("")
@require_permission(Permission.MODERATE)
def index() -> str:
    """The latest decisions of this moderator, with what can still be undone."""
    own = decisions.list_decisions(db.session, SHOWN_COUNT, account_id=own_account().id)
    return render_template(
        "moderation/decisions.html",
        decisions=own,
        verdict_words=VERDICT_WORDS,
        decision_words=DECISION_WORDS,
        shown_count=SHOWN_COUNT,
    )


@blueprint.get("/<int:decision_id>")
@require_permission(Permission.MODERATE)
def decision(decision_id: int) -> str:
    """One decision: the review with its grade now, the notices, and what can be done."""
    found = decisions.get_decision(db.session, decision_id)
    case = get_case(db.session, CaseKind(found.kind), found.subject_id)
    account = own_account()
    reason = get_reason(case.kind, found.reason_code, case.appealed_verdict)
    takers = {found.decided_by_account_id, found.second_account_id}
    return render_template(
        "moderation/decision.html",
        decision=found,
        case=case,
        reason=reason,
        rules=CASE_RULES[case.kind],
        decider=_find_account(found.decided_by_account_id),
        second=_find_account(found.second_account_id),
        is_own=account.id in takers,
        can_second=_can_second(found, case, account),
        notices=preview_notices(case, reason, found.facts, site.today(), two=_takes_two(found)),
        states=DecisionState,
        verdict_words=VERDICT_WORDS,
        decision_words=DECISION_WORDS,
        recipient_words=RECIPIENT_WORDS,
        grade_words=GRADE_WORDS,
        now=site.now(),
    )


@blueprint.post("/<int:decision_id>/undo")
@require_permission(Permission.MODERATE)
def undo(decision_id: int) -> Response:
    """Take a decision back; the case waits again."""
    decisions.undo(db.session, decision_id, own_account(), site.now())
    return redirect(url_for(".decision", decision_id=decision_id), 303)


@blueprint.post("/<int:decision_id>/now")
@require_permission(Permission.MODERATE)
def hurry(decision_id: int) -> Response:
    """Have a decision carried out at once."""
    decisions.hurry(db.session, decision_id, own_account(), site.now())
    return redirect(url_for(".decision", decision_id=decision_id), 303)


@blueprint.post("/<int:decision_id>/agree")
@require_permission(Permission.MODERATE)
def agree(decision_id: int) -> Response:
    """Agree to a removal as a second moderator, and open the next case."""
    decisions.agree(db.session, decision_id, own_account(), site.now())
    return open_next()


@blueprint.post("/<int:decision_id>/disagree")
@require_permission(Permission.MODERATE)
def disagree(decision_id: int) -> Response:
    """Disagree with a removal, so that the review stays, and open the next case."""
    decisions.disagree(db.session, decision_id, own_account(), site.now())
    return open_next()


def _takes_two(found: ModerationDecision) -> bool:
    return found.state == DecisionState.AWAITING_SECOND or found.second_account_id is not None


def _find_account(account_id: int | None) -> Account | None:
    return db.session.get(Account, account_id) if account_id is not None else None


def _can_second(found: ModerationDecision, case: Case, account: Account) -> bool:
    if found.state != DecisionState.AWAITING_SECOND:
        return False
    try:
        check_may_decide(
            db.session, account, case.review, {found.decided_by_account_id, *case.decided_by}
        )
    except DomainError:
        return False
    return True
