"""To whom a decision is told, and in which words: the same for the preview and for the mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.appeals import APPEALABLE, Appellant, appeal_deadline
from directory.domain.flags import AUTOMATIC_REASON
from directory.domain.moderation import CaseKind, DecisionReason, Verdict, get_reason
from directory.domain.notices import NOTIFIED, DecidedCase, Notice, Recipient, write_notice
from directory.models import Account, Flag, ModerationDecision
from directory.services.cases import Case
from directory.services.mail import queue_mail
from directory.services.status_links import StatusLinks

CAME_UP_BY = {
    CaseKind.REVIEW: "Every report without proof, and whatever a check notices, is read first.",
    CaseKind.FLAGS: "Somebody flagged the review.",
    CaseKind.RECEIPT: "A receipt was sent as proof of treatment.",
    CaseKind.REPLY: "Every reply is read before it is published.",
    CaseKind.APPEAL: "An appeal was made against the first decision.",
}

CAME_UP_BY_CHECKS = (
    "The automatic checks noticed something about the review after it was published; they decide "
    "nothing."
)

APPELLANTS = {Recipient.AUTHOR: Appellant.AUTHOR, Recipient.FLAGGER: Appellant.FLAGGER}


@dataclass(frozen=True, slots=True)
class Addressed:
    """A notice, the address it goes to, and what tells it from the others of its decision."""

    notice: Notice
    to_address: str
    key: str


def preview_notices(
    case: Case, reason: DecisionReason, facts: str, today: date, *, two: bool
) -> tuple[Notice, ...]:
    """What each kind of recipient would be told of a decision taken today, without links."""
    return tuple(
        write_notice(recipient, _decided(case, reason, facts, recipient, today, two=two))
        for recipient in _recipients(case, reason.verdict)
    )


def send_notices(
    session: Session, case: Case, decision: ModerationDecision, links: StatusLinks, now: datetime
) -> None:
    """Queue the mail about a decision that was carried out, once to each whom it concerns."""
    for addressed in list_notices(session, case, decision, links, now.date()):
        queue_mail(
            session,
            unique_key=f"decision-{decision.id}-{addressed.key}",
            kind="decision",
            to_address=addressed.to_address,
            subject=addressed.notice.subject,
            text=addressed.notice.text,
            now=now,
        )


def list_notices(
    session: Session,
    case: Case,
    decision: ModerationDecision,
    links: StatusLinks,
    today: date,
) -> Iterator[Addressed]:
    """Every notice of a decision with its address; who left none is told on their page only."""
    verdict = Verdict(decision.verdict)
    reason = get_reason(case.kind, decision.reason_code, case.appealed_verdict)
    two = decision.second_account_id is not None
    for recipient in _recipients(case, verdict):
        decided = _decided(case, reason, decision.facts, recipient, today, two=two)
        for address, key, link in _addresses(session, case, decision, recipient, links):
            with_link = replace(decided, link=link)
            yield Addressed(write_notice(recipient, with_link), address, key)


def _recipients(case: Case, verdict: Verdict) -> tuple[Recipient, ...]:
    recipients = NOTIFIED[verdict]
    if verdict is Verdict.CONFIRM and case.appeal is not None:
        return tuple(one for one in recipients if APPELLANTS[one] == case.appeal.appellant)
    return recipients


def _decided(
    case: Case, reason: DecisionReason, facts: str, recipient: Recipient, today: date, *, two: bool
) -> DecidedCase:
    appellant = APPELLANTS.get(recipient)
    is_appealable = (
        case.kind is not CaseKind.APPEAL
        and appellant is not None
        and reason.verdict in APPEALABLE[appellant]
    )
    return DecidedCase(
        verdict=reason.verdict,
        reason=reason,
        facts=facts,
        practitioner_name=case.practitioner.full_name,
        came_up_by=CAME_UP_BY_CHECKS if _is_by_checks(case) else CAME_UP_BY[case.kind],
        was_decided_by_two=two,
        appeal_until=appeal_deadline(today) if is_appealable else None,
        link="",
    )


def _is_by_checks(case: Case) -> bool:
    """Whether nobody but the automatic checks flagged the review."""
    codes = {flag.reason_code for flag in case.flags}
    return case.kind is CaseKind.FLAGS and codes == {AUTOMATIC_REASON}


def _addresses(
    session: Session,
    case: Case,
    decision: ModerationDecision,
    recipient: Recipient,
    links: StatusLinks,
) -> Iterator[tuple[str, str, str]]:
    """(address, key, link) of each to whom a notice goes."""
    if recipient is Recipient.AUTHOR:
        if case.review.author_email:
            yield case.review.author_email, "author", links.of_review(case.review.id)
    elif recipient is Recipient.FLAGGER:
        for flag in _list_flags_told(session, case, decision):
            if flag.email:
                yield flag.email, f"flag-{flag.id}", links.of_flag(flag.id)
    else:
        accounts = session.execute(
            select(Account.id, Account.email)
            .where(Account.practitioner_id == case.practitioner.id)
            .order_by(Account.id)
        )
        for account_id, email in accounts:
            yield email, f"account-{account_id}", ""


def _list_flags_told(session: Session, case: Case, decision: ModerationDecision) -> list[Flag]:
    """Those who flagged: of the decision itself or, on an appeal, whoever that concerns."""
    if case.kind is CaseKind.APPEAL and case.flags:
        return list(case.flags)
    about = case.appealed or decision
    return list(session.scalars(select(Flag).where(Flag.decision_id == about.id).order_by(Flag.id)))
