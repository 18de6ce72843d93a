"""What a profile page shows, as frozen records. How they are gathered stands in `profile`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from directory.domain.experience import ExperienceEvidence
from directory.domain.follow_ups import FollowUpCount
from directory.domain.vocabulary_entries import Profession, Treatment
from directory.models import (
    Credential,
    PracticeLocation,
    Practitioner,
    Review,
    ReviewReply,
)
from directory.services.outcome_tables import OutcomeStatistics
from directory.services.registry_view import RegistryFacts
from directory.services.search_results import SkillEstimate
from directory.services.similar_patients import SimilarPatients
from directory.services.treatment_log_decisions import ProvenLog
from directory.services.visit_codes import CodeCounts


@dataclass(frozen=True, slots=True)
class Hint:
    """What would honestly move the score, in words, and by how many points."""

    what: str
    points: float


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """How many reviews there are at each level and source, and since when."""

    total: int
    verified: int
    invited: int
    by_level: tuple[tuple[str, int], ...]
    since: date | None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One page of a profile's reviews, newest first, and the published replies by review.

    `merged` are reviews on other sites that are shown as one with each.
    """

    reviews: tuple[Review, ...]
    replies: Mapping[int, ReviewReply]
    merged: Mapping[int, Sequence[Review]]
    page: int
    page_count: int


@dataclass(frozen=True, slots=True)
class SalesTalk:
    """Equipment and prices as the practice states them; shown at the foot, counted nowhere."""

    equipment: tuple[str, ...]
    price_from: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything a profile page shows."""

    practitioner: Practitioner
    state_notice: str
    photo: str | None
    role: str
    initials: str
    laser_operator: str
    profession: Profession
    credentials: tuple[Credential, ...]
    locations: tuple[PracticeLocation, ...]
    languages: tuple[str, ...]
    treatments: tuple[Treatment, ...]
    treatment_years: Mapping[str, int | None]
    concern_years: tuple[tuple[str, int], ...]
    experience: ExperienceEvidence
    overall: SkillEstimate | None
    skills: tuple[SkillEstimate, ...]
    outcomes: OutcomeStatistics
    similar: SimilarPatients | None
    hints: tuple[Hint, ...]
    review_summary: ReviewSummary
    visit_codes: CodeCounts
    follow_ups: Sequence[FollowUpCount]
    reviews: ReviewPage
    registry: RegistryFacts
    treatment_log: ProvenLog | None
    sales_talk: SalesTalk | None
    snapshot_on: date
