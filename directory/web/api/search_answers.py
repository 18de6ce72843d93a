"""What a search of the API takes and answers: the parameters of the page, and its results."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator

from directory.domain.outcomes import SMALL_CELL
from directory.domain.vocabulary_entries import SKIN_TYPES
from directory.services.search_request import (
    ANY_DISTANCE,
    DEFAULT_DISTANCE_WEIGHT,
    DEFAULT_WITHIN_MILES,
)
from directory.services.search_results import SearchResults
from directory.web import site
from directory.web.api.contract import Answer, Parameters
from directory.web.api.outcome_answers import DowntimeAnswer
from directory.web.api.skill_answers import PartAnswer, SkillAnswer
from directory.web.search_urls import (
    MOST_CHOICES,
    MOST_MILES,
    MOST_PLACE,
    MOST_TEXT,
    MOST_VERIFIED,
    MOST_YEARS,
    PARAMETERS,
)
from search_index import Sort
from search_index.ranking_rule import MOST_POINTS_PER_DOUBLING

MOST_KEY = 64
MOST_CURSOR = 400

Key = Annotated[str, Field(max_length=MOST_KEY)]
Yes = Literal["", "1"]


class SearchParameters(Parameters):
    """The parameters of the search page, without its page numbers."""

    q: str = Field(
        "",
        max_length=MOST_TEXT,
        description="Words, such as “pitted scars near Denver”. What stands in quotation marks has "
        "to stand so in the profile, its words together and in that order.",
    )
    concern: Key = Field("", description="Key of a concern, see /vocabulary.")
    treatment: Key = Field("", description="Key of a treatment, see /vocabulary.")
    skin: int = Field(
        0, ge=0, le=SKIN_TYPES.stop - 1, description="Fitzpatrick type, 1 to 6; 0 is any."
    )
    near: str = Field("", max_length=MOST_PLACE, description="City or ZIP code.")
    within: int = Field(
        DEFAULT_WITHIN_MILES,
        ge=ANY_DISTANCE,
        le=MOST_MILES,
        description="Miles around the place; 0 is any distance.",
    )
    profession: list[Key] = Field([], max_length=MOST_CHOICES, description="Keys; one suffices.")
    language: list[Key] = Field([], max_length=MOST_CHOICES, description="Keys; one suffices.")
    years: int = Field(0, ge=0, le=MOST_YEARS, description="At least so many evidenced years.")
    verified: int = Field(
        0, ge=0, le=MOST_VERIFIED, description="At least so many verified outcomes."
    )
    accepting: Yes = Field("", description="1: only who accepts new patients.")
    sort: Sort = Field(Sort.SKILL, description="The order within equally good matches.")
    distance_weight: float = Field(
        DEFAULT_DISTANCE_WEIGHT,
        ge=0,
        le=MOST_POINTS_PER_DOUBLING,
        description="Points that each doubling of the distance beyond the first 10 km costs.",
    )
    as_written: Yes = Field("", description="1: do not put misspelt words right.")
    cursor: str = Field(
        "", max_length=MOST_CURSOR, description="What `next` of the page before gave, unchanged."
    )


class ResultAnswer(Answer):
    """One practitioner in the order, with why they stand there: `reasons` add up to `utility`."""

    rank: int
    slug: str
    url: str
    name: str
    role: str
    laser_operator: str
    has_notice: bool = Field(description="An authority has decided something; see the profile.")
    match: str
    clinic: str
    city: str
    distance_km: float | None
    is_distance_approximate: bool
    years_evidenced: float | None
    years_basis: str
    years_evidence_level: str
    years_claimed: float | None
    skill: SkillAnswer
    downtime: DowntimeAnswer | None
    downtime_concern: str
    skin_type_report_count: int | None = Field(
        description=f"Verified outcomes with the skin type asked about; null below {SMALL_CELL}."
    )
    details_verified_on: date | None
    details_source: str
    reasons: list[PartAnswer]
    utility: float
    is_tied_with_previous: bool
    is_held_back_by_clinic: bool
    is_fictional: bool

    @field_validator("skin_type_report_count")
    @classmethod
    def _hide_small(cls, count: int | None) -> int | None:
        return count if count is not None and count >= SMALL_CELL else None


class ChipAnswer(Answer):
    """Something that the search was narrowed by: chosen, or understood of its words."""

    kind: str
    label: str
    is_understood: bool


class ChoiceAnswer(Answer):
    """A value of a filter, and how many would be found with it."""

    value: str
    label: str
    count: int
    is_chosen: bool


class FacetAnswer(Answer):
    """A filter with its choices; `parameter` takes their values."""

    parameter: str
    label: str
    choices: list[ChoiceAnswer]


class SearchAnswer(Answer):
    """A page of results. `next` is the cursor of the page after it, null on the last."""

    heading: str
    total: int
    results: list[ResultAnswer]
    next: str | None
    understood: list[ChipAnswer]
    facets: list[FacetAnswer]
    place: str | None
    unknown_place: str
    place_suggestions: list[str]
    spelling: str | None = Field(description="Other words that may be meant.")
    searched_as: str | None = Field(description="The words searched for, where put right.")
    unknown_words: list[str] = Field(description="Words that no profile has.")
    unsearched: list[str] = Field(
        description="Words that no search can follow: what is not wanted, and prices."
    )
    unknown_phrases: list[str] = Field(
        description="What stood in quotation marks and stands so in no profile."
    )
    is_ordered_by_words: bool
    snapshot_on: date = Field(description="The day that breaks ties.")


class SuggestionParameters(Parameters):
    """What was typed so far."""

    q: str = Field(max_length=MOST_TEXT)


class SuggestionAnswer(Answer):
    """A whole text to search for: what kind of thing its new part is, and a word more about it."""

    text: str
    kind: str
    detail: str


class SuggestionsAnswer(Answer):
    """Texts that what was typed may become, the likeliest first."""

    suggestions: list[SuggestionAnswer]


def make_search_answer(found: SearchResults, next_cursor: str | None, *, asked_page: int) -> Answer:
    """The answer of a page; a page beyond the last one has no results."""
    is_beyond = asked_page > found.page
    return SearchAnswer(
        heading=found.heading,
        total=found.total,
        results=[]
        if is_beyond
        else [
            ResultAnswer.model_validate(
                {
                    **{name: getattr(card, name) for name in _CARD_FIELDS},
                    "url": site.absolute_url("practitioners.profile", slug=card.slug),
                }
            )
            for card in found.cards
        ],
        next=None if is_beyond else next_cursor,
        understood=[ChipAnswer.model_validate(chip) for chip in found.chips],
        facets=[
            FacetAnswer(
                parameter=PARAMETERS[facet.field],
                label=facet.label,
                choices=[ChoiceAnswer.model_validate(choice) for choice in facet.choices],
            )
            for facet in found.facets
        ],
        place=found.place.label if found.place else None,
        unknown_place=found.unknown_place,
        place_suggestions=[suggestion.label for suggestion in found.place_suggestions],
        spelling=found.spelling.label if found.spelling else None,
        searched_as=found.request.text if found.written else None,
        unknown_words=list(found.unknown_words),
        unsearched=list(found.unsearched),
        unknown_phrases=list(found.unknown_phrases),
        is_ordered_by_words=found.is_ordered_by_words,
        snapshot_on=found.snapshot_on,
    )


_CARD_FIELDS = [name for name in ResultAnswer.model_fields if name != "url"]
