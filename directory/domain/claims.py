"""The life of a claim: its states, who may move it from one to the next, and why, all as data.

A claim says "this profile is about me". *Claimed* means that a registrar believed it; it says
nothing about skill, and no fact becomes *verified* by it. What proves a claim is in `claim_proofs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from directory.domain.errors import DomainError
from directory.domain.messages import N_


class ClaimState(StrEnum):
    """Where a claim stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    ENDED = "ended"


class ClaimActor(StrEnum):
    """Who acts on a claim."""

    CLAIMANT = "claimant"
    REGISTRAR = "registrar"
    DECISION = "decision"
    CALENDAR = "calendar"


class ClaimAct(StrEnum):
    """What can happen to a claim."""

    START = "start"
    PROVE = "prove"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    SEND_CODE = "send_code"
    ASK_MORE = "ask_more"
    APPROVE = "approve"
    DECLINE = "decline"
    GIVE_WAY = "give_way"
    CONTEST = "contest"
    CONFIRM = "confirm"
    GIVE_UP = "give_up"
    END = "end"
    LAPSE = "lapse"


class ClaimError(DomainError):
    """What was asked cannot be done with a claim, or with its evidence, as it stands."""


UNDECIDED = frozenset({ClaimState.OPEN, ClaimState.SUBMITTED})


@dataclass(frozen=True, slots=True)
class ClaimTransition:
    """One permitted step: who may do what in which states, and where it leads (None: it stays).

    `reasons` are the codes of which one must be given; none are asked for where it is empty.
    """

    act: ClaimAct
    actor: ClaimActor
    before: frozenset[ClaimState]
    after: ClaimState | None
    reasons: Mapping[str, str] | None = None


APPROVAL_REASONS: Mapping[str, str] = {
    "code_and_number": N_(
        "The code sent to the practice came back, and the registry number matches."
    ),
    "code": N_("The code sent to the practice came back."),
    "documents": N_("The documents show that the claimant is this practitioner."),
    "dispute_upheld": N_("The evidence is stronger than that of whoever held the profile before."),
}
DECLINE_REASONS: Mapping[str, str] = {
    "somebody_else": N_("The evidence is about somebody else."),
    "number_only": N_("A registry number is public. By itself it does not show who you are."),
    "unreadable": N_("Name, issuer or date cannot be read on the documents."),
    "altered": N_("A document appears to have been altered."),
    "licence": N_("The registry says that the licence is not in force."),
    "holder_stays": N_("The evidence is not stronger than that of whoever holds the profile."),
    "not_a_practitioner": N_("Nothing shows that this person performs treatments of the skin."),
}
MORE_REASONS: Mapping[str, str] = {
    "unreadable": DECLINE_REASONS["unreadable"],
    "other_name": N_("The documents bear another name than the profile. Show that both are you."),
    "practice_missing": N_(
        "Nothing shows yet that you work at this practice. A letter of the practice, a badge, or "
        "the code sent there would."
    ),
    "out_of_date": N_("The document is not in force any more. Send one that is."),
    "licence_letter": N_(
        "The registry says that the licence is not in force. Send the board’s letter if it is "
        "wrong."
    ),
}
"""What is asked for before a claim is decided."""

RIVAL_REASONS: Mapping[str, str] = {
    "rival_approved": N_(
        "Another claim to this profile was approved, for its evidence was better."
    ),
}
END_REASONS: Mapping[str, str] = {
    "dispute_upheld": N_("Somebody else showed by better evidence that the profile is about them."),
    "false_evidence": N_("The evidence of the claim turned out to be false."),
    "merged": N_("The profile was merged with another one of the same person."),
}
REASON_WORDS: Mapping[str, str] = {
    **APPROVAL_REASONS,
    **DECLINE_REASONS,
    **MORE_REASONS,
    **RIVAL_REASONS,
    **END_REASONS,
}

_OPEN = frozenset({ClaimState.OPEN})
_SUBMITTED = frozenset({ClaimState.SUBMITTED})
_APPROVED = frozenset({ClaimState.APPROVED})

