"""What those concerned by a decision are told: the statement of reasons, as mail and as preview.

Each names the facts, the rule, who decided and with what automatic help, and what can be done
about it. None tells who wrote, flagged or decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from directory.domain.locales import PageLink
from directory.domain.messages import N_
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

_RESULT: Mapping[tuple[Verdict, Recipient], str] = {
    (Verdict.PUBLISH, Recipient.AUTHOR): N_("Your report on %(name)s is published"),
    (Verdict.REJECT, Recipient.AUTHOR): N_("Your report on %(name)s is not published"),
    (Verdict.REMOVE, Recipient.AUTHOR): N_("Your report on %(name)s was removed"),
    (Verdict.REINSTATE, Recipient.AUTHOR): N_("Your report on %(name)s is published again"),
    (Verdict.CONFIRM, Recipient.AUTHOR): N_("Your report on %(name)s stays as it was decided"),
    (Verdict.KEEP, Recipient.FLAGGER): N_(
        "The review of %(name)s that you flagged stays published"
    ),
    (Verdict.REMOVE, Recipient.FLAGGER): N_("The review of %(name)s that you flagged was removed"),
    (Verdict.REINSTATE, Recipient.FLAGGER): N_(
        "The review of %(name)s that you flagged is published again"
    ),
    (Verdict.CONFIRM, Recipient.FLAGGER): N_(
        "The review of %(name)s that you flagged stays as it was decided"
    ),
    (Verdict.REMOVE, Recipient.PRACTITIONER): N_("A review of you, %(name)s, was removed"),
    (Verdict.REINSTATE, Recipient.PRACTITIONER): N_(
        "A review of you, %(name)s, is published again"
    ),
}

_RECEIPT_RESULT: Mapping[Verdict, tuple[str, str]] = {
    Verdict.ACCEPT: (
        N_("Your receipt was accepted"),
        N_(
            "Your receipt was accepted. Your report now counts as proven. The file is deleted "
            "%(days)s days from now.",
            days=DAYS_KEPT_AFTER_DECISION,
        ),
    ),
    Verdict.REFUSE: (
        N_("Your receipt was refused"),
        N_(
            "Your receipt could not be accepted. Your report stays as it is, without proof of "
            "treatment; you can send another receipt from its page. The file is deleted %(days)s "
            "days from now.",
            days=DAYS_KEPT_AFTER_DECISION,
        ),
    ),
}

_REPLY_RESULT: Mapping[tuple[Verdict, Recipient], tuple[str, str]] = {
    (Verdict.PUBLISH_REPLY, Recipient.PRACTITIONER): (
        N_("Your reply was published"),
        N_("Your reply stands under the review, in place of an earlier one."),
    ),
    (Verdict.PUBLISH_REPLY, Recipient.AUTHOR): (
        N_("There is a reply to your report"),
        N_(
            "%(name)s replied to your report. It stands under it, and your report stays as it is. "
            "You do not have to do anything."
        ),
    ),
    (Verdict.REFUSE_REPLY, Recipient.PRACTITIONER): (
        N_("Your reply was not published"),
        N_(
            "Your reply is not published. You can send another one from “Reviews about you” in "
            "your account; a reply that was published before stays."
        ),
    ),
}
"""Subject and first sentences of what is told of a decision on a reply."""

COURTS = N_(
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
    """One message: to whom, its subject and its paragraphs."""

    recipient: Recipient
    subject: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole message in English."""
        return "\n\n".join(self.paragraphs) + "\n"


def write_notice(recipient: Recipient, case: DecidedCase) -> Notice:
    """The notice of a decision to one of those it concerns."""
    subject, opening = _open(recipient, case)
    link = (N_("Your page on this:"), PageLink(case.link)) if case.link else ()
    paragraphs = (opening, *_statement(case), *_redress(recipient, case), *link)
    return Notice(recipient, subject, paragraphs)


def _open(recipient: Recipient, case: DecidedCase) -> tuple[str, str]:
    """The subject and the first sentences."""
    if case.verdict in _RECEIPT_RESULT:
        return _RECEIPT_RESULT[case.verdict]
    name = {"name": case.practitioner_name}
    if (case.verdict, recipient) in _REPLY_RESULT:
        subject, opening = _REPLY_RESULT[case.verdict, recipient]
        return subject, opening % name
    result = _RESULT[case.verdict, recipient] % name
    return result, N_("%(sentence)s.", sentence=result)


def _statement(case: DecidedCase) -> list[str]:
    found = N_("Facts: %(sentence)s", sentence=case.reason.sentence)
    told = N_("%(found)s %(facts)s", found=found, facts=case.facts) if case.facts else found
    who = (
        N_("Who decided: Two moderators agreed on it.")
        if case.was_decided_by_two
        else N_("Who decided: A moderator decided.")
    )
    machines = N_("No machine decides; checks only say what is read first.")
    where = (
        [N_("It holds everywhere on this site, until it is reversed.")]
        if case.verdict in {Verdict.REJECT, Verdict.REMOVE}
        else []
    )
    return [
        told,
        N_("Rule: %(rule)s", rule=case.reason.rule),
        N_("How it came up: %(way)s", way=case.came_up_by),
        N_("%(who)s %(machines)s", who=who, machines=machines),
        *where,
    ]


def _redress(recipient: Recipient, case: DecidedCase) -> list[str]:
    is_granted = case.verdict in {Verdict.PUBLISH, Verdict.ACCEPT, Verdict.PUBLISH_REPLY}
    if recipient is Recipient.PRACTITIONER or is_granted:
        return []
    if case.appeal_until is not None:
        return [
            N_(
                "If you disagree, appeal until %(day)s on your page. Another moderator will "
                "decide. %(courts)s",
                day=case.appeal_until,
                courts=COURTS,
            )
        ]
    return [COURTS] if case.verdict is Verdict.CONFIRM else []
