"""Verifying the moderation ledger in the database.

Beyond the chain itself, what is public is compared with what the ledger says is public: whoever
publishes, hides or raises a report behind the site's back leaves no entry, and is found by that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.ledger import LedgerEntry, is_public_after
from directory.domain.ledger_verification import (
    Checkpoint,
    Verdict,
    compare_with_count,
    verify_entries,
)
from directory.domain.reviews import ReviewState
from directory.models import LedgerHead, Review
from directory.services.ledger_entries import BATCH, iterate_entries
from directory.services.reviews import OWN_SOURCE

NOT_PUBLIC = -1


@dataclass(frozen=True, slots=True)
class LedgerCheck:
    """What is wrong with the ledger, and which reports are not as it says, in words."""

    verdict: Verdict
    unrecorded: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.verdict.faults or self.unrecorded)


def verify_ledger(session: Session, checkpoints: Sequence[Checkpoint] = ()) -> LedgerCheck:
    """Verify the ledger by itself, against checkpoints, and against what is public."""
    levels: dict[int, int] = {}
    entries = _note_levels(iterate_entries(session), levels)
    head = session.get_one(LedgerHead, 1, populate_existing=True)
    verdict = compare_with_count(verify_entries(entries, checkpoints), head.entry_count, head.hash)
    return LedgerCheck(verdict, tuple(_list_unrecorded(session, levels)))


def _note_levels(entries: Iterator[LedgerEntry], levels: dict[int, int]) -> Iterator[LedgerEntry]:
    """Pass entries on, and note the level of each report while it is public."""
    for entry in entries:
        review, level = entry.facts.get("review"), entry.facts.get("level")
        if isinstance(review, int) and isinstance(level, int):
            levels[review] = level if is_public_after(entry.kind) else NOT_PUBLIC
        yield entry


def _list_unrecorded(session: Session, levels: dict[int, int]) -> Iterator[str]:
    """Reports that are public, not public, or of another level than the ledger says."""
    rows = session.execute(
        select(Review.id, Review.state, Review.verification_level)
        .where(Review.source_key == OWN_SOURCE)
        .order_by(Review.id),
        execution_options={"yield_per": BATCH},
    )
    for review_id, state, level in rows:
        known = levels.get(review_id, NOT_PUBLIC)
        actual = level if state == ReviewState.PUBLISHED else NOT_PUBLIC
        if known == actual:
            continue
        if known == NOT_PUBLIC:
            yield f"Report {review_id} is public, but no entry says that it was published."
        elif actual == NOT_PUBLIC:
            yield f"Report {review_id} is not public any more, but no entry says why."
        else:
            yield f"Report {review_id} has level {actual}, but the ledger says {known}."
