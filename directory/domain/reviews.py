"""The life of a review: its states, who may move it from one to the next, and why, all as data.

Also which verification level a report deserves. How a report is asked for stands in
`report_steps`, what is looked at before it is published in `screening`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from directory.domain.errors import DomainError
from directory.domain.messages import N_


class ReviewState(StrEnum):
    """Where a review stands on its way to the public."""

    SUBMITTED = "submitted"
    QUEUED = "queued"
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    ERASED = "erased"
    MERGED = "merged"


class Actor(StrEnum):
    """Who acts on a review."""

    AUTHOR = "author"
    SCREENING = "screening"
    MODERATOR = "moderator"
    CALENDAR = "calendar"


class Act(StrEnum):
    """What can happen to a review."""

    SUBMIT = "submit"
    RESEND = "resend"
    CONFIRM = "confirm"
    PUBLISH = "publish"
    QUEUE = "queue"
    REJECT = "reject"
    REMOVE = "remove"
    DISMISS_FLAGS = "dismiss_flags"
    REINSTATE = "reinstate"
    UPHOLD = "uphold"
    WITHDRAW = "withdraw"
    RAISE_LEVEL = "raise_level"
    WITHDRAW_CONSENT = "withdraw_consent"
    ANSWER_FOLLOW_UP = "answer_follow_up"
    CORRECT = "correct"
    PROPOSE_WORDS = "propose_words"
    CORRECT_WORDS = "correct_words"
    REFUSE_WORDS = "refuse_words"
    ERASE = "erase"


class TransitionError(DomainError):
    """What was asked cannot be done with a review in its present state."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One permitted step: who may do what in which states, and where it leads (None: it stays).

    `needs_reason` tells that a reason code of `REJECTION_REASONS` must be given.
    """

    act: Act
    actor: Actor
    before: frozenset[ReviewState]
    after: ReviewState | None
    needs_reason: bool = False


NEED_CONFIRMATION = frozenset({ReviewState.QUEUED, ReviewState.PUBLISHED})
"""States that no report reaches before its author has confirmed the e-mail address."""

LIVE_STATES = frozenset({ReviewState.SUBMITTED, ReviewState.QUEUED, ReviewState.PUBLISHED})

REFUSED_STATES = frozenset({ReviewState.REJECTED, ReviewState.REMOVED})
"""States against which an author can appeal."""

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Act.RESEND, Actor.AUTHOR, frozenset({ReviewState.SUBMITTED}), None),
    Transition(Act.CONFIRM, Actor.AUTHOR, frozenset({ReviewState.SUBMITTED}), None),
    Transition(
        Act.PUBLISH, Actor.SCREENING, frozenset({ReviewState.SUBMITTED}), ReviewState.PUBLISHED
    ),
    Transition(Act.QUEUE, Actor.SCREENING, frozenset({ReviewState.SUBMITTED}), ReviewState.QUEUED),
    Transition(
        Act.PUBLISH, Actor.MODERATOR, frozenset({ReviewState.QUEUED}), ReviewState.PUBLISHED
    ),
    Transition(
        Act.REJECT,
        Actor.MODERATOR,
        frozenset({ReviewState.QUEUED}),
        ReviewState.REJECTED,
        needs_reason=True,
    ),
    Transition(
        Act.REMOVE,
        Actor.MODERATOR,
        frozenset({ReviewState.PUBLISHED}),
        ReviewState.REMOVED,
        needs_reason=True,
    ),
    Transition(Act.DISMISS_FLAGS, Actor.MODERATOR, frozenset({ReviewState.PUBLISHED}), None),
    Transition(Act.REINSTATE, Actor.MODERATOR, REFUSED_STATES, ReviewState.PUBLISHED),
    Transition(Act.UPHOLD, Actor.MODERATOR, REFUSED_STATES | {ReviewState.PUBLISHED}, None),
    Transition(Act.RAISE_LEVEL, Actor.MODERATOR, LIVE_STATES, None),
    Transition(Act.RAISE_LEVEL, Actor.CALENDAR, LIVE_STATES, None),
    Transition(Act.WITHDRAW_CONSENT, Actor.AUTHOR, frozenset(ReviewState), None),
    Transition(Act.ANSWER_FOLLOW_UP, Actor.AUTHOR, LIVE_STATES, None),
    Transition(Act.CORRECT, Actor.AUTHOR, LIVE_STATES, None),
    Transition(Act.PROPOSE_WORDS, Actor.AUTHOR, NEED_CONFIRMATION, None),
    Transition(Act.CORRECT_WORDS, Actor.AUTHOR, LIVE_STATES, None),
    Transition(Act.CORRECT_WORDS, Actor.MODERATOR, NEED_CONFIRMATION, None),
    Transition(Act.REFUSE_WORDS, Actor.MODERATOR, NEED_CONFIRMATION, None, needs_reason=True),
    Transition(Act.WITHDRAW, Actor.AUTHOR, LIVE_STATES, ReviewState.WITHDRAWN),
    Transition(
        Act.ERASE,
        Actor.AUTHOR,
        frozenset(ReviewState) - {ReviewState.ERASED},
        ReviewState.ERASED,
    ),
)

STATE_WORDS: Mapping[ReviewState, str] = {
    ReviewState.SUBMITTED: N_("Waiting for you to confirm your e-mail address"),
    ReviewState.QUEUED: N_("Waiting for a moderator"),
    ReviewState.PUBLISHED: N_("Published"),
    ReviewState.REJECTED: N_("Not published"),
    ReviewState.WITHDRAWN: N_("Withdrawn by you"),
    ReviewState.REMOVED: N_("Removed"),
    ReviewState.ERASED: N_("Erased by you"),
    ReviewState.MERGED: N_("Shown as one with the same review elsewhere"),
}

REJECTION_REASONS: Mapping[str, str] = {
    "other_person": N_("It is about somebody else than the practitioner named."),
    "no_treatment": N_("It does not tell of a laser or light treatment of the author’s own skin."),
    "insider": N_("Its author works for the practice, belongs to the family, or competes with it."),
    "personal_data": N_("It tells things about other people that should stay private."),
    "abuse": N_("It insults, threatens or accuses somebody of a crime."),
    "advertising": N_("It advertises something."),
    "duplicate": N_("The same treatment was reported before by the same author."),
    "untrue": N_("It states as a fact what was shown to be untrue."),
    "unlawful": N_("A law or a court’s order forbids it."),
}
"""Why a moderator does not publish or removes a report, by code, as the author reads it."""

CONFIRMATION_MAILS = 5
"""So many confirmation mails are sent for one report, wrong addresses included."""


def find_transition(
    act: Act, actor: Actor, state: ReviewState, reason_code: str = ""
) -> Transition:
    """The transition that permits this act now.

    Raises TransitionError when the state does not permit it, or the reason is missing or unknown.
    """
    for transition in TRANSITIONS:
        if (transition.act, transition.actor) == (act, actor) and state in transition.before:
            if transition.needs_reason and reason_code not in REJECTION_REASONS:
                raise TransitionError(
                    N_("Choose the reason; the author is told it."), "reason_code"
                )
            return transition
    raise TransitionError(
        N_(
            "That cannot be done with this report any more. It is now: %(lower)s.",
            lower=STATE_WORDS[state].lower(),
        )
    )


def can_act(act: Act, actor: Actor, state: ReviewState) -> bool:
    """Whether this act is possible for this actor in this state."""
    return any(
        (transition.act, transition.actor) == (act, actor) and state in transition.before
        for transition in TRANSITIONS
    )


def final_result_due_on(last_session_on: date, maturation_weeks: int) -> date:
    """The first day on which a result counts as final: the concern's time after the last session.

    Collagen goes on remodelling and pigment may return for weeks; an earlier result says less.
    """
    return last_session_on + timedelta(weeks=maturation_weeks)


def deserved_level(*, is_email_confirmed: bool, has_proof: bool, is_final: bool) -> int:
    """The verification level, 0 to 3, of a report.

    0: e-mail address not confirmed; 1: confirmed; 2: treatment proven as well; 3: proven, and the
    result was reported when it was final. A result reported earlier is kept and counts at level 2
    until a final one is reported.
    """
    if not is_email_confirmed:
        return 0
    if not has_proof:
        return 1
    return 3 if is_final else 2
