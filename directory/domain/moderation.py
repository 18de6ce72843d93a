"""Moderation as data: kinds of cases, verdicts, reasons, rules, targets, the life of a decision.

A case is something that waits for a moderator. A decision on it is held for a while, in which it
can be undone; then it is carried out and told to those it concerns. Reviews move in `reviews`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from directory.domain.errors import DomainError, InvalidValueError
from directory.domain.messages import N_
from directory.domain.receipts import RECEIPT_REASONS, ReceiptDecision
from directory.domain.replies.states import REPLY_REJECTION_REASONS
from directory.domain.reviews import REJECTION_REASONS, Act


class CaseKind(StrEnum):
    """What waits. A case is known by its kind and the number of the review, receipt and so on."""

    REVIEW = "review"
    FLAGS = "flags"
    RECEIPT = "receipt"
    REPLY = "reply"
    APPEAL = "appeal"


class LinkedKind(StrEnum):
    """What waits for a moderator on a page of its own, and stands in the queue as a link there."""

    WORDS = "words"


class Verdict(StrEnum):
    """What a moderator can decide."""

    PUBLISH = "publish"
    REJECT = "reject"
    KEEP = "keep"
    REMOVE = "remove"
    REINSTATE = "reinstate"
    CONFIRM = "confirm"
    ACCEPT = "accept"
    REFUSE = "refuse"
    PUBLISH_REPLY = "publish_reply"
    REFUSE_REPLY = "refuse_reply"


@dataclass(frozen=True, slots=True)
class CaseRules:
    """How a kind of case is called, and within which time it should be decided."""

    words: str
    target: timedelta


CASE_RULES: Mapping[CaseKind, CaseRules] = {
    CaseKind.REVIEW: CaseRules(N_("Report"), timedelta(hours=48)),
    CaseKind.FLAGS: CaseRules(N_("Flagged"), timedelta(hours=72)),
    CaseKind.RECEIPT: CaseRules(N_("Receipt"), timedelta(hours=72)),
    CaseKind.REPLY: CaseRules(N_("Reply"), timedelta(hours=72)),
    CaseKind.APPEAL: CaseRules(N_("Appeal"), timedelta(days=7)),
}

LINKED_RULES: Mapping[LinkedKind, CaseRules] = {
    LinkedKind.WORDS: CaseRules(N_("Corrected words"), timedelta(hours=72)),
}

URGENT_TARGET = timedelta(hours=24)
"""For a flag that says somebody may be harmed by every further hour."""

VERDICT_WORDS: Mapping[Verdict, str] = {
    Verdict.PUBLISH: N_("Publish"),
    Verdict.REJECT: N_("Do not publish"),
    Verdict.KEEP: N_("Keep"),
    Verdict.REMOVE: N_("Remove"),
    Verdict.REINSTATE: N_("Reverse: publish"),
    Verdict.CONFIRM: N_("Confirm the decision"),
    Verdict.ACCEPT: N_("Accept"),
    Verdict.REFUSE: N_("Refuse"),
    Verdict.PUBLISH_REPLY: N_("Publish the reply"),
    Verdict.REFUSE_REPLY: N_("Do not publish the reply"),
}

REVIEW_ACTS: Mapping[Verdict, Act] = {
    Verdict.PUBLISH: Act.PUBLISH,
    Verdict.REJECT: Act.REJECT,
    Verdict.KEEP: Act.DISMISS_FLAGS,
    Verdict.REMOVE: Act.REMOVE,
    Verdict.REINSTATE: Act.REINSTATE,
    Verdict.CONFIRM: Act.UPHOLD,
}
"""The act on the review by which a verdict is carried out; others act on receipt or reply."""

RULES: Mapping[str, str] = {
    "other_person": N_("A report is about the practitioner who treated the author."),
    "no_treatment": N_("A report tells of a laser or light treatment of the author’s own skin."),
    "insider": N_(
        "Nobody reports on themselves, their workplace, their family or their competitors."
    ),
    "personal_data": N_(
        "Names, addresses, health and pictures of other people stay out of reports."
    ),
    "abuse": N_(
        "A report may criticise sharply. It does not insult, threaten or accuse of crimes."
    ),
    "advertising": N_("A report advertises nothing."),
    "duplicate": N_("One treatment is reported once."),
    "untrue": N_("A report does not state as a fact what is shown to be untrue."),
    "unlawful": N_("What a law or a court’s order forbids is not published."),
}
"""What reports must keep to, by the code of the reason for which they are not shown."""

REPLY_RULE = N_(
    "A reply speaks of the practice, not of a patient; it does not insult, press or offer anything."
)

OWN_RULE = N_("Criticism, low grades and disappointment are no reason to hide a report.")


@dataclass(frozen=True, slots=True)
class DecisionReason:
    """Why something is decided so: the verdict, the finding as a sentence, and the rule applied."""

    code: str
    verdict: Verdict
    sentence: str
    rule: str


def _against(verdict: Verdict) -> tuple[DecisionReason, ...]:
    return tuple(
        DecisionReason(code, verdict, sentence, RULES[code])
        for code, sentence in REJECTION_REASONS.items()
    )


_CONFIRMATIONS = (
    DecisionReason("rule_applies", Verdict.CONFIRM, N_("The rule was applied rightly."), OWN_RULE),
    DecisionReason(
        "nothing_new", Verdict.CONFIRM, N_("The appeal brings nothing that changes this."), OWN_RULE
    ),
)
_REVERSALS = (
    DecisionReason(
        "rule_misapplied",
        Verdict.REINSTATE,
        N_("The rule named does not apply to this report."),
        OWN_RULE,
    ),
    DecisionReason(
        "new_facts", Verdict.REINSTATE, N_("The appeal shows what was not known before."), OWN_RULE
    ),
)

REASONS: Mapping[CaseKind, tuple[DecisionReason, ...]] = {
    CaseKind.REVIEW: (
        DecisionReason("within_rules", Verdict.PUBLISH, N_("It keeps to the rules."), OWN_RULE),
        *_against(Verdict.REJECT),
    ),
    CaseKind.FLAGS: (
        DecisionReason(
            "experience", Verdict.KEEP, N_("It tells the author’s own experience."), OWN_RULE
        ),
        DecisionReason(
            "not_shown", Verdict.KEEP, N_("What the flag says could not be shown."), OWN_RULE
        ),
        *_against(Verdict.REMOVE),
    ),
    CaseKind.RECEIPT: tuple(
        DecisionReason(
            reason.code,
            Verdict.ACCEPT if reason.decision is ReceiptDecision.ACCEPTED else Verdict.REFUSE,
            reason.sentence,
            N_("A receipt shows who treated, when, and that it was a treatment with a laser."),
        )
        for reason in RECEIPT_REASONS
    ),
    CaseKind.REPLY: (
        DecisionReason(
            "reply_within_rules", Verdict.PUBLISH_REPLY, N_("It keeps to the rules."), REPLY_RULE
        ),
        *(
            DecisionReason(code, Verdict.REFUSE_REPLY, sentence, REPLY_RULE)
            for code, sentence in REPLY_REJECTION_REASONS.items()
        ),
    ),
    CaseKind.APPEAL: (*_REVERSALS, *_CONFIRMATIONS),
}

REASONS_AGAINST_KEPT = (*_CONFIRMATIONS, *_against(Verdict.REMOVE))
"""The reasons on an appeal by whoever flagged a review that was kept."""


NO_AGREEMENT: Mapping[CaseKind, DecisionReason] = {
    kind: DecisionReason(
        "no_agreement",
        verdict,
        N_("Two moderators have to agree to a removal that the practice asks for. They did not."),
        OWN_RULE,
    )
    for kind, verdict in ((CaseKind.FLAGS, Verdict.KEEP), (CaseKind.APPEAL, Verdict.CONFIRM))
}
"""What is decided when the second moderator disagrees with a removal."""


class DecisionState(StrEnum):
    """Where a decision stands between being taken and being carried out."""

    AWAITING_SECOND = "awaiting_second"
    HELD = "held"
    MADE = "made"
    UNDONE = "undone"
    VOID = "void"


OPEN_DECISIONS = frozenset({DecisionState.AWAITING_SECOND, DecisionState.HELD})

DECISION_WORDS: Mapping[DecisionState, str] = {
    DecisionState.AWAITING_SECOND: N_("Waits for a second moderator"),
    DecisionState.HELD: N_("Held; can still be undone"),
    DecisionState.MADE: N_("Carried out"),
    DecisionState.UNDONE: N_("Undone"),
    DecisionState.VOID: N_("Overtaken: the case had changed before it was carried out"),
}


class DecisionStep(StrEnum):
    """What can happen to a decision once it is taken."""

    AGREE = "agree"
    DISAGREE = "disagree"
    UNDO = "undo"
    CARRY_OUT = "carry_out"
    OVERTAKE = "overtake"


DECISION_STEPS: Mapping[DecisionStep, tuple[frozenset[DecisionState], DecisionState]] = {
    DecisionStep.AGREE: (frozenset({DecisionState.AWAITING_SECOND}), DecisionState.HELD),
    DecisionStep.DISAGREE: (frozenset({DecisionState.AWAITING_SECOND}), DecisionState.UNDONE),
    DecisionStep.UNDO: (OPEN_DECISIONS, DecisionState.UNDONE),
    DecisionStep.CARRY_OUT: (frozenset({DecisionState.HELD}), DecisionState.MADE),
    DecisionStep.OVERTAKE: (frozenset({DecisionState.HELD}), DecisionState.VOID),
}
"""From which states a step leads, and to which."""

UNDO_WINDOW = timedelta(minutes=15)
"""So long a decision is held: nobody is told, nothing is shown or hidden, and it can be undone."""

LEASE = timedelta(minutes=20)
"""So long a case that a moderator opened is theirs; it then goes back to everybody by itself."""

LONGEST_FACTS = 1000
"""Characters of what a moderator may add to the reason."""


class ModerationError(DomainError):
    """What a moderator asked for cannot be done with this case now."""


def list_reasons(
    kind: CaseKind, appealed_verdict: Verdict | None = None
) -> tuple[DecisionReason, ...]:
    """The reasons for which a case can be decided; for appeals also by what is appealed against."""
    if kind is CaseKind.APPEAL and appealed_verdict is Verdict.KEEP:
        return REASONS_AGAINST_KEPT
    return REASONS[kind]


def get_reason(
    kind: CaseKind, code: str, appealed_verdict: Verdict | None = None
) -> DecisionReason:
    """The reason of this code. Raises InvalidValueError; there is no decision without a reason."""
    if kind in NO_AGREEMENT and NO_AGREEMENT[kind].code == code:
        return NO_AGREEMENT[kind]
    for reason in list_reasons(kind, appealed_verdict):
        if reason.code == code:
            return reason
    raise InvalidValueError(N_("Choose the reason; those concerned are told it."), "reason_code")


def needs_second(verdict: Verdict, *, is_asked_by_practice: bool) -> bool:
    """Whether another moderator must agree: a practice asks for a review to be removed."""
    return verdict is Verdict.REMOVE and is_asked_by_practice
