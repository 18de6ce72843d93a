"""One review on two sites, found while it comes in: it joins the one that was known before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.domain.imported_reviews import (
    ReviewTrace,
    fold_text,
    is_long_enough_to_tell,
    is_same_review,
)
from directory.domain.reviews import ReviewState
from directory.domain.tokens import hash_token
from directory.models import ImportedReview, Review
from directory.sources.review_records import ReviewRecord


@dataclass(frozen=True, slots=True)
class TracedReview:
    """By what a review about somebody is recognised on another site."""

    owner: int
    text_hash: str
    trace: ReviewTrace


def hash_text(text: str) -> str:
    """What is kept to find the same text again; empty for a review without words."""
    return _hash_folded(fold_text(text))


def trace_record(record: ReviewRecord, owner: int) -> TracedReview:
    """The trace of a review that comes in."""
    folded = fold_text(record.text)
    trace = ReviewTrace(record.site, record.written_on, folded)
    return TracedReview(owner, _hash_folded(folded), trace)


class TwinFinder:
    """The published reviews that one of those coming in may be the same as."""

    def __init__(self, session: Session, coming: Sequence[TracedReview]) -> None:
        self._session = session
        self._known: defaultdict[tuple[int, str], list[tuple[int, ReviewTrace]]] = defaultdict(list)
        telling = [one for one in coming if is_long_enough_to_tell(one.trace.text)]
        rows = session.execute(
            select(
                Review.id,
                Review.practitioner_id,
                Review.source_key,
                Review.reported_on,
                Review.text,
                ImportedReview.text_hash,
            )
            .join(ImportedReview, ImportedReview.review_id == Review.id)
            .where(
                ImportedReview.text_hash.in_({one.text_hash for one in telling}),
                Review.practitioner_id.in_({one.owner for one in telling}),
                Review.state == ReviewState.PUBLISHED,
            )
            .order_by(Review.id)
        )
        for row in rows:
            trace = ReviewTrace(row.source_key, row.reported_on, fold_text(row.text))
            self._known[row.practitioner_id, row.text_hash].append((row.id, trace))

    def merge(self, ids: Sequence[int], came: Sequence[TracedReview]) -> None:
        """Show each review that came in under these ids as one with its twin, if it has one."""
        same_as: dict[int, int] = {}
        for key, one in zip(ids, came, strict=True):
            known = self._known[one.owner, one.text_hash]
            first = next((k for k, trace in known if is_same_review(trace, one.trace)), None)
            if first is None:
                known.append((key, one.trace))
            else:
                same_as[key] = first
        if not same_as:
            return
        self._session.execute(
            update(Review), [{"id": key, "state": ReviewState.MERGED} for key in same_as]
        )
        self._session.execute(
            update(ImportedReview),
            [{"review_id": key, "same_as_id": first} for key, first in same_as.items()],
        )


def _hash_folded(folded: str) -> str:
    return hash_token(folded) if folded else ""
