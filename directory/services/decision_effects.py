"""What a decision changes when it is carried out: on the review, the receipt, or the reply."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from directory.domain.moderation import REVIEW_ACTS, ModerationError, Verdict
from directory.domain.reviews import Actor
from directory.models import ModerationDecision
from directory.services import publication
from directory.services.cases import Case
from directory.services.receipt_cases import decide_receipt
from directory.services.reply_decisions import decide_reply


def carry_out_verdict(
    session: Session, case: Case, decision: ModerationDecision, now: datetime
) -> None:
    """Do what was decided, under the name of who decided.

    Raises DomainError where the case has changed so that it cannot be done any more.
    """
    account_id = decision.decided_by_account_id
    if account_id is None:
        raise ModerationError("Who decided has left; somebody else decides anew.")
    review, code = case.review, decision.reason_code
    match Verdict(decision.verdict):
        case Verdict.PUBLISH:
            publication.publish(session, review, now, account_id)
        case Verdict.REJECT:
            publication.reject(session, review, now, account_id, code)
        case Verdict.REMOVE:
            publication.remove(session, review, now, account_id, code)
        case Verdict.REINSTATE:
            publication.reinstate(session, review, now, account_id, code)
        case Verdict.ACCEPT | Verdict.REFUSE:
            decide_receipt(session, decision.subject_id, code, account_id, now)
        case Verdict.PUBLISH_REPLY:
            decide_reply(session, decision.subject_id, account_id, now)
        case Verdict.REFUSE_REPLY:
            decide_reply(session, decision.subject_id, account_id, now, reason_code=code)
        case Verdict.KEEP | Verdict.CONFIRM as verdict:
            publication.act_on(
                session,
                review,
                REVIEW_ACTS[verdict],
                Actor.MODERATOR,
                now,
                account_id=account_id,
                reason_code=code,
            )
