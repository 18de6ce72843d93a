"""What a change of the index comes to: parts that stay, less some rows, and one part to be written.

Small parts are written together with the new one when they are not much larger, so that there are
never many. Where many documents of a large part have the words they had, only its columns are
written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from search_index.arrays.bitmaps import Rows
from search_index.arrays.renewals import Renewal, list_renewals
from search_index.arrays.snapshot import LivePart
from search_index.documents import PractitionerDocument

MOST_KEPT_DOCUMENTS = 20_000
"""Parts of so many documents or fewer keep them, to be written again into a larger part. Larger
ones do not: they are replaced only by a rebuild from the database.
"""

_MERGED_GROWTH = 2
"""A part is written again with newer documents while it is at most so many times their number;
so a document is written again only about as often as the index doubles."""


class KeptDocuments(Protocol):
    """The documents that small parts keep."""

    def are_of(self, part: LivePart) -> bool:
        """Whether the part was small enough to keep its documents."""
        ...

    def read(self, part: LivePart) -> Iterable[PractitionerDocument]:
        """The documents of a part that kept them, by row."""
        ...


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A part that stays, and all of its rows that no longer hold."""

    part: LivePart
    dead_rows: Rows

    @property
    def has_more_dead_rows(self) -> bool:
        """Whether the change makes any of its rows dead."""
        return len(self.dead_rows) > int(np.count_nonzero(~self.part.live))


@dataclass(frozen=True, slots=True)
class Change:
    """`documents` are those of the part to be written, if there are any."""

    kept: Sequence[KeptPart]
    renewals: Sequence[Renewal]
    documents: Sequence[PractitionerDocument]


def plan_change(
    parts: Sequence[LivePart],
    upserts: Iterable[PractitionerDocument],
    deletes: Iterable[int],
    kept_documents: KeptDocuments,
) -> Change | None:
    """What to write to put in or replace some documents and take out others; None for nothing.

    Of several documents with the same key the last holds; a key that is also deleted is deleted.
    """
    deleted = set(deletes)
    by_key = {document.key: document for document in upserts if document.key not in deleted}
    if not deleted and not by_key:
        return None
    large = (part for part in parts if not kept_documents.are_of(part))  # others are written soon
    renewals = list_renewals(large, by_key)
    for renewal in renewals:
        for document in renewal.documents:
            del by_key[document.key]
    changed = np.array(sorted(deleted | by_key.keys()), np.int64)
    kept = [
        KeptPart(part, np.flatnonzero(~part.live | np.isin(part.columns.keys, changed)))
        for part in parts
    ]
    kept = [one for one in kept if len(one.dead_rows) < one.part.row_count]
    documents = list(by_key.values())
    while kept and _is_worth_merging(kept[-1], len(documents), kept_documents):
        documents = [*_holding_documents(kept.pop(), kept_documents), *documents]
    return Change(kept, renewals, documents)


def _is_worth_merging(kept: KeptPart, new_count: int, kept_documents: KeptDocuments) -> bool:
    kept_count = kept.part.row_count - len(kept.dead_rows)
    return (
        kept_count <= _MERGED_GROWTH * new_count
        and kept_count + new_count <= MOST_KEPT_DOCUMENTS
        and kept_documents.are_of(kept.part)
    )


def _holding_documents(kept: KeptPart, kept_documents: KeptDocuments) -> list[PractitionerDocument]:
    gone = set(kept.dead_rows.tolist())
    documents = enumerate(kept_documents.read(kept.part))
    return [document for row, document in documents if row not in gone]
