"""What a comparison of practitioners shows, as frozen records. How they are gathered stands in
`comparison`. Equipment and prices are on purpose no part of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from directory.domain.geography import Place
from directory.domain.outcomes import DowntimeDistribution, GradeDistribution
from directory.domain.vocabulary_entries import Concern
from directory.services.listed_people import ListedPerson
from directory.services.outcome_statistics import AdverseEventCount
from directory.services.search_results import SkillEstimate
from search_index import ranking_rule


class Trait(StrEnum):
    """What practitioners are compared by, in the order in which it is shown."""

    REPORTS = "reports"
    GRADES = "grades"
    YEARS = "years"
    PROFESSION = "profession"
    LASER_OPERATOR = "laser_operator"
    DOWNTIME = "downtime"
    SAFETY = "safety"
    REVIEW_LEVELS = "review_levels"
    NOTICES = "notices"
    DISTANCE = "distance"
    LANGUAGES = "languages"
    NEW_PATIENTS = "new_patients"
    DETAILS_CHECKED = "details_checked"


@dataclass(frozen=True, slots=True)
class ComparedPerson(ListedPerson):
    """One practitioner in a comparison.

    `skill` is for the concern asked about, or over all. `grades`, `downtime` and `adverse_events`
    are of the verified outcomes that the comparison is based on, `since` the first of them; empty
    or None where too few may be shown. `review_levels` counts the published reviews at each level.
    """

    skill: SkillEstimate | None
    skills: Mapping[str, SkillEstimate]
    grades: GradeDistribution
    since: date | None
    downtime: DowntimeDistribution | None
    adverse_events: tuple[AdverseEventCount, ...]
    review_levels: tuple[tuple[str, int], ...]
    languages: tuple[str, ...]
    is_accepting: bool | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two of the compared, the likelier better one first, and how likely that is (0.5 to 1)."""

    better: ComparedPerson
    other: ComparedPerson
    probability: float

    @property
    def is_told_apart(self) -> bool:
        """Whether their order is more than a coin-toss."""
        return self.probability >= ranking_rule.TIE_PROBABILITY


@dataclass(frozen=True, slots=True)
class ConcernRow:
    """One concern with the estimate of each of the compared, None for who does not treat it."""

    concern: Concern
    skills: tuple[SkillEstimate | None, ...]
    is_told_apart: bool

    @property
    def treating_count(self) -> int:
        """How many of the compared treat it."""
        return sum(skill is not None for skill in self.skills)


@dataclass(frozen=True, slots=True)
class AlikeTrait:
    """A trait that tells nobody apart; `is_same` where it is the very same for all."""

    trait: Trait
    is_same: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Practitioners side by side: what tells them apart, then what does not.

    Reported figures are of `concern` where everybody has enough reports on it, else of all
    concerns for everybody (`is_of_all_concerns`): figures on different grounds do not compare.
    `concerns` are those that two or more treat, `lone_concerns` the rest. `unknown` are addresses
    of profiles that are not there, `left_out` how many were too many.
    """

    people: tuple[ComparedPerson, ...]
    pairs: tuple[Pair, ...]
    differing: tuple[Trait, ...]
    alike: tuple[AlikeTrait, ...]
    concerns: tuple[ConcernRow, ...]
    lone_concerns: tuple[ConcernRow, ...]
    concern: Concern | None
    is_of_all_concerns: bool
    place: Place | None
    unknown_place: str
    unknown: tuple[str, ...]
    left_out: int
