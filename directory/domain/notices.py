"""What those concerned by a decision are told: the statement of reasons, as mail and as preview.

Each names the facts, the rule, who decided and with what automatic help, and what can be done
about it. None tells who wrote, flagged or decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from directory.domain.moderation import DecisionReason, Verdict
from directory.domain.receipts import DAYS_KEPT_AFTER_DECISION


class Recipient(StrEnum):
    """Who is told."""

    AUTHOR = "author"
    FLAGGER = "flagger"
    PRACTITIONER = "practitioner"


RECIPIENT_WORDS: Mapping[Recipient, str] = {
    Recipient.AUTHOR: "To the author",
    Recipient.FLAGGER: "To whoever flagged it",
    Recipient.PRACTITIONER: "To the practitioner",
}

NOTIFIED: Mapping[Verdict, tuple[Recipient, ...]] = {
    Verdict.PUBLISH: (Recipient.AUTHOR,),
    Verdict.REJECT: (Recipient.AUTHOR,),
    Verdict.KEEP: (Recipient.FLAGGER,),
    Verdict.REMOVE: (Recipient.AUTHOR, Recipient.FLAGGER, Recipient.PRACTITIONER),
    Verdict.REINSTATE: (Recipient.AUTHOR, Recipient.FLAGGER, Recipient.PRACTITIONER),
    Verdict.CONFIRM: (Recipient.AUTHOR, Recipient.FLAGGER),
    Verdict.ACCEPT: (Recipient.AUTHOR,),
    Verdict.REFUSE: (Recipient.AUTHOR,),
    Verdict.PUBLISH_REPLY: (Recipient.PRACTITIONER, Recipient.AUTHOR),
    Verdict.REFUSE_REPLY: (Recipient.PRACTITIONER,),
}
"""Who is told of a verdict. A confirmed decision is told to who appealed, no one else."""

_RESULT: Mapping[Verdict, str] = {
    Verdict.PUBLISH: "is published",
    Verdict.REJECT: "is not published",
    Verdict.KEEP: "stays published",
    Verdict.REMOVE: "was removed",
    Verdict.REINSTATE: "is published again",
    Verdict.CONFIRM: "stays as it was decided",
}

_RECEIPT_RESULT: Mapping[Verdict, str] = {
    Verdict.ACCEPT: "was accepted. Your report now counts as proven. The file is deleted "
    f"{DAYS_KEPT_AFTER_DECISION} days from now.",
    Verdict.REFUSE: (
        "could not be accepted. Your report stays as it is, without proof of treatment; you can "
        f"send another receipt from its page. The file is deleted {DAYS_KEPT_AFTER_DECISION} days "
        "from now."
    ),
}

_REPLY_RESULT: Mapping[tuple[Verdict, Recipient], tuple[str, str]] = {
    (Verdict.PUBLISH_REPLY, Recipient.PRACTITIONER): (
        "Your reply was published",
        "Your reply stands under the review, in place of an earlier one.",
    ),
    (Verdict.PUBLISH_REPLY, Recipient.AUTHOR): (
        "There is a reply to your report",
        "{name} replied to your report. It stands under it, and your report stays as it is. You do "
        "not have to do anything.",
    ),
    (Verdict.REFUSE_REPLY, Recipient.PRACTITIONER): (
        "Your reply was not published",
        "Your reply is not published. You can send another one from “Reviews about you” in your "
        "account; a reply that was published before stays.",
    ),
}
"""Subject and first sentences of what is told of a decision on a reply."""

_ABOUT: Mapping[Recipient, str] = {
    Recipient.AUTHOR: "Your report on {name}",
    Recipient.FLAGGER: "The review of {name} that you flagged",
    Recipient.PRACTITIONER: "A review of you, {name},",
}

COURTS = (
    "You can also turn to a court, or in the European Union to a certified body for settling "
    "disputes out of court."
)


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """What a notice tells of: the decision, whom the review is about, and how it came up.

    `appeal_until` is None where nothing can be appealed; `link` leads to the recipient's page.
    """

    verdict: Verdict
    reason: DecisionReason
    facts: str
    practitioner_name: str
    came_up_by: str
    was_decided_by_two: bool
    appeal_until: date | None
    link: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One message: to whom, its subject and its text."""

    recipient: Recipient
    subject: str
    text: str


def write_notice(recipient: Recipient, case: DecidedCase) -> Notice:
    """The notice of a decision to one of those it concerns."""
    if case.verdict in _RECEIPT_RESULT:
        subject = f"Your receipt was {'accepted' if case.verdict is Verdict.ACCEPT else 'refused'}"
        opening = f"Your receipt {_RECEIPT_RESULT[case.verdict]}"
    elif (case.verdict, recipient) in _REPLY_RESULT:
        subject, opening = _REPLY_RESULT[case.verdict, recipient]
        opening = opening.format(name=case.practitioner_name)
    else:
        about = _ABOUT[recipient].format(name=case.practitioner_name)
        opening = f"{about} {_RESULT[case.verdict]}."
        subject = f"{about.rstrip(',')} {_RESULT[case.verdict]}"
    parts = [opening, *_statement(case), *_redress(recipient, case)]
    if case.link:
        parts.append(f"Your page on this:\n{case.link}")
    return Notice(recipient, subject, "\n\n".join(parts) + "\n")


def _statement(case: DecidedCase) -> list[str]:
    who = "Two moderators agreed on it." if case.was_decided_by_two else "A moderator decided."
    where = (
        ["It holds everywhere on this site, until it is reversed."]
        if case.verdict in {Verdict.REJECT, Verdict.REMOVE}
        else []
    )
    return [
        f"Facts: {' '.join(filter(None, (case.reason.sentence, case.facts)))}",
        f"Rule: {case.reason.rule}",
        f"How it came up: {case.came_up_by}",
        f"Who decided: {who} No machine decides; checks only say what is read first.",
        *where,
    ]


def _redress(recipient: Recipient, case: DecidedCase) -> list[str]:
    is_granted = case.verdict in {Verdict.PUBLISH, Verdict.ACCEPT, Verdict.PUBLISH_REPLY}
    if recipient is Recipient.PRACTITIONER or is_granted:
        return []
    if case.appeal_until is not None:
        return [
            f"If you disagree, appeal until {case.appeal_until.isoformat()} on your page. Another "
            f"moderator will decide. {COURTS}"
        ]
    return [COURTS] if case.verdict is Verdict.CONFIRM else []
