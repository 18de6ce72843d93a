"""What one entry of the vocabulary is: a concern, a treatment, a device name, a profession…

The entries themselves are data (`seed_data/vocabulary/`). An entry that makes no sense raises
InvalidValueError whose `field` names file and entry: "concerns.melasma".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from directory.domain.errors import InvalidValueError

KEY = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
CREDENTIAL_KEY = re.compile(r"[A-Z][\w-]*")
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")
ICD_10_CM_CODE = re.compile(r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?")
TAXONOMY_CODE = re.compile(r"[0-9A-Z]{9}X")
SKIN_TYPES = range(1, 7)


class Span(NamedTuple):
    """A typical range, both ends included."""

    low: int
    high: int


class ConcernGroup(StrEnum):
    """Concerns that look alike to a patient; the order is that of the pages."""

    PIGMENT = "pigment"
    SCARS = "scars"
    LINES = "lines"
    VESSELS = "vessels"
    TEXTURE = "texture"
    OTHER = "other"


class DepthClass(StrEnum):
    """How far into the skin a treatment acts, shallowest first."""

    EPIDERMIS = "epidermis"
    UPPER_DERMIS = "upper_dermis"
    MID_DERMIS = "mid_dermis"
    DEEP_DERMIS = "deep_dermis"


class Suitability(StrEnum):
    """How well a treatment answers a concern, best first."""

    FIRST_CHOICE = "first_choice"
    HELPS = "helps"
    SOMETIMES = "sometimes"
    AVOID = "avoid"


class CredentialSort(StrEnum):
    """What a credential attests."""

    DEGREE = "degree"
    LICENCE = "licence"
    CERTIFICATION = "certification"
    FELLOWSHIP = "fellowship"


@dataclass(frozen=True, slots=True)
class Concern:
    """What a patient wants treated.

    `maturation_weeks`: weeks after the last session before a result can be judged.
    `reference_weight`: how often adults ask for it, relative to the others; it weighs the concern
    in the overall skill (see `Vocabulary.reference_mix`).
    """

    key: str
    name: str
    description: str
    group: ConcernGroup
    words: tuple[str, ...]
    icd10cm: tuple[str, ...]
    sessions: Span
    downtime_days: Span
    maturation_weeks: int
    reference_weight: float

    def __post_init__(self) -> None:
        where = f"concerns.{self.key}"
        _check_entry(where, self.key, self.name, KEY)
        _check_span(where, "sessions", self.sessions, lowest=1)
        _check_span(where, "downtime_days", self.downtime_days)
        check_that(self.maturation_weeks >= 1, where, "maturation_weeks must be at least 1")
        check_that(self.reference_weight > 0, where, "reference_weight must be above 0")
        check_that(bool(self.icd10cm), where, "icd10cm needs at least one code")
        for code in self.icd10cm:
            check_that(
                bool(ICD_10_CM_CODE.fullmatch(code)), where, f"{code!r} is no ICD-10-CM code"
            )


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done to the skin, by mechanism and never by brand.

    `depth_um`: usual depth of action in micrometres. `treats`: concern key to suitability.
    `caution_skin_types`: Fitzpatrick types treated only with adapted settings by practised hands;
    types in neither list should not be treated.
    """

    key: str
    name: str
    mechanism: str
    depth_class: DepthClass
    depth_um: Span
    downtime_days: Span
    sessions: Span
    suitable_skin_types: tuple[int, ...]
    caution_skin_types: tuple[int, ...]
    risks: tuple[str, ...]
    treats: Mapping[str, Suitability]
    words: tuple[str, ...]

    def __post_init__(self) -> None:
        where = f"treatments.{self.key}"
        _check_entry(where, self.key, self.name, KEY)
        _check_span(where, "depth_um", self.depth_um)
        _check_span(where, "downtime_days", self.downtime_days)
        _check_span(where, "sessions", self.sessions, lowest=1)
        check_that(bool(self.risks), where, "risks must not be empty")
        check_that(bool(self.treats), where, "treats must name at least one concern")
        types = self.suitable_skin_types + self.caution_skin_types
        check_that(
            all(skin_type in SKIN_TYPES for skin_type in types),
            where,
            "skin types are Fitzpatrick types 1 to 6",
        )
        check_that(
            len(set(types)) == len(types), where, "a skin type is suitable or cautious, not both"
        )

    def list_concern_keys(self, suitability: Suitability) -> tuple[str, ...]:
        """Concerns for which this treatment has the given suitability, in the file's order."""
        return tuple(key for key, grade in self.treats.items() if grade is suitability)


@dataclass(frozen=True, slots=True)
class DeviceName:
    """A brand patients have heard of; it leads to treatments and never ranks anybody."""

    key: str
    name: str
    treatment_keys: tuple[str, ...]
    words: tuple[str, ...]

    def __post_init__(self) -> None:
        where = f"device_names.{self.key}"
        _check_entry(where, self.key, self.name, KEY)
        check_that(bool(self.treatment_keys), where, "treatments must name at least one treatment")


@dataclass(frozen=True, slots=True)
class Profession:
    """A licensed profession and how it is recognised in the NUCC taxonomy.

    `is_imported_by_option`: registry imports take these only when asked to, because most of the
    people with these codes do not treat skin.
    """

    key: str
    name: str
    plural: str
    licence: str
    taxonomy_codes: tuple[str, ...]
    taxonomy_prefixes: tuple[str, ...]
    is_imported_by_option: bool
    words: tuple[str, ...]

    def __post_init__(self) -> None:
        where = f"professions.{self.key}"
        _check_entry(where, self.key, self.name, KEY)
        check_that(
            bool(self.plural and self.licence), where, "plural and licence must not be empty"
        )
        for code in self.taxonomy_codes:
            check_that(bool(TAXONOMY_CODE.fullmatch(code)), where, f"{code!r} is no taxonomy code")


@dataclass(frozen=True, slots=True)
class CredentialKind:
    """Letters after a name: the normal form ("PA-C"), what it stands for, other spellings."""

    key: str
    name: str
    sort: CredentialSort
    words: tuple[str, ...]

    def __post_init__(self) -> None:
        _check_entry(f"credentials.{self.key}", self.key, self.name, CREDENTIAL_KEY)


@dataclass(frozen=True, slots=True)
class Language:
    """A language a practitioner may speak; the key is its ISO 639 code."""

    key: str
    name: str
    own_name: str
    words: tuple[str, ...]

    def __post_init__(self) -> None:
        where = f"languages.{self.key}"
        _check_entry(where, self.key, self.name, LANGUAGE_CODE)
        check_that(bool(self.own_name), where, "own_name must not be empty")


class Entry(Protocol):
    """What every entry of the vocabulary has."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def words(self) -> tuple[str, ...]: ...


def _check_entry(where: str, key: str, name: str, pattern: re.Pattern[str]) -> None:
    check_that(bool(pattern.fullmatch(key)), where, f"{key!r} is not written as a key must be")
    check_that(bool(name.strip()), where, "name must not be empty")


def _check_span(where: str, what: str, span: Span, lowest: int = 0) -> None:
    check_that(
        lowest <= span.low <= span.high, where, f"{what} must be [low, high] from {lowest} up"
    )


def check_that(is_right: bool, where: str, what_is_wrong: str) -> None:
    if not is_right:
        raise InvalidValueError(f"{where}: {what_is_wrong}.", where)
