"""What a results page shows, as frozen records: cards, their reasons, and ways out of nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from directory.domain.geography import Place
from directory.domain.outcomes import DowntimeDistribution
from directory.domain.skill.constants import EVIDENCE_WORDS_FROM
from directory.domain.vocabulary_entries import Concern, DeviceName, Treatment
from directory.services.landmarks import Landmark
from directory.services.listed_people import ListedPerson
from directory.services.search_request import Chip, Facet, SearchRequest, Suggestion


class Part(NamedTuple):
    """One part of a score: its name, what it rests on, and its points (they sum to the score)."""

    label: str
    detail: str
    points: float


@dataclass(frozen=True, slots=True)
class SkillEstimate:
    """Successes per 100 patients with an average case: estimate, 90% interval and its basis.

    `concern_name` is empty for the overall estimate. `verified_outcome_count` counts reports on
    this very concern, `all_outcome_count` on any: all of them inform the estimate.
    `top_tenth_probability` earns words only where `has_top_tenth_words`. `middle` is the
    directory's median for the same concern.
    """

    concern_key: str
    concern_name: str
    points: float
    lo90: float
    hi90: float
    middle: float | None
    verified_outcome_count: int
    all_outcome_count: int
    effective_outcomes: float
    top_tenth_probability: float
    parts: tuple[Part, ...]

    @property
    def is_mostly_prior(self) -> bool:
        """Whether there are too few verified outcomes to say much beyond the experience."""
        return self.all_outcome_count < EVIDENCE_WORDS_FROM

    @property
    def has_top_tenth_words(self) -> bool:
        """Whether the top tenth is likely enough to be said in words."""
        return self.top_tenth_probability >= TOP_TENTH_WORDS_FROM


TOP_TENTH_WORDS_FROM = 0.8


@dataclass(frozen=True, slots=True)
class ResultCard(ListedPerson):
    """One practitioner in a list of results, with why they stand there.

    `downtime_concern` names the concern that the downtime is of; empty for all together.
    `reasons` sum to `utility`: the parts of the skill, then the way.
    """

    rank: int
    match: str
    latitude: float | None
    longitude: float | None
    skill: SkillEstimate
    downtime: DowntimeDistribution | None
    downtime_concern: str
    skin_type_report_count: int | None
    details_source: str
    reasons: tuple[Part, ...]
    utility: float
    is_tied_with_previous: bool
    is_held_back_by_clinic: bool


@dataclass(frozen=True, slots=True)
class SearchResults:
    """A page of results and everything said around it.

    `request` is what was asked; `place`, `concern` and `skin_type` are what was understood.
    `written` is what was typed where `request` is a corrected form of it, `spelling` a correction
    that may be meant. `loosenings` are given when nothing was found. `landmarks` are towns around
    the place. `unknown_place` is the text of a place nobody knows. `unquoted` is the same search
    without quotation marks, where there were any around words; `unsearched` are words that no
    search can follow.
    """

    request: SearchRequest
    heading: str
    cards: tuple[ResultCard, ...]
    total: int
    page: int
    page_count: int
    chips: tuple[Chip, ...]
    facets: tuple[Facet, ...]
    concern: Concern | None
    skin_type: int | None
    treatment: Treatment | None
    device_name: DeviceName | None
    device_treatments: tuple[Treatment, ...]
    device_concerns: tuple[Concern, ...]
    place: Place | None
    landmarks: tuple[Landmark, ...]
    unknown_place: str
    place_suggestions: tuple[Suggestion, ...]
    spelling: Suggestion | None
    written: Suggestion | None
    loosenings: tuple[Suggestion, ...]
    free_words: str
    unknown_words: tuple[str, ...]
    unknown_phrases: tuple[str, ...]
    unquoted: SearchRequest | None
    unsearched: tuple[str, ...]
    is_ordered_by_words: bool
    snapshot_on: date
