"""Whether somebody practises, and what the public sees of those who do not, as data.

Only who is ACTIVE is searched and ranked. A profile with results is not taken away when its person
retires or dies: patients look for who treated them, so the page stays, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from directory.domain.messages import N_


class PractitionerStatus(StrEnum):
    """How a profile stands. APPLIED waits for its first approval; MERGED leads to another one."""

    ACTIVE = "active"
    APPLIED = "applied"
    DEACTIVATED = "deactivated"
    RETIRED = "retired"
    MOVED = "moved"
    DECEASED = "deceased"
    NOT_PRACTISING = "not_practising"
    SANCTIONED = "sanctioned"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class StateView:
    """What the public is told of a state; without a notice there is no page."""

    words: str
    notice: str = ""

    @property
    def has_page(self) -> bool:
        """Whether the profile is still shown, under its notice."""
        return bool(self.notice)


STATE_VIEWS: Mapping[PractitionerStatus, StateView] = {
    PractitionerStatus.RETIRED: StateView(
        N_("Retired"),
        N_("Retired: does not treat patients any more. Results stay as they were reported."),
    ),
    PractitionerStatus.MOVED: StateView(
        N_("Moved away"),
        N_("Does not practise at the places we knew any more, and we do not know where."),
    ),
    PractitionerStatus.DECEASED: StateView(
        N_("Deceased"), N_("This practitioner has died. Results stay as they were reported.")
    ),
    PractitionerStatus.NOT_PRACTISING: StateView(
        N_("Not practising"), N_("Does not treat patients with lasers at present.")
    ),
    PractitionerStatus.SANCTIONED: StateView(
        N_("Sanctioned"),
        N_(
            "An authority has taken this licence away, suspended it, or excluded this "
            "person. They are "
            "not found in searches while that lasts."
        ),
    ),
    PractitionerStatus.DEACTIVATED: StateView(N_("Withdrawn by the registry")),
    PractitionerStatus.APPLIED: StateView(N_("Asked to be listed")),
    PractitionerStatus.MERGED: StateView(N_("Merged with another profile")),
}

SETTABLE_STATES = (
    PractitionerStatus.ACTIVE,
    PractitionerStatus.RETIRED,
    PractitionerStatus.MOVED,
    PractitionerStatus.DECEASED,
    PractitionerStatus.NOT_PRACTISING,
    PractitionerStatus.SANCTIONED,
)
"""States that a registrar sets by hand; the others follow from claims, merges and imports."""

STATE_REASONS: Mapping[str, str] = {
    "registry": N_("A register or an authority says so."),
    "own_word": N_("The practitioner, or who speaks for them, told us."),
    "practice": N_("The practice told us."),
    "found_out": N_("We found it out when we checked the profile."),
    "mistake": N_("The state before was a mistake."),
}


def find_notice(status: PractitionerStatus) -> str:
    """What stands on top of a profile in this state; empty for who practises."""
    view = STATE_VIEWS.get(status)
    return view.notice if view else ""


def is_page_shown(status: PractitionerStatus) -> bool:
    """Whether the public can open the profile."""
    return status is PractitionerStatus.ACTIVE or bool(find_notice(status))


STATES_WITH_A_PAGE = tuple(status for status in PractitionerStatus if is_page_shown(status))
