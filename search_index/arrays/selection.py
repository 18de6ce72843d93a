"""Which rows of a part a search finds, and what each facet would find instead."""

from functools import reduce

import numpy as np

from search_index import geometry
from search_index.arrays import bitmaps
from search_index.arrays.bitmaps import Bitmap, Rows, Words
from search_index.arrays.matching import MatchedRows
from search_index.arrays.snapshot import LivePart
from search_index.facets import (
    MIN_OUTCOMES,
    MIN_YEARS,
    RADII_KM,
    RADIUS,
    RADIUS_TEXTS,
    Counts,
    chosen_values,
)
from search_index.geometry import Floats
from search_index.query import SearchQuery

_SQUARED_RADII = tuple(map(geometry.squared_chord_of, RADII_KM))


class Selection:
    """The rows of one part that match the words (`matched`, None without words) and filters.

    `rows` ascend; beside them are the squared `chords` to the nearest location, None without a
    place. Of words that few rows have, only the words of the bitmaps are looked at that have any.
    """

    def __init__(self, part: LivePart, query: SearchQuery, matched: MatchedRows | None) -> None:
        self._part = part
        self._point = (
            None
            if query.place is None
            else geometry.unit_vector(query.place.latitude, query.place.longitude)
        )
        self._words: Words | None = None
        self._matching = part.live_bits
        if matched is not None:
            self._words, self._matching = _matching(part, matched)
        self._filters = {
            facet: bits if self._words is None else bits[self._words]
            for facet, bits in _filters(part, query).items()
        }
        self._near: tuple[Rows, Floats] | None = None
        if self._point is not None and query.radius_km is not None:
            self._filters[RADIUS] = self._within(query.radius_km)
        self._selected = self._all_but(None)
        self.is_everybody = part.is_whole and self._selected is part.live_bits
        self.rows = self._rows(matched)
        self.chords = self._chords()

    @property
    def count(self) -> int:
        return len(self.rows)

    def facet_counts(self) -> Counts:
        """How many rows have each value of each facet, under all filters but the facet's own."""
        if self._selected is self._part.live_bits:
            counts = dict(self._part.facet_counts)
        else:
            counts = self._part.columns.count_by_facet(self._selected, self._words)
        for facet in self._filters:
            if lines := self._part.columns.lines_by_facet.get(facet):
                bits = self._part.columns.facet_bits[lines]
                if self._words is not None:
                    bits = bits.take(self._words, axis=1)
                found = bitmaps.count_common(bits, self._all_but(facet)).tolist()
                values = self._part.columns.values_by_facet[facet]
                counts[facet] = dict(zip(values, found, strict=True))
        if self.chords is not None:
            chords = self._chords_under_other_filters(self.chords)
            found = [int(np.count_nonzero(chords <= squared)) for squared in _SQUARED_RADII]
            counts[RADIUS] = dict(zip(RADIUS_TEXTS, found, strict=True))
        return counts

    def _chords_under_other_filters(self, chords: Floats) -> Floats:
        """The chords of all who would be left without the radius, as far as one is offered."""
        if self._near is None:
            return chords
        rows, near_chords = self._near
        others = self._all_but(RADIUS)
        if self._words is not None:
            everywhere = np.zeros_like(self._part.live_bits)
            everywhere[self._words] = others
            others = everywhere
        return near_chords[bitmaps.are_set(others, rows)]

    def _within(self, radius_km: float) -> Bitmap:
        """The rows within the radius; keeps who is near enough for any radius that is counted."""
        assert self._point is not None  # noqa: S101 -- asked only with a place
        columns, squared = self._part.columns, geometry.squared_chord_of(radius_km)
        rows, chords = self._near = geometry.rows_within(
            columns.location_vectors,
            columns.locations_by_height,
            columns.location_rows,
            self._point,
            max(squared, *_SQUARED_RADII),
        )
        within = bitmaps.from_rows(rows[chords <= squared], self._part.row_count)
        return within if self._words is None else within[self._words]

    def _rows(self, matched: MatchedRows | None) -> Rows:
        if matched is not None and self._part.is_whole and not self._filters:
            return matched.rows.astype(np.int64)
        if self.is_everybody:
            return self._part.all_rows
        return bitmaps.rows_of(self._selected, self._words)

    def _chords(self) -> Floats | None:
        if self._point is None:
            return None
        if self._near is not None:
            rows, chords = self._near
            return chords[np.searchsorted(rows, self.rows)]
        columns = self._part.columns
        return geometry.nearest_chords(
            columns.location_vectors, columns.location_starts, self.rows, self._point
        )

    def _all_but(self, facet: str | None) -> Bitmap:
        filters = [bits for name, bits in self._filters.items() if name != facet]
        return reduce(np.bitwise_and, filters, self._matching)


def _matching(part: LivePart, matched: MatchedRows) -> tuple[Words | None, Bitmap]:
    """The words of the bitmaps that have rows that match, None when they are many, and the rows."""
    if bitmaps.is_sparse(len(matched.rows), len(part.live_bits)):
        words, bits = bitmaps.sparse_from_rows(matched.rows)
        return words, bits if part.is_whole else bits & part.live_bits[words]
    bits = bitmaps.from_rows(matched.rows, part.row_count)
    return None, bits if part.is_whole else bits & part.live_bits


def _filters(part: LivePart, query: SearchQuery) -> dict[str, Bitmap]:
    """The rows left by each filter but the radius."""
    filters = {}
    columns = part.columns
    for facet, values in chosen_values(query).items():
        has_bits = all((facet, value) in columns.facet_lines for value in values)
        if facet == MIN_YEARS and not has_bits:
            filters[facet] = bitmaps.pack(columns.years >= (query.min_years or 0))
        elif facet == MIN_OUTCOMES and not has_bits:
            counts = columns.verified_outcome_counts
            filters[facet] = bitmaps.pack(counts >= (query.min_verified_outcomes or 0))
        elif facet != RADIUS:
            filters[facet] = _rows_with_any(part, facet, values)
    return filters


def _rows_with_any(part: LivePart, facet: str, values: tuple[str, ...]) -> Bitmap:
    columns = part.columns
    lines = [columns.facet_lines[facet, v] for v in values if (facet, v) in columns.facet_lines]
    rows: Bitmap = (
        columns.facet_bits[lines[0]]
        if len(lines) == 1
        else np.bitwise_or.reduce(columns.facet_bits[lines], axis=0)
    )
    return rows
