"""Half-years, by which change over time is told."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from directory.domain.messages import N_

_FIRST_MONTH_OF_SECOND_HALF = 7


class HalfYear(NamedTuple):
    """January to June (`half` 1) or July to December (2) of a year; they sort by time."""

    year: int
    half: int

    @property
    def label(self) -> str:
        """The half-year as people read it: "Jan–Jun 2026"."""
        if self.half == 1:
            return N_("Jan–Jun %(year)s", year=str(self.year))
        return N_("Jul–Dec %(year)s", year=str(self.year))


def half_year_of(day: date) -> HalfYear:
    """The half-year that a day lies in."""
    return HalfYear(day.year, 2 if day.month >= _FIRST_MONTH_OF_SECOND_HALF else 1)