CLAIM_TRANSITIONS: tuple[ClaimTransition, ...] = (
    ClaimTransition(ClaimAct.PROVE, ClaimActor.CLAIMANT, UNDECIDED, None),
    ClaimTransition(ClaimAct.SUBMIT, ClaimActor.CLAIMANT, _OPEN, ClaimState.SUBMITTED),
    ClaimTransition(ClaimAct.WITHDRAW, ClaimActor.CLAIMANT, UNDECIDED, ClaimState.WITHDRAWN),
    ClaimTransition(ClaimAct.SEND_CODE, ClaimActor.REGISTRAR, UNDECIDED, None),
    ClaimTransition(
        ClaimAct.ASK_MORE, ClaimActor.REGISTRAR, _SUBMITTED, ClaimState.OPEN, MORE_REASONS
    ),
    ClaimTransition(
        ClaimAct.APPROVE, ClaimActor.REGISTRAR, _SUBMITTED, ClaimState.APPROVED, APPROVAL_REASONS
    ),
    ClaimTransition(
        ClaimAct.DECLINE, ClaimActor.REGISTRAR, _SUBMITTED, ClaimState.DECLINED, DECLINE_REASONS
    ),
    ClaimTransition(
        ClaimAct.GIVE_WAY, ClaimActor.DECISION, UNDECIDED, ClaimState.DECLINED, RIVAL_REASONS
    ),
    ClaimTransition(
        ClaimAct.CONTEST,
        ClaimActor.CLAIMANT,
        frozenset({ClaimState.DECLINED}),
        ClaimState.SUBMITTED,
    ),
    ClaimTransition(ClaimAct.CONFIRM, ClaimActor.CLAIMANT, _APPROVED, None),
    ClaimTransition(ClaimAct.GIVE_UP, ClaimActor.CLAIMANT, _APPROVED, ClaimState.ENDED),
    ClaimTransition(ClaimAct.END, ClaimActor.REGISTRAR, _APPROVED, ClaimState.ENDED, END_REASONS),
    ClaimTransition(
        ClaimAct.LAPSE,
        ClaimActor.CALENDAR,
        frozenset({ClaimState.OPEN, ClaimState.APPROVED}),
        ClaimState.LAPSED,
    ),
)

CLAIM_STATE_WORDS: Mapping[ClaimState, str] = {
    ClaimState.OPEN: N_("Begun, not sent yet"),
    ClaimState.SUBMITTED: N_("Waiting for a registrar"),
    ClaimState.APPROVED: N_("Approved: you keep this profile"),
    ClaimState.DECLINED: N_("Declined"),
    ClaimState.WITHDRAWN: N_("Withdrawn by you"),
    ClaimState.LAPSED: N_("Lapsed"),
    ClaimState.ENDED: N_("Ended"),
}

MORE_ASKED = N_("A registrar asks for more")
"""Where a claim stands that is open again."""

CLAIM_ACT_WORDS: Mapping[ClaimAct, str] = {
    ClaimAct.START: N_("Claim begun"),
    ClaimAct.PROVE: N_("Evidence brought"),
    ClaimAct.SUBMIT: N_("Sent to the registrars"),
    ClaimAct.WITHDRAW: N_("Withdrawn"),
    ClaimAct.SEND_CODE: N_("Code made and sent"),
    ClaimAct.ASK_MORE: N_("More asked for"),
    ClaimAct.APPROVE: N_("Approved"),
    ClaimAct.DECLINE: N_("Declined"),
    ClaimAct.GIVE_WAY: N_("Declined"),
    ClaimAct.CONTEST: N_("Contested"),
    ClaimAct.CONFIRM: N_("Confirmed for another year"),
    ClaimAct.GIVE_UP: N_("Given up"),
    ClaimAct.END: N_("Ended"),
    ClaimAct.LAPSE: N_("Lapsed"),
}

OPEN_FOR = timedelta(days=60)
"""A claim that was begun and not sent, or not sent again, lapses after this time."""

CONFIRM_EVERY = timedelta(days=365)
"""Whoever keeps a profile says once a year that it is still theirs and still right."""

REMIND_BEFORE = timedelta(days=30)
"""A reminder goes out this long before a claim lapses."""

CONTEST_WITHIN = timedelta(days=30)
"""A declined claim can be contested once, this long after the decision."""


def find_claim_transition(
    act: ClaimAct, actor: ClaimActor, state: ClaimState, reason_code: str = ""
) -> ClaimTransition:
    """The transition that permits this act now.

    Raises ClaimError when the state does not permit it, or the reason is missing or unknown.
    """
    for transition in CLAIM_TRANSITIONS:
        if (transition.act, transition.actor) == (act, actor) and state in transition.before:
            if transition.reasons is not None and reason_code not in transition.reasons:
                raise ClaimError(N_("Choose the reason; everybody concerned is told it."), "reason")
            return transition
    raise ClaimError(
        N_(
            "That cannot be done with this claim any more. It is now: %(lower)s.",
            lower=CLAIM_STATE_WORDS[state].lower(),
        )
    )


def can_act_on_claim(act: ClaimAct, actor: ClaimActor, state: ClaimState) -> bool:
    """Whether this act is possible for this actor in this state."""
    return any(
        (transition.act, transition.actor) == (act, actor) and state in transition.before
        for transition in CLAIM_TRANSITIONS
    )
