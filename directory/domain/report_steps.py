"""The pages on which a report is asked for, as data: one thing on each, in this order.

The result is asked before anything that others think could be seen; no page shows other ratings.
"""

from __future__ import annotations

from dataclasses import dataclass

from directory.domain.errors import NotFoundError
from directory.domain.messages import N_


@dataclass(frozen=True, slots=True)
class Step:
    """One page: its key in the address, its question, and what to know before answering.

    `question` and `lead` may name the practitioner: "{practitioner}".
    """

    key: str
    question: str
    lead: str = ""


STEPS: tuple[Step, ...] = (
    Step(
        "proof",
        N_("Can you show that you were treated?"),
        N_(
            "Only reports with proof count in results and in the order of practitioners. "
            "Your name is "
            "not asked for."
        ),
    ),
    Step(
        "operator",
        N_("Who held the laser?"),
        N_("A report is about the hand that treated you, not about the practice or the machine."),
    ),
    Step("visit", N_("When were you treated?")),
    Step("treatment", N_("What was treated, and how?")),
    Step(
        "severity",
        N_("How was it before the first session?"),
        N_("Harder cases count for more, so that nobody is punished for taking them on."),
    ),
    Step(
        "result",
        N_("How is your skin now, compared with before?"),
        N_("Judge only what was treated. Every answer helps others equally."),
    ),
    Step("sessions", N_("How many sessions have you had?")),
    Step("downtime", N_("How long did it take to heal?")),
    Step(
        "side-effects",
        N_("Did anything go wrong?"),
        N_("Some redness and swelling is expected. Tell of what went beyond what you were told."),
    ),
    Step("worth", N_("Was it worth it?")),
    Step("consultation", N_("How was the talk before the treatment?")),
    Step(
        "about-you",
        N_("Would you tell something about yourself?"),
        N_(
            "You may leave this page empty. What you give here is used only for statistics "
            "of at least "
            "10 people, never shown with your report, and taken out again when you say so."
        ),
    ),
    Step(
        "connections",
        N_("Do you have anything to do with the practice?"),
        N_(
            "Answering yes does not stop your report. A moderator looks at it, and readers "
            "are told."
        ),
    ),
    Step(
        "words",
        N_("What should somebody else know?"),
        N_(
            "In your own words, if you like. Leave out names of other people, addresses, telephone "
            "numbers and links."
        ),
    ),
    Step(
        "email",
        N_("Where can we reach you?"),
        N_(
            "We send a link to confirm that the address is yours. If your report has proof, "
            "we ask up "
            "to three times later how it went on; every such message has a link that stops "
            "them. The "
            "address is never shown to anybody."
        ),
    ),
)

STEP_KEYS: tuple[str, ...] = tuple(step.key for step in STEPS)


def get_step(key: str) -> Step:
    """The page of this key. Raises NotFoundError."""
    for step in STEPS:
        if step.key == key:
            return step
    raise NotFoundError(N_("There is no such page of the report."))


def find_previous(key: str) -> Step | None:
    """The page before this one; None before the first."""
    position = STEP_KEYS.index(key)
    return STEPS[position - 1] if position else None


def find_next(key: str) -> Step | None:
    """The page after this one; None after the last."""
    position = STEP_KEYS.index(key)
    return STEPS[position + 1] if position + 1 < len(STEPS) else None
