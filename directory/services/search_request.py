"""What a patient asks of the search, as one frozen record: the state that a results URL carries.

How a request is written in a URL is the web layer's affair; what it means is `search_reading`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from search_index import Sort

WITHIN_MILES_CHOICES: tuple[int, ...] = (10, 25, 50, 100)
DEFAULT_WITHIN_MILES = 50
ANY_DISTANCE = 0
DISTANCE_WEIGHT_CHOICES: tuple[float, ...] = (0.0, 1.0, 2.0, 4.0)
DEFAULT_DISTANCE_WEIGHT = 2.0
PER_PAGE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """One search as it was asked.

    `text` is what was typed; words in it may stand for any of the other fields. `within_miles`
    counts only with a place; 0 is any distance. `distance_weight` is the patient's: points of
    skill that each doubling of the way beyond the first ten kilometres is worth. Words that are in
    no profile are put right unless `is_as_written`.
    """

    text: str = ""
    concern: str | None = None
    treatment: str | None = None
    skin_type: int | None = None
    near: str = ""
    within_miles: int = DEFAULT_WITHIN_MILES
    professions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    min_years: int | None = None
    min_verified: int | None = None
    is_accepting: bool = False
    sort: Sort = Sort.SKILL
    distance_weight: float = DEFAULT_DISTANCE_WEIGHT
    is_as_written: bool = False
    page: int = 1

    def changed(self, **changes: object) -> SearchRequest:
        """The same search with something changed, from its first page on."""
        return replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Chip:
    """Something the results are narrowed by, in words, and the search without it.

    `is_understood` tells what was read out of the typed words from what was chosen in a form.
    """

    label: str
    kind: str
    is_understood: bool
    without: SearchRequest


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: its words, how many would be found, and the search that takes it.

    That search is made when asked for: of some fifty choices beside a page few are links.
    """

    value: str
    label: str
    count: int
    is_chosen: bool
    make_request: Callable[[], SearchRequest]

    @property
    def request(self) -> SearchRequest:
        """The search that takes the value, or gives it back."""
        return self.make_request()


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter with its choices. `field` is the request's field; `is_single` takes one only."""

    field: str
    label: str
    is_single: bool
    choices: tuple[Choice, ...]

    @property
    def is_chosen(self) -> bool:
        """Whether any of its values is."""
        return any(choice.is_chosen for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another search that may be what was meant, with how many it would find where known."""

    label: str
    request: SearchRequest
    count: int | None = None
