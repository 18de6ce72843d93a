"""Appeals: making one from the page of a report or a flag, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.appeals import (
    LONGEST_APPEAL_TEXT,
    SHORTEST_APPEAL_TEXT,
    AppealError,
    Appellant,
    appeal_deadline,
    can_appeal,
)
from directory.domain.errors import InvalidValueError
from directory.domain.messages import N_
from directory.domain.moderation import (
    CaseKind,
    DecisionReason,
    DecisionState,
    Verdict,
    get_reason,
)
from directory.models import Appeal, ModerationDecision, Review
from directory.services.cases import contested_states
from directory.services.inserting import insert_if_new


@dataclass(frozen=True, slots=True)
class Redress:
    """What somebody can do, or has done, about the decision that concerns them.

    `reason` is why it was decided so; `appeal_until` None: no appeal is possible. `outcome` is the
    decision on the appeal, once it is carried out.
    """

    decision: ModerationDecision
    reason: DecisionReason
    appeal_until: date | None
    appeal: Appeal | None
    outcome: ModerationDecision | None
    outcome_reason: DecisionReason | None


def find_author_decision(session: Session, review: Review) -> ModerationDecision | None:
    """The latest decision by which a report is not public, if there is one."""
    return session.scalar(
        select(ModerationDecision)
        .where(
            ModerationDecision.review_id == review.id,
            ModerationDecision.state == DecisionState.MADE,
            ModerationDecision.verdict.in_([Verdict.REJECT, Verdict.REMOVE]),
        )
        .order_by(ModerationDecision.id.desc())
        .limit(1)
    )


def get_redress(
    session: Session,
    decision: ModerationDecision,
    review: Review,
    appellant: Appellant,
    today: date,
    *,
    flag_id: int | None = None,
) -> Redress:
    """What can be done about a decision that was carried out, by its author or who flagged."""
    appeal = _find_appeal(session, _key(decision, appellant, flag_id))
    outcome = _find_outcome(session, appeal) if appeal else None
    is_possible = (
        appeal is None
        and decision.kind != CaseKind.APPEAL
        and review.state in contested_states(decision)
        and can_appeal(appellant, Verdict(decision.verdict), decision.effective_at.date(), today)
    )
    verdict = Verdict(decision.verdict)
    return Redress(
        decision=decision,
        reason=_reason_of(session, decision),
        appeal_until=appeal_deadline(decision.effective_at.date()) if is_possible else None,
        appeal=appeal,
        outcome=outcome,
        outcome_reason=(
            get_reason(CaseKind.APPEAL, outcome.reason_code, verdict) if outcome else None
        ),
    )


def make_appeal(
    session: Session,
    decision: ModerationDecision,
    review: Review,
    *,
    appellant: Appellant,
    text: str,
    now: datetime,
    flag_id: int | None = None,
) -> Appeal:
    """Appeal against a decision, once; sent twice, it is one appeal.

    Raises InvalidValueError for a text too short or long, AppealError where none is possible.
    """
    text = text.strip()
    if not SHORTEST_APPEAL_TEXT <= len(text) <= LONGEST_APPEAL_TEXT:
        raise InvalidValueError(
            N_(
                "Say why in %(shortest_appeal_text)s to %(longest_appeal_text)s characters.",
                shortest_appeal_text=SHORTEST_APPEAL_TEXT,
                longest_appeal_text=LONGEST_APPEAL_TEXT,
            ),
            "text",
        )
    key = _key(decision, appellant, flag_id)
    earlier = _find_appeal(session, key)
    if earlier is not None:
        return earlier
    redress = get_redress(session, decision, review, appellant, now.date(), flag_id=flag_id)
    if redress.appeal_until is None:
        raise AppealError(N_("An appeal against this decision is not possible, or not any more."))
    insert_if_new(
        session,
        Appeal,
        {
            "unique_key": key,
            "decision_id": decision.id,
            "appellant": appellant,
            "flag_id": flag_id,
            "text": text,
            "created_at": now,
        },
        Appeal.unique_key,
    )
    return session.scalars(select(Appeal).where(Appeal.unique_key == key)).one()


def _reason_of(session: Session, decision: ModerationDecision) -> DecisionReason:
    appealed_verdict = None
    if decision.kind == CaseKind.APPEAL:
        appeal = session.get_one(Appeal, decision.subject_id)
        appealed_verdict = Verdict(session.get_one(ModerationDecision, appeal.decision_id).verdict)
    return get_reason(CaseKind(decision.kind), decision.reason_code, appealed_verdict)


def _key(decision: ModerationDecision, appellant: Appellant, flag_id: int | None) -> str:
    return f"{decision.id}:{appellant}" + (f":{flag_id}" if flag_id is not None else "")


def _find_appeal(session: Session, unique_key: str) -> Appeal | None:
    return session.scalar(select(Appeal).where(Appeal.unique_key == unique_key))


def _find_outcome(session: Session, appeal: Appeal) -> ModerationDecision | None:
    return session.scalar(
        select(ModerationDecision).where(
            ModerationDecision.kind == CaseKind.APPEAL,
            ModerationDecision.subject_id == appeal.id,
            ModerationDecision.state == DecisionState.MADE,
        )
    )
