"""The columns of a part: every number that filters, counts and ranks, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search_index.arrays import bitmaps
from search_index.arrays.bitmaps import Bitmap, Words
from search_index.documents import OVERALL
from search_index.facets import SKILL_KNOWN

NO_CLINIC = 0


def facet_order(facet_value: tuple[str, str]) -> tuple[bool, tuple[str, str]]:
    """By what the lines of `facet_bits` are sorted: by facet, the one that is not shown last."""
    return facet_value[0] == SKILL_KNOWN, facet_value


@dataclass(frozen=True, kw_only=True)
class Columns:
    """For N rows, L locations, V values of facets.

    `skill` has for each concern (the overall skill first) points, lower and upper end of the 90%
    interval; rows without skill for a concern hold their overall skill.
    `facet_bits` has a bitmap of rows for each (facet, value) of `facet_values`, sorted by
    `facet_order`. `text_hashes` stand for all words of a row: equal ones, equal text. The
    locations of a row start at `location_starts` and are unit vectors; a row without locations has
    one of NaN. `location_rows` has the row of each location, `locations_by_height` their numbers
    from south to north, `clinics` hashes or NO_CLINIC. `name_hashes` is sorted; `name_rows` beside.
    """

    keys: NDArray[np.int64]  # N
    versions: NDArray[np.int64]  # N
    text_hashes: NDArray[np.uint64]  # N
    years: NDArray[np.float64]  # N, NaN when nothing is evidenced
    verified_outcome_counts: NDArray[np.int64]  # N
    effective_outcomes: NDArray[np.float64]  # N
    skill: Mapping[str, NDArray[np.float32]]  # 3 × N by concern
    facet_bits: Bitmap  # V × ⌈N / 64⌉
    location_starts: NDArray[np.int64]  # N
    location_vectors: NDArray[np.float64]  # 3 × L
    location_rows: NDArray[np.int32]  # L
    locations_by_height: NDArray[np.int32]  # L
    clinics: NDArray[np.uint64]  # L
    biography_lengths: NDArray[np.int32]  # N, in words
    name_orders: NDArray[np.uint64]  # 3 × N, the first 24 bytes of the text names are ordered by
    name_hashes: NDArray[np.uint64]  # names
    name_rows: NDArray[np.int32]  # names
    facet_values: tuple[tuple[str, str], ...]
    word_counts: Mapping[str, int]

    @property
    def row_count(self) -> int:
        return len(self.keys)

    @cached_property
    def facet_lines(self) -> Mapping[tuple[str, str], int]:
        """The line of `facet_bits` of each (facet, value)."""
        return {facet_value: line for line, facet_value in enumerate(self.facet_values)}

    @cached_property
    def lines_by_facet(self) -> Mapping[str, slice]:
        """Which lines of `facet_bits` belong to each facet."""
        lines: dict[str, slice] = {}
        for line, (facet, _) in enumerate(self.facet_values):
            lines[facet] = slice(lines[facet].start if facet in lines else line, line + 1)
        return lines

    @cached_property
    def values_by_facet(self) -> Mapping[str, tuple[str, ...]]:
        """The values of each facet, in the order of its lines."""
        return {
            facet: tuple(value for _, value in self.facet_values[lines])
            for facet, lines in self.lines_by_facet.items()
        }

    def count_by_facet(self, rows: Bitmap, words: Words | None) -> dict[str, Mapping[str, int]]:
        """How many of the rows have each value of each facet that is shown.

        `words` says which words of all the bitmap of the rows has; None is all.
        """
        hidden = self.lines_by_facet.get(SKILL_KNOWN)
        bits = self.facet_bits[: hidden.start if hidden else None]
        if words is not None:
            bits = bits.take(words, axis=1)
        counts = bitmaps.count_common(bits, rows).tolist()
        return {
            facet: dict(zip(values, counts[self.lines_by_facet[facet]], strict=True))
            for facet, values in self.values_by_facet.items()
            if facet != SKILL_KNOWN
        }

    @cached_property
    def have_one_location_each(self) -> bool:
        """Whether the location of row n is number n."""
        return len(self.clinics) == self.row_count

    def locations_of(self, row: int) -> slice:
        """Which columns of `location_vectors` and which `clinics` belong to a row."""
        is_last = row + 1 == self.row_count
        end = len(self.clinics) if is_last else int(self.location_starts[row + 1])
        return slice(int(self.location_starts[row]), end)

    def skill_of(self, concern: str) -> NDArray[np.float32]:
        """Points, lower and upper end of the interval (3 × N) for a concern, else overall."""
        return self.skill.get(concern, self.skill[OVERALL])


SKILL = "skill"
KEYWORDS = ("facet_values", "word_counts")
ARRAYS = tuple(field.name for field in fields(Columns) if field.name not in (*KEYWORDS, SKILL))
"""What columns consist of, to be kept one by one: arrays, and what is written as JSON."""
