"""What of a profile its keeper may change, and which changes a registrar looks at first, as data.

Values are plain JSON: texts, numbers, lists and objects, so that what was and what shall be can be
kept side by side, shown, compared and restored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from directory.domain.errors import DomainError
from directory.domain.messages import N_

Value = Any
Values = Mapping[str, Value]


class Section(StrEnum):
    """The pages that a profile is edited on."""

    WORDS = "words"
    PRACTICE = "practice"
    TREATMENTS = "treatments"
    LOCATIONS = "locations"
    EQUIPMENT = "equipment"


SECTION_WORDS: Mapping[Section, str] = {
    Section.WORDS: N_("Your own words"),
    Section.PRACTICE: N_("Languages, patients and who holds the laser"),
    Section.TREATMENTS: N_("What you treat, and since when"),
    Section.LOCATIONS: N_("Where you practise, with hours and telephone"),
    Section.EQUIPMENT: N_("Equipment"),
}


@dataclass(frozen=True, slots=True)
class ProfileField:
    """One thing that can be changed.

    A sensitive change waits for a registrar while the last approved version stays live; one that
    touches nothing but `harmless_parts` of the value does not.
    """

    key: str
    label: str
    section: Section
    why_sensitive: str = ""
    harmless_parts: frozenset[str] = frozenset()

    @property
    def is_sensitive(self) -> bool:
        """Whether a registrar looks at changes first."""
        return bool(self.why_sensitive)


PROFILE_FIELDS: tuple[ProfileField, ...] = (
    ProfileField(
        "biography",
        N_("Your own words"),
        Section.WORDS,
        N_("Patients read it as part of the directory."),
    ),
    ProfileField("languages", N_("Languages"), Section.PRACTICE),
    ProfileField("is_accepting_patients", N_("New patients"), Section.PRACTICE),
    ProfileField(
        "laser_operator",
        N_("Who holds the laser"),
        Section.PRACTICE,
        N_("Patients choose a person by it."),
    ),
    ProfileField(
        "supervising_physician",
        N_("Supervising physician"),
        Section.PRACTICE,
        N_("It names somebody else."),
    ),
    ProfileField(
        "practising_since_claimed",
        N_("Practising since"),
        Section.PRACTICE,
        N_("Years are part of the score, though claimed ones count for little."),
    ),
    ProfileField("concerns", N_("Concerns"), Section.TREATMENTS),
    ProfileField("treatments", N_("Treatments"), Section.TREATMENTS),
    ProfileField(
        "locations",
        N_("Locations"),
        Section.LOCATIONS,
        N_("An address decides who finds you, and where a code is sent."),
        frozenset({"phone", "hours"}),
    ),
    ProfileField("equipment", N_("Equipment"), Section.EQUIPMENT),
)
FIELDS_BY_KEY: Mapping[str, ProfileField] = {field.key: field for field in PROFILE_FIELDS}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with what it was and what it shall be."""

    field: ProfileField
    before: Value
    after: Value

    @property
    def must_wait(self) -> bool:
        """Whether a registrar looks at it first."""
        if not self.field.is_sensitive:
            return False
        hidden = self.field.harmless_parts
        return not hidden or _without(self.before, hidden) != _without(self.after, hidden)


class EditState(StrEnum):
    """Where a change of a profile stands."""

    PUBLISHED = "published"
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


EDIT_STATE_WORDS: Mapping[EditState, str] = {
    EditState.PUBLISHED: N_("Published at once"),
    EditState.WAITING: N_("Waiting for a registrar"),
    EditState.APPROVED: N_("Approved and published"),
    EditState.DECLINED: N_("Declined"),
    EditState.WITHDRAWN: N_("Withdrawn"),
    EditState.REPLACED: N_("Replaced by a newer change"),
}
LIVE_EDIT_STATES = frozenset({EditState.PUBLISHED, EditState.APPROVED})
"""States of changes that are, or were, on the public profile."""

EDIT_DECLINE_REASONS: Mapping[str, str] = {
    "advertising": N_("It advertises: it praises, offers or promises something."),
    "not_shown": N_("Nothing shows that it is so. Add a credential or a document first."),
    "wrong": N_("It is not so, as far as we could find out."),
    "other_people": N_("It tells things about other people."),
    "unclear": N_("It cannot be understood by patients as it stands."),
}


class EditConflictError(DomainError):
    """The profile was changed by somebody else meanwhile; nothing was overwritten."""


def list_changes(before: Values, after: Values) -> tuple[FieldChange, ...]:
    """What differs, in the order of the fields; fields that `after` leaves out stay as they are."""
    return tuple(
        FieldChange(field, before[field.key], after[field.key])
        for field in PROFILE_FIELDS
        if field.key in after and before[field.key] != after[field.key]
    )


def list_moved_on(changes: Mapping[str, Mapping[str, Value]], current: Values) -> tuple[str, ...]:
    """Labels of the fields whose value is no longer what a kept change began with."""
    return tuple(
        field.label
        for field in PROFILE_FIELDS
        if field.key in changes and changes[field.key]["before"] != current[field.key]
    )


def _without(value: Value, parts: frozenset[str]) -> Value:
    """A list of objects without those parts of each."""
    return [{key: part for key, part in each.items() if key not in parts} for each in value]
