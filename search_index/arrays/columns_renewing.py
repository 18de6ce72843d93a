"""New numbers for some rows of a part whose words stay as they are: its columns written again, its
text not.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_index.arrays import bitmaps
from search_index.arrays.bitmaps import Bitmap, Rows
from search_index.arrays.columns import Columns, facet_order
from search_index.documents import OVERALL
from search_index.geometry import by_height


def renewed_columns(columns: Columns, rows: Rows, renewed: Columns) -> Columns:
    """The columns with some rows, ascending, as they are in `renewed`, which has no others.

    The words of these rows are the same in both.
    """

    def put(of: Callable[[Columns], NDArray[Any]]) -> NDArray[Any]:
        values = np.array(of(columns))
        values[..., rows] = of(renewed)
        return values

    concerns = {*columns.skill, *renewed.skill}
    skill_concerns = (OVERALL, *sorted(concerns - {OVERALL}))
    facet_values = tuple(sorted({*columns.facet_values, *renewed.facet_values}, key=facet_order))
    return Columns(
        keys=columns.keys,
        versions=put(lambda one: one.versions),
        text_hashes=columns.text_hashes,
        years=put(lambda one: one.years),
        verified_outcome_counts=put(lambda one: one.verified_outcome_counts),
        effective_outcomes=put(lambda one: one.effective_outcomes),
        skill={concern: put(_skill_of(concern)) for concern in skill_concerns},
        facet_bits=_renewed_bits(columns, rows, renewed, facet_values),
        **_renewed_locations(columns, rows, renewed),
        biography_lengths=columns.biography_lengths,
        name_orders=columns.name_orders,
        name_hashes=columns.name_hashes,
        name_rows=columns.name_rows,
        facet_values=facet_values,
        word_counts=columns.word_counts,
    )


def _skill_of(concern: str) -> Callable[[Columns], NDArray[np.float32]]:
    return lambda columns: columns.skill_of(concern)


def _renewed_bits(
    columns: Columns, rows: Rows, renewed: Columns, facet_values: tuple[tuple[str, str], ...]
) -> Bitmap:
    others = ~bitmaps.from_rows(rows, columns.row_count)
    bits = np.zeros((len(facet_values), columns.facet_bits.shape[1]), np.uint64)
    for number, facet_value in enumerate(facet_values):
        if facet_value in columns.facet_lines:
            bits[number] = columns.facet_bits[columns.facet_lines[facet_value]] & others
        if facet_value in renewed.facet_lines:
            having = bitmaps.rows_of(renewed.facet_bits[renewed.facet_lines[facet_value]])
            bits[number] |= bitmaps.from_rows(rows[having], columns.row_count)
    return bits


def _renewed_locations(columns: Columns, rows: Rows, renewed: Columns) -> dict[str, NDArray[Any]]:
    """The columns of locations: of each row, its locations are taken from where they are now."""
    firsts = np.array(columns.location_starts)
    counts = np.diff(firsts, append=len(columns.clinics))
    firsts[rows] = renewed.location_starts + len(columns.clinics)
    counts[rows] = np.diff(renewed.location_starts, append=len(renewed.clinics))
    starts = np.cumsum(counts) - counts
    places = np.arange(counts.sum()) + np.repeat(firsts - starts, counts)
    every_vector = np.concatenate([columns.location_vectors, renewed.location_vectors], axis=1)
    vectors = np.ascontiguousarray(every_vector[:, places])
    return {
        "location_starts": starts,
        "location_vectors": vectors,
        "location_rows": np.repeat(np.arange(len(counts), dtype=np.int32), counts),
        "locations_by_height": by_height(vectors),
        "clinics": np.concatenate([columns.clinics, renewed.clinics])[places],
    }
