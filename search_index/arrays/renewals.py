"""Which changes need no text to be written: documents of large parts that have the words they had.

After a fit the points of everybody are others, and nobody's words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from search_index.arrays.bitmaps import Rows
from search_index.arrays.columns import Columns
from search_index.arrays.columns_builder import ColumnsBuilder, hash_of_texts
from search_index.arrays.columns_renewing import renewed_columns
from search_index.arrays.snapshot import LivePart
from search_index.documents import PractitionerDocument

WORTH_RENEWING = 1 / 50
"""From this share of its rows on, the columns of a part are written again; fewer documents are
sooner written into a part of their own."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """Documents of some rows of a part, ascending, whose numbers alone may have changed."""

    part: LivePart
    rows: Rows
    documents: list[PractitionerDocument]


def list_renewals(
    parts: Iterable[LivePart], by_key: Mapping[int, PractitionerDocument]
) -> list[Renewal]:
    """The parts of which enough documents have the words they had."""
    changed = np.fromiter(by_key, np.int64, len(by_key))
    renewals = []
    for part in parts:
        if len(changed) < WORTH_RENEWING * part.row_count:
            continue
        columns = part.columns
        rows = np.flatnonzero(part.live & np.isin(columns.keys, changed))
        documents = [by_key[key] for key in columns.keys[rows].tolist()]
        hashes = np.fromiter(map(hash_of_texts, documents), np.uint64, len(documents))
        are_same = hashes == columns.text_hashes[rows]
        if np.count_nonzero(are_same) >= WORTH_RENEWING * part.row_count:
            same = [one for one, is_same in zip(documents, are_same, strict=True) if is_same]
            renewals.append(Renewal(part, rows[are_same], same))
    return renewals


def renewed_columns_of(renewal: Renewal) -> Columns:
    """The columns of the part with the new numbers."""
    builder = ColumnsBuilder()
    lengths = renewal.part.columns.biography_lengths[renewal.rows].tolist()
    for document, length in zip(renewal.documents, lengths, strict=True):
        builder.add(document, biography_length=length)
    return renewed_columns(renewal.part.columns, renewal.rows, builder.build())
