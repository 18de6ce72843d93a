"""To whom a decision is told, and in which words: the same for the preview and for the mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.appeals import APPEALABLE, Appellant, appeal_deadline
from directory.domain.flags import AUTOMATIC_REASON
from directory.domain.messages import N_
from directory.domain.moderation import CaseKind, DecisionReason, Verdict, get_reason
from directory.domain.notices import NOTIFIED, DecidedCase, Notice, Recipient, write_notice
from directory.models import Account, Flag, ModerationDecision
from directory.services.cases import Case
from directory.services.mail import queue_mail
from directory.services.status_links import StatusLinks

CAME_UP_BY = {
    CaseKind.REVIEW: N_("Every report without proof, and whatever a check notices, is read first."),
    CaseKind.FLAGS: N_("Somebody flagged the review."),
    CaseKind.RECEIPT: N_("A receipt was sent as proof of treatment."),
    CaseKind.REPLY: N_("Every reply is read before it is published."),
    CaseKind.APPEAL: N_("An appeal was made against the first decision."),
}

CAME_UP_BY_CHECKS = N_(
    "The automatic checks noticed something about the review after it was published; they decide "
    "nothing."
)

APPELLANTS = {Recipient.AUTHOR: Appellant.AUTHOR, Recipient.FLAGGER: Appellant.FLAGGER}


@dataclass(frozen=True, slots=True)
class Addressed:
    """A notice, to whom it goes in which language, and its key among those of its decision."""

    notice: Notice
    to_address: str
    language: str
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
            language=addressed.language,
            subject=addressed.notice.subject,
            paragraphs=addressed.notice.paragraphs,
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
        for to in _addressees(session, case, decision, recipient, links):
            notice = write_notice(recipient, replace(decided, link=to.link))
            yield Addressed(notice, to.address, to.language, to.key)


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


class _Addressee(NamedTuple):
    address: str
    language: str
    key: str
    link: str


def _addressees(
    session: Session,
    case: Case,
    decision: ModerationDecision,
    recipient: Recipient,
    links: StatusLinks,
) -> Iterator[_Addressee]:
    """Each to whom a notice goes."""
    if recipient is Recipient.AUTHOR:
        review = case.review
        if review.author_email:
            link = links.of_review(review.id)
            yield _Addressee(review.author_email, review.mail_language, "author", link)
    elif recipient is Recipient.FLAGGER:
        for flag in _list_flags_told(session, case, decision):
            if flag.email:
                link = links.of_flag(flag.id)
                yield _Addressee(flag.email, flag.mail_language, f"flag-{flag.id}", link)
    else:
        accounts = session.scalars(
            select(Account)
            .where(Account.practitioner_id == case.practitioner.id)
            .order_by(Account.id)
        )
        for account in accounts:
            yield _Addressee(account.email, account.mail_language, f"account-{account.id}", "")


def _list_flags_told(session: Session, case: Case, decision: ModerationDecision) -> list[Flag]:
    """Those who flagged: of the decision itself or, on an appeal, whoever that concerns."""
    if case.kind is CaseKind.APPEAL and case.flags:
        return list(case.flags)
    about = case.appealed or decision
    return list(session.scalars(select(Flag).where(Flag.decision_id == about.id).order_by(Flag.id)))
