"""The life of a reply: its states, the acts that move it, and why a moderator may not publish it.

Each sent text is a row of its own. At most one of a review waits and at most one is published; an
edit waits while the last approved text stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from directory.domain.errors import DomainError, InvalidValueError
from directory.domain.messages import N_

SHORTEST_REPLY = 10
LONGEST_REPLY = 1500
"""Characters of a reply."""


class ReplyState(StrEnum):
    """Where a sent text stands."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REJECTED = "rejected"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class ReplyAct(StrEnum):
    """What can happen to it: the first two by the practitioner, the next by a moderator.

    The last happens to a published text when its successor is published.
    """

    REVISE = "revise"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    REJECT = "reject"
    RETIRE = "retire"


REPLY_TRANSITIONS: Mapping[ReplyAct, tuple[frozenset[ReplyState], ReplyState]] = {
    ReplyAct.REVISE: (frozenset({ReplyState.WAITING}), ReplyState.REPLACED),
    ReplyAct.WITHDRAW: (
        frozenset({ReplyState.WAITING, ReplyState.PUBLISHED}),
        ReplyState.WITHDRAWN,
    ),
    ReplyAct.PUBLISH: (frozenset({ReplyState.WAITING}), ReplyState.PUBLISHED),
    ReplyAct.REJECT: (frozenset({ReplyState.WAITING}), ReplyState.REJECTED),
    ReplyAct.RETIRE: (frozenset({ReplyState.PUBLISHED}), ReplyState.REPLACED),
}
"""From which states an act leads, and to which. Nothing leads back: who edits sends a new text."""

REPLY_REJECTION_REASONS: Mapping[str, str] = {
    "confirms_patient": N_("It says that somebody is, or is not, a patient."),
    "health_data": N_("It tells something about somebody’s health."),
    "insult": N_("It insults the author, or accuses them of lying."),
    "asks_removal": N_("It asks for the review to be removed or changed, or threatens."),
    "offers_compensation": N_("It offers something in return."),
    "other_people": N_("It names or describes people who are not concerned."),
    "advertising": N_("It advertises."),
    "off_topic": N_("It does not answer this review."),
}
"""Why a moderator does not publish a reply, by code, as the practitioner reads it."""


class ReplyError(DomainError):
    """What was asked cannot be done with a reply in its present state."""


def check_reply_text(text: str) -> str:
    """The text as it will be kept. Raises InvalidValueError for one too short or too long."""
    text = text.strip()
    if not SHORTEST_REPLY <= len(text) <= LONGEST_REPLY:
        raise InvalidValueError(
            N_(
                "Write a reply of %(shortest_reply)s to %(longest_reply)s characters; this one has "
                "%(length)s.",
                shortest_reply=SHORTEST_REPLY,
                longest_reply=LONGEST_REPLY,
                length=len(text),
            ),
            "text",
        )
    return text


def check_rejection_reason(code: str) -> None:
    """Raises InvalidValueError unless this is the code of a reason."""
    if code not in REPLY_REJECTION_REASONS:
        raise InvalidValueError(
            N_("Choose the reason; the practitioner is told it."), "reason_code"
        )
