"""What every registry reader yields: a practitioner, a row left out on purpose, or a broken row.

Reasons are data, each with its sentence, so that reports on any screen say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from directory.domain.names import PersonName


class SkipReason(StrEnum):
    """Why a sound row is not taken into the directory."""

    ORGANISATION = "organisation"
    OTHER_PROFESSION = "other_profession"
    DEACTIVATED = "deactivated"
    OUTDATED = "outdated"
    REPEATED = "repeated"
    NOT_LISTED = "not_listed"
    UNCERTAIN = "uncertain"
    DECIDED_NOBODY = "decided_nobody"
    NOT_OF_INTEREST = "not_of_interest"
    SUBJECT_NOT_LINKED = "subject_not_linked"

    @property
    def sentence(self) -> str:
        """The reason as a report says it."""
        return _SKIP_SENTENCES[self]


class RowProblem(StrEnum):
    """What is wrong with a row that cannot be read."""

    UNREADABLE = "unreadable"
    UNCLOSED_QUOTE = "unclosed_quote"
    WRONG_COLUMN_COUNT = "wrong_column_count"
    LINE_TOO_LONG = "line_too_long"
    INVALID_NUMBER = "invalid_number"
    UNKNOWN_ENTITY_TYPE = "unknown_entity_type"
    MISSING_NAME = "missing_name"
    UNREADABLE_DATE = "unreadable_date"
    VALUE_TOO_LONG = "value_too_long"
    UNREADABLE_AMOUNT = "unreadable_amount"
    NOT_JSON = "not_json"
    NO_KEY = "no_key"
    NOTHING_SAID = "nothing_said"

    @property
    def sentence(self) -> str:
        """The problem as a report says it."""
        return _PROBLEM_SENTENCES[self]


_SKIP_SENTENCES = {
    SkipReason.ORGANISATION: "an organisation, not a person",
    SkipReason.OTHER_PROFESSION: "none of the professions asked for",
    SkipReason.DEACTIVATED: "deactivated, and not in the directory",
    SkipReason.OUTDATED: "older than what the directory already has",
    SkipReason.REPEATED: "the number came earlier in the same file",
    SkipReason.NOT_LISTED: "of nobody in the directory",
    SkipReason.UNCERTAIN: "perhaps of somebody in the directory: a registrar has to look",
    SkipReason.DECIDED_NOBODY: "of nobody in the directory, as a registrar has decided",
    SkipReason.NOT_OF_INTEREST: "of a kind that is not taken in",
    SkipReason.SUBJECT_NOT_LINKED: "of a place that is linked to nobody in the directory",
}
_PROBLEM_SENTENCES = {
    RowProblem.UNREADABLE: "The row is not text in columns.",
    RowProblem.UNCLOSED_QUOTE: "A quotation mark is opened and not closed.",
    RowProblem.WRONG_COLUMN_COUNT: "The row has more or fewer values than the header has columns.",
    RowProblem.LINE_TOO_LONG: "The line is too long for a row of a registry file.",
    RowProblem.INVALID_NUMBER: "The registry number fails its check digit or is not a number.",
    RowProblem.UNKNOWN_ENTITY_TYPE: "It is not said whether this is a person or an organisation.",
    RowProblem.MISSING_NAME: "The given or the family name is missing.",
    RowProblem.UNREADABLE_DATE: "A date is not written the way this registry writes dates.",
    RowProblem.VALUE_TOO_LONG: "A value is longer than the directory can keep.",
    RowProblem.UNREADABLE_AMOUNT: "A rating, amount or year is no number, or none that can be.",
    RowProblem.NOT_JSON: "The line is not JSON; if it is the last one, the file is cut off.",
    RowProblem.NO_KEY: "It is not said which review this is, or of whom.",
    RowProblem.NOTHING_SAID: "The review has neither a rating nor a text.",
}


class RegistryStatus(StrEnum):
    """Whether the registry still lists the person."""

    ACTIVE = "active"
    DEACTIVATED = "deactivated"


class SkippedRow(NamedTuple):
    """A sound row that is left out, by the line it begins on."""

    line: int
    reason: SkipReason


class RowError(NamedTuple):
    """A row that cannot be used: the line it begins on, what is wrong, the value at fault."""

    line: int
    problem: RowProblem
    value: str


@dataclass(frozen=True, slots=True)
class RegistryTaxonomy:
    """A profession that a person reported to the registry, with the licence given for it."""

    code: str
    is_primary: bool
    licence_number: str
    licence_region: str


@dataclass(frozen=True, slots=True)
class RegistryAddress:
    """Where a person practises, never where they receive mail."""

    street: str
    city: str
    region: str
    postal_code: str
    country: str
    phone: str


@dataclass(frozen=True, slots=True)
class RegistryPractitioner:
    """One person as one registry lists them.

    `registry` is the registry's key, `registry_number` the person's number there, `taxonomy` the
    one of `taxonomies` that makes the person a practitioner here. A deactivated person may have
    nothing but a number and dates. `enumerated_on` says when the number was given out, and
    nothing about experience.
    """

    line: int
    registry: str
    registry_number: str
    status: RegistryStatus
    name: PersonName
    professional_name: str
    credentials_text: str
    taxonomy: RegistryTaxonomy | None
    taxonomies: tuple[RegistryTaxonomy, ...]
    address: RegistryAddress
    enumerated_on: date | None
    last_updated_on: date | None
    deactivated_on: date | None
    reactivated_on: date | None

    @property
    def changed_on(self) -> date | None:
        """The last day on which the registry changed anything about the person."""
        days = (self.last_updated_on, self.deactivated_on, self.reactivated_on)
        return max((day for day in days if day), default=None)


RegistryEntry = RegistryPractitioner | SkippedRow | RowError
