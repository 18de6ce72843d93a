"""How skin heals after a treatment: phases by the way of treating, and the days patients needed.

Phases are typical and come from files; days are observed in this directory where enough patients of
a like skin type told them, and otherwise typical ranges.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import overload

from directory.domain.errors import NotFoundError
from directory.domain.outcomes import SMALL_CELL, distribute_ordered_downtime
from directory.domain.small_cells import list_shown_cells
from directory.domain.vocabulary_entries import KEY, Span, check_that


@dataclass(frozen=True, slots=True)
class HealingPhase:
    """Some days after the treatment, which is day 0; `last_day` is None for an open end.

    What is usual, how to care for the skin, what of the sun, and what should be looked at soon.
    """

    name: str
    first_day: int
    last_day: int | None
    usual: str
    care: str
    sun: str
    seek_help: str

    def holds(self, day: int) -> bool:
        """Whether a day belongs to the phase."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class TreatmentFamily:
    """Treatments that act alike and heal alike, and the phases of healing, one after the other."""

    key: str
    name: str
    action: str
    treatment_keys: tuple[str, ...]
    phases: tuple[HealingPhase, ...]

    def __post_init__(self) -> None:
        where = f"healing.{self.key}"
        check_that(bool(KEY.fullmatch(self.key)), where, f"{self.key!r} is not a key")
        check_that(bool(self.treatment_keys), where, "treatments must name at least one")
        check_that(bool(self.phases), where, "phases are missing")
        next_day: int | None = 0
        for phase in self.phases:
            check_that(
                phase.first_day == next_day, where, f"{phase.name!r} must begin on day {next_day}"
            )
            check_that(
                phase.last_day is None or phase.last_day >= phase.first_day,
                where,
                f"{phase.name!r} ends before it begins",
            )
            next_day = None if phase.last_day is None else phase.last_day + 1
        check_that(next_day is None, where, "the last phase must have no last_day")


@dataclass(frozen=True, slots=True)
class HealingGuide:
    """Every family, in the file's order."""

    families: tuple[TreatmentFamily, ...]

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for family in self.families:
            for key in family.treatment_keys:
                check_that(key not in seen, f"healing.{family.key}", f"{key!r} stands in two")
                seen.add(key)

    def get_family(self, treatment_key: str) -> TreatmentFamily:
        """The family of a treatment. Raises NotFoundError."""
        for family in self.families:
            if treatment_key in family.treatment_keys:
                return family
        raise NotFoundError(f"How {treatment_key!r} heals is not described.")


class DaysBasis(StrEnum):
    """Whose days are told, the closest first."""

    LIKE_SKIN = "like_skin"
    ALL_SKIN = "all_skin"
    TYPICAL = "typical"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DaysNeeded:
    """Whole days after which one in ten, half and nine in ten were ready, of `total` patients.

    A typical range has only its ends, and days nobody knows are all None.
    """

    basis: DaysBasis
    tenth: int | None = None
    half: int | None = None
    ninetieth: int | None = None
    total: int | None = None


def find_days_needed(
    days_by_skin: Mapping[range | None, Counter[int]],
    asked: range | None,
    typical: Span | None,
) -> DaysNeeded:
    """The days of the closest group that may be shown; `asked` is a group of skin types, or all.

    Given is how many patients needed how many days.

    All groups of a treatment (those who told no skin type are one, too) are decided together, so
    that a small one does not follow from the others and their sum.
    """
    everybody = sum(days_by_skin.values(), Counter[int]())
    shown = list_shown_cells({skin: days.total() for skin, days in days_by_skin.items()})
    if asked is not None and asked in shown:
        return _observed(DaysBasis.LIKE_SKIN, days_by_skin[asked])
    if everybody.total() >= SMALL_CELL:
        return _observed(DaysBasis.ALL_SKIN, everybody)
    if typical is not None:
        return DaysNeeded(DaysBasis.TYPICAL, tenth=typical.low, ninetieth=typical.high)
    return DaysNeeded(DaysBasis.UNKNOWN)


def day_on(treated_on: date, day: int) -> date:
    """The date so many days after the treatment."""
    return treated_on + timedelta(days=day)


def _observed(basis: DaysBasis, days: Counter[int]) -> DaysNeeded:
    distribution = distribute_ordered_downtime(_Repeated(days))
    if distribution is None:
        return DaysNeeded(DaysBasis.UNKNOWN)
    return DaysNeeded(
        basis,
        tenth=math.ceil(distribution.tenth_days),
        half=math.ceil(distribution.median_days),
        ninetieth=math.ceil(distribution.ninetieth_days),
        total=distribution.total,
    )


class _Repeated(Sequence[int]):
    """Counted numbers in order, each as often as it was counted, without a list of that length."""

    def __init__(self, counts: Counter[int]) -> None:
        self._numbers = sorted(counts)
        self._ends = list(accumulate(counts[number] for number in self._numbers))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[int]: ...
    def __getitem__(self, place: int | slice) -> int | Sequence[int]:
        """The number at a place; slices are not needed, and not given."""
        if isinstance(place, slice):
            raise TypeError("A sequence of counted numbers has no slices.")
        if not 0 <= place < len(self):
            raise IndexError(place)
        return self._numbers[bisect_right(self._ends, place)]
