"""What the index knows of a practitioner. Nothing else reaches the ranking: there is on purpose no
field for equipment, prices, offers, photographs, payments or the state of a claim.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from search_index.errors import DocumentError

OVERALL = ""
"""The key in `PractitionerDocument.skill` of the skill over all concerns."""

_LARGEST_KEY = 2**63 - 1
FITZPATRICK_TYPES = range(1, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillPoints:
    """Skill on the published scale (of 100 typical patients …) with its 90% credible interval."""

    points: float
    lo90: float
    hi90: float

    def __post_init__(self) -> None:
        if not all(math.isfinite(value) for value in (self.points, self.lo90, self.hi90)):
            raise DocumentError("Skill points must be finite numbers.", "skill")
        if self.lo90 > self.hi90:
            raise DocumentError(
                f"The interval {self.lo90}–{self.hi90} of a skill ends before it begins.", "skill"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLocation:
    """Where the practitioner works: degrees, and any text that identifies the clinic ("" for none).

    The text of `clinic` is compared, never shown or searched.
    """

    latitude: float
    longitude: float
    clinic: str = ""

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise DocumentError(
                f"({self.latitude}, {self.longitude}) is not a point on Earth.", "locations"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class PractitionerDocument:
    """One practitioner, as the index sees them.

    `concerns`, `treatments`, `profession` and `languages` are keys of the vocabulary, to filter and
    count by. The fields named `…_words` and `biography` are plain text to search in; of the former
    each line is a fact by itself, beyond which no phrase goes. `skill` needs an entry for OVERALL;
    a practitioner without an entry for a concern ranks there by the overall skill.
    `effective_outcomes` is the weighted number of verified outcomes, `years_evidenced` None when
    nothing is evidenced. Raises DocumentError.
    """

    key: int
    version: int
    name: str
    name_variants: tuple[str, ...] = ()
    profession: str = ""
    profession_words: str = ""
    credential_words: str = ""
    concerns: tuple[str, ...] = ()
    concern_words: str = ""
    treatments: tuple[str, ...] = ()
    treatment_words: str = ""
    place_words: str = ""
    biography: str = ""
    languages: tuple[str, ...] = ()
    accepting_patients: bool | None = None
    years_evidenced: float | None = None
    verified_outcome_count: int = 0
    effective_outcomes: float = 0.0
    skin_types: tuple[int, ...] = ()
    locations: tuple[DocumentLocation, ...] = ()
    skill: Mapping[str, SkillPoints] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 <= self.key <= _LARGEST_KEY:
            raise DocumentError(f"The key {self.key} is not a number from 0 to 2^63 - 1.", "key")
        if OVERALL not in self.skill:
            raise DocumentError(
                f"Practitioner {self.key} has no overall skill; score them first.", "skill"
            )
        if not set(self.skin_types) <= set(FITZPATRICK_TYPES):
            raise DocumentError(f"Skin types run from 1 to 6, not {self.skin_types}.", "skin_types")
        if self.years_evidenced is not None and not self.years_evidenced >= 0:
            raise DocumentError(
                f"Evidenced years cannot be {self.years_evidenced}.", "years_evidenced"
            )
        if self.verified_outcome_count < 0 or not self.effective_outcomes >= 0:
            raise DocumentError("Outcomes cannot be fewer than none.", "verified_outcome_count")
