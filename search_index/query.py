"""What a patient may ask of the index. Values without meaning are refused with the name of the
field; values that are only too large or too small are brought to the nearest useful one.
"""

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from search_index import ranking_rule
from search_index.documents import FITZPATRICK_TYPES
from search_index.errors import SearchQueryError

MOST_PER_PAGE = 100


class Sort(StrEnum):
    """The orders a patient may choose. Within each, a better match of the words comes first."""

    SKILL = "skill"
    DISTANCE = "distance"
    YEARS = "years"
    VERIFIED = "verified"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Place:
    """A point on Earth, in degrees."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not -90 <= self.latitude <= 90:
            raise SearchQueryError(
                f"The latitude must lie between -90 and 90, not {self.latitude}.", "place"
            )
        if not -180 <= self.longitude <= 180:
            raise SearchQueryError(
                f"The longitude must lie between -180 and 180, not {self.longitude}.", "place"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """One search, wholly described; equal queries on an unchanged index give equal pages.

    `concern`, `treatments`, `professions` and `languages` are keys of the vocabulary; of several
    treatments, professions or languages one suffices. `text` has to be found; `remarks` are words
    that say more about what is asked for otherwise: whoever has them comes first, and nobody is
    left out for want of them. The words of each of the `phrases` have to stand together, in that
    order and as written, within a name, a line of facts or the biography. `points_per_doubling` is
    what each doubling of the way beyond the free kilometres costs. `snapshot_on` decides ties and
    nothing else. A radius without a place is ignored, and so is the order by distance. Raises
    SearchQueryError.
    """

    snapshot_on: date
    text: str = ""
    remarks: str = ""
    phrases: tuple[str, ...] = ()
    concern: str | None = None
    treatments: tuple[str, ...] = ()
    skin_type: int | None = None
    place: Place | None = None
    radius_km: float | None = None
    professions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    min_years: float | None = None
    min_verified_outcomes: int | None = None
    accepting_patients: bool | None = None
    sort: Sort = Sort.SKILL
    points_per_doubling: float = ranking_rule.DEFAULT_POINTS_PER_DOUBLING
    page: int = 1
    per_page: int = 20

    def __post_init__(self) -> None:
        try:
            self._set("sort", Sort(self.sort))
        except ValueError:
            raise SearchQueryError(
                f"There is no order {self.sort!r}; choose one of {', '.join(Sort)}.", "sort"
            ) from None
        if self.skin_type is not None and self.skin_type not in FITZPATRICK_TYPES:
            raise SearchQueryError("Skin types run from 1 to 6 (Fitzpatrick).", "skin_type")
        _require_above_zero(self.radius_km, "radius_km", "The radius")
        _require_not_negative(self.min_years, "min_years", "The years of experience")
        _require_not_negative(
            self.min_verified_outcomes, "min_verified_outcomes", "The number of verified outcomes"
        )
        if not math.isfinite(self.points_per_doubling):
            raise SearchQueryError(
                "The weight of the distance must be a number.", "points_per_doubling"
            )
        self._set(
            "points_per_doubling",
            min(max(self.points_per_doubling, 0.0), ranking_rule.MOST_POINTS_PER_DOUBLING),
        )
        self._set("page", max(self.page, 1))
        self._set("per_page", min(max(self.per_page, 1), MOST_PER_PAGE))
        if self.place is None:
            self._set("radius_km", None)
        if self.place is None and self.sort is Sort.DISTANCE:
            self._set("sort", Sort.SKILL)
        self._set("min_years", self.min_years or None)
        self._set("min_verified_outcomes", self.min_verified_outcomes or None)

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)


def _require_above_zero(value: float | None, field: str, what: str) -> None:
    if value is not None and not (math.isfinite(value) and value > 0):
        raise SearchQueryError(f"{what} must be a number above 0, not {value}.", field)


def _require_not_negative(value: float | None, field: str, what: str) -> None:
    if value is not None and not (math.isfinite(value) and value >= 0):
        raise SearchQueryError(f"{what} must be 0 or more, not {value}.", field)
