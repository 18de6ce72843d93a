"""Decisions of moderators: taken, looked at by a second one, undone in time, or carried out.

Nothing changes for the public, and nobody is told, before the worker carries a decision out at the
end of its window. What each step may lead to is `directory.domain.moderation`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.domain.audit import Subject
from directory.domain.errors import DomainError, InvalidValueError, NotFoundError
from directory.domain.moderation import (
    DECISION_STEPS,
    LONGEST_FACTS,
    NO_AGREEMENT,
    UNDO_WINDOW,
    CaseKind,
    DecisionReason,
    DecisionState,
    DecisionStep,
    ModerationError,
    get_reason,
    needs_second,
)
from directory.models import Account, Flag, ModerationDecision
from directory.services.audit import record
from directory.services.case_leases import forget_lease, take_case
from directory.services.cases import Case, get_case
from directory.services.conflicts import check_may_decide
from directory.services.decision_effects import carry_out_verdict
from directory.services.decision_notices import send_notices
from directory.services.ledger import hold_ledger
from directory.services.status_links import StatusLinks

GONE = "This case was decided on, or changed, meanwhile. Nothing was saved; take another one."


def decide(
    session: Session,
    case: Case,
    reason_code: str,
    account: Account,
    now: datetime,
    *,
    facts: str = "",
) -> ModerationDecision:
    """Take a decision, to be held until its window ends or a second moderator agrees.

    Raises InvalidValueError without a reason, OwnAccountError and ModerationError where this
    moderator may not decide, somebody else has the case, or it was decided meanwhile.
    """
    if not case.is_open or case.waiting_since is None:
        raise ModerationError(GONE)
    check_may_decide(session, account, case.review, case.decided_by)
    reason = get_reason(case.kind, reason_code, case.appealed_verdict)
    facts = facts.strip()
    if len(facts) > LONGEST_FACTS:
        raise InvalidValueError(f"Keep to {LONGEST_FACTS:,} characters.", "facts")
    take_case(session, case.kind, case.subject_id, account, now)
    waits = needs_second(reason.verdict, is_asked_by_practice=case.is_asked_by_practice)
    decision = _keep(session, case, reason, account, now, facts=facts, waits_for_second=waits)
    forget_lease(session, case.kind, case.subject_id)
    return decision


def agree(session: Session, decision_id: int, account: Account, now: datetime) -> None:
    """Agree, as a second moderator, to a removal that a practice asked for."""
    decision = _get_for_second(session, decision_id, account)
    _move(
        session,
        decision,
        DecisionStep.AGREE,
        account.id,
        now,
        second_account_id=account.id,
        effective_at=now + UNDO_WINDOW,
    )


def disagree(session: Session, decision_id: int, account: Account, now: datetime) -> None:
    """Disagree with a removal that a practice asked for: the review then stays as it is."""
    decision = _get_for_second(session, decision_id, account)
    _move(session, decision, DecisionStep.DISAGREE, account.id, now)
    _reopen_flags(session, decision)
    case = get_case(session, CaseKind(decision.kind), decision.subject_id)
    _keep(session, case, NO_AGREEMENT[case.kind], account, now)


def undo(session: Session, decision_id: int, account: Account, now: datetime) -> None:
    """Take a decision back before it is carried out, as one of those who took it."""
    decision = get_decision(session, decision_id)
    if account.id not in {decision.decided_by_account_id, decision.second_account_id}:
        raise ModerationError("Only those who took a decision can undo it.")
    _move(session, decision, DecisionStep.UNDO, account.id, now)
    _reopen_flags(session, decision)


def hurry(session: Session, decision_id: int, account: Account, now: datetime) -> None:
    """Give up the rest of the window, where every minute may harm somebody."""
    decision = get_decision(session, decision_id)
    if account.id not in {decision.decided_by_account_id, decision.second_account_id}:
        raise ModerationError("Only those who took a decision can have it carried out at once.")
    hurried = session.execute(
        update(ModerationDecision)
        .where(
            ModerationDecision.id == decision_id,
            ModerationDecision.state == DecisionState.HELD,
        )
        .values(effective_at=now)
        .returning(ModerationDecision.id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if hurried is None:
        raise ModerationError("This decision is not held any more.")
    record(
        session,
        account.id,
        "hurry",
        Subject("decision", decision_id),
        before={"effective_at": decision.effective_at.isoformat()},
        after={"effective_at": now.isoformat()},
        now=now,
    )
    session.refresh(decision)


def carry_out_next(session: Session, links: StatusLinks, now: datetime) -> bool:
    """Carry out the decision whose window ended first, and tell those it concerns.

    False: none is due. One that the case has overtaken is marked so, and nobody is told.
    """
    decision = session.scalar(
        select(ModerationDecision)
        .where(
            ModerationDecision.state == DecisionState.HELD, ModerationDecision.effective_at <= now
        )
        .order_by(ModerationDecision.effective_at, ModerationDecision.id)
        .limit(1)
    )
    if decision is None:
        return False
    hold_ledger(session)
    session.refresh(decision)
    if decision.state != DecisionState.HELD:
        return True  # undone, or carried out by another worker, while this one waited
    case = get_case(session, CaseKind(decision.kind), decision.subject_id)
    try:
        with session.begin_nested():
            if case.waiting_since is None:
                raise ModerationError(GONE)
            carry_out_verdict(session, case, decision, now)
    except DomainError:
        _move(session, decision, DecisionStep.OVERTAKE, decision.decided_by_account_id, now)
        _reopen_flags(session, decision)
        return True
    _move(session, decision, DecisionStep.CARRY_OUT, decision.decided_by_account_id, now)
    send_notices(session, case, decision, links, now)
    return True


def get_decision(session: Session, decision_id: int) -> ModerationDecision:
    """A decision by its number. Raises NotFoundError."""
    decision = session.get(ModerationDecision, decision_id)
    if decision is None:
        raise NotFoundError("There is no such decision.")
    return decision


def list_decisions(
    session: Session, count: int, *, account_id: int | None = None
) -> Sequence[ModerationDecision]:
    """The latest decisions, of one moderator or of all."""
    query = select(ModerationDecision).order_by(ModerationDecision.id.desc()).limit(count)
    if account_id is not None:
        query = query.where(ModerationDecision.decided_by_account_id == account_id)
    return session.scalars(query).all()


def _keep(
    session: Session,
    case: Case,
    reason: DecisionReason,
    account: Account,
    now: datetime,
    *,
    facts: str = "",
    waits_for_second: bool = False,
) -> ModerationDecision:
    decision = ModerationDecision(
        kind=case.kind,
        subject_id=case.subject_id,
        review_id=case.review.id,
        verdict=reason.verdict,
        reason_code=reason.code,
        facts=facts,
        state=DecisionState.AWAITING_SECOND if waits_for_second else DecisionState.HELD,
        decided_by_account_id=account.id,
        waiting_since=case.waiting_since or now,
        decided_at=now,
        effective_at=now + UNDO_WINDOW,
    )
    try:
        with session.begin_nested():
            session.add(decision)
    except IntegrityError as error:
        raise ModerationError(GONE) from error
    if case.kind is CaseKind.FLAGS:
        session.execute(
            update(Flag)
            .where(Flag.id.in_([flag.id for flag in case.flags]))
            .values(decision_id=decision.id)
        )
    record(
        session,
        account.id,
        "decide",
        Subject("decision", decision.id),
        before={"state": None},
        after={
            "state": decision.state.value,
            "case": f"{case.kind} {case.subject_id}",
            "verdict": reason.verdict.value,
        },
        now=now,
        reason_code=reason.code,
    )
    return decision


def _get_for_second(session: Session, decision_id: int, account: Account) -> ModerationDecision:
    decision = get_decision(session, decision_id)
    case = get_case(session, CaseKind(decision.kind), decision.subject_id)
    taken_by = {decision.decided_by_account_id, *case.decided_by}
    check_may_decide(session, account, case.review, taken_by)
    return decision


def _move(
    session: Session,
    decision: ModerationDecision,
    step: DecisionStep,
    account_id: int | None,
    now: datetime,
    **values: object,
) -> None:
    """Take a step, if the decision still stands where the step begins. Raises ModerationError."""
    before, after = DECISION_STEPS[step]
    was = DecisionState(decision.state)
    moved = session.execute(
        update(ModerationDecision)
        .where(ModerationDecision.id == decision.id, ModerationDecision.state.in_(before))
        .values(state=after, **values)
        .returning(ModerationDecision.id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    session.refresh(decision)
    if moved is None:
        raise ModerationError("This decision was carried out or undone already.")
    record(
        session,
        account_id,
        step.value,
        Subject("decision", decision.id),
        before={"state": was.value},
        after={"state": after.value},
        now=now,
    )


def _reopen_flags(session: Session, decision: ModerationDecision) -> None:
    session.execute(
        update(Flag).where(Flag.decision_id == decision.id).values(decision_id=None),
        execution_options={"synchronize_session": "fetch"},
    )
