"""Joins the columns that several processes wrote, one behind the other, into those of one part."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_index.arrays.bitmaps import BITS, Bitmap
from search_index.arrays.columns import Columns, facet_order
from search_index.documents import OVERALL
from search_index.geometry import by_height


def join_columns(several: Sequence[Columns]) -> Columns:
    """The columns of all, in the order given.

    All but the last have a multiple of BITS rows, so that their bitmaps fit one behind the other.
    """
    if any(columns.row_count % BITS for columns in several[:-1]):
        raise ValueError(f"Columns are joined only at multiples of {BITS} rows.")

    def joined(of: Callable[[Columns], NDArray[Any]], shift: Sequence[int] = ()) -> NDArray[Any]:
        arrays = [of(columns) for columns in several]
        if shift:
            arrays = [array + array.dtype.type(by) for array, by in zip(arrays, shift, strict=True)]
        return np.concatenate(arrays, axis=-1)

    first_rows = list(accumulate((columns.row_count for columns in several[:-1]), initial=0))
    first_places = list(accumulate((len(columns.clinics) for columns in several[:-1]), initial=0))
    name_hashes = joined(lambda columns: columns.name_hashes)
    by_hash = np.argsort(name_hashes, kind="stable")
    concerns = {concern for columns in several for concern in columns.skill}
    skill_concerns = (OVERALL, *sorted(concerns - {OVERALL}))
    facet_values = tuple(
        sorted({pair for columns in several for pair in columns.facet_values}, key=facet_order)
    )
    vectors = joined(lambda columns: columns.location_vectors)
    words: Counter[str] = Counter()
    for columns in several:
        words.update(columns.word_counts)
    return Columns(
        keys=joined(lambda columns: columns.keys),
        versions=joined(lambda columns: columns.versions),
        text_hashes=joined(lambda columns: columns.text_hashes),
        years=joined(lambda columns: columns.years),
        verified_outcome_counts=joined(lambda columns: columns.verified_outcome_counts),
        effective_outcomes=joined(lambda columns: columns.effective_outcomes),
        skill={
            concern: np.concatenate([columns.skill_of(concern) for columns in several], axis=-1)
            for concern in skill_concerns
        },
        facet_bits=np.concatenate([_bits_of(one, facet_values) for one in several], axis=-1),
        location_starts=joined(lambda columns: columns.location_starts, first_places),
        location_vectors=vectors,
        location_rows=joined(lambda columns: columns.location_rows, first_rows),
        locations_by_height=by_height(vectors),
        clinics=joined(lambda columns: columns.clinics),
        biography_lengths=joined(lambda columns: columns.biography_lengths),
        name_orders=joined(lambda columns: columns.name_orders),
        name_hashes=name_hashes[by_hash],
        name_rows=joined(lambda columns: columns.name_rows, first_rows)[by_hash],
        facet_values=facet_values,
        word_counts=dict(sorted(words.items())),
    )


def _bits_of(columns: Columns, facet_values: Sequence[tuple[str, str]]) -> Bitmap:
    bits = np.zeros((len(facet_values), columns.facet_bits.shape[1]), np.uint64)
    for line, facet_value in enumerate(facet_values):
        if facet_value in columns.facet_lines:
            bits[line] = columns.facet_bits[columns.facet_lines[facet_value]]
    return bits
