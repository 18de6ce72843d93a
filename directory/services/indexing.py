"""Keeping the search index equal to the database: the outbox, rebuilding, and comparing the two.

A change notes its practitioner in the outbox within its own transaction; draining makes the
documents anew and then forgets the notes, so that a kill in between repeats work and loses none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from directory.models import IndexOutbox
from directory.services.documents import iterate_documents, list_searchable_versions
from directory.services.skill import score_practitioners
from directory.services.turns import Turn, take_turn
from directory.services.vocabulary import get_vocabulary
from search_index import IndexCorruptError, IndexMissingError, SearchIndex

DRAIN_BATCH = 1000

REPAIR_BATCH = 10_000
"""After a fit everybody is outdated: many at a time, so that the index need only write numbers."""


@dataclass(frozen=True, slots=True)
class IndexRepair:
    """What a repair did: made all anew, or brought in and took out so many practitioners."""

    is_rebuilt: bool
    renewed_count: int
    removed_count: int

    @property
    def has_changes(self) -> bool:
        """Whether anything had to be done."""
        return self.is_rebuilt or self.renewed_count > 0 or self.removed_count > 0


@dataclass(frozen=True, slots=True)
class IndexComparison:
    """Where index and database differ, as practitioner ids."""

    missing: tuple[int, ...]
    outdated: tuple[int, ...]
    superfluous: tuple[int, ...]

    @property
    def is_equal(self) -> bool:
        """Whether the index holds exactly what the database says it should."""
        return not self.count

    @property
    def count(self) -> int:
        """How many differ."""
        return len(self.missing) + len(self.outdated) + len(self.superfluous)


def note_changes(session: Session, practitioner_ids: Iterable[int], now: datetime) -> None:
    """Note in the outbox that these practitioners' documents are out of date."""
    rows = [{"practitioner_id": key, "created_at": now} for key in practitioner_ids]
    if rows:
        session.execute(insert(IndexOutbox), rows)


def count_outbox(session: Session) -> int:
    """How many notes wait to be indexed."""
    return session.scalar(select(func.count()).select_from(IndexOutbox)) or 0


def drain_outbox(session: Session, index: SearchIndex, today: date) -> int:
    """Bring up to a batch of noted practitioners into the index; returns how many there were.

    The caller commits after each call. Workers of several hosts take turns: of two that brought the
    same practitioner in at once, the older state could come last. Raises IndexBusyError while
    another process writes the index; the notes stay.
    """
    take_turn(session, Turn.SCORES)
    notes = session.execute(
        select(IndexOutbox.id, IndexOutbox.practitioner_id)
        .order_by(IndexOutbox.id)
        .limit(DRAIN_BATCH)
    ).all()
    if not notes:
        return 0
    keys = sorted({note.practitioner_id for note in notes})
    score_practitioners(session, keys, today)
    documents = list(iterate_documents(session, get_vocabulary(session), keys, today))
    index.apply(documents, deletes=set(keys) - {document.key for document in documents})
    session.execute(delete(IndexOutbox).where(IndexOutbox.id.in_([note.id for note in notes])))
    session.flush()
    return len(keys)


def rebuild_index(
    session: Session,
    index: SearchIndex,
    today: date,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Make the whole index anew from the database; returns how many practitioners it holds.

    Notes made while it runs stay in the outbox; those seen before are done with it. Seen, and not
    of lower numbers: a change that was numbered before may be committed meanwhile.
    """
    seen = session.scalars(select(IndexOutbox.id).order_by(IndexOutbox.id)).all()
    keys = sorted(list_searchable_versions(session))
    index.rebuild(iterate_documents(session, get_vocabulary(session), keys, today), progress)
    for start in range(0, len(seen), DRAIN_BATCH):
        batch = seen[start : start + DRAIN_BATCH]
        session.execute(delete(IndexOutbox).where(IndexOutbox.id.in_(batch)))
    session.flush()
    return len(keys)


def is_index_usable(index: SearchIndex) -> bool:
    """Whether there is an index that can be read."""
    try:
        index.health()
    except (IndexMissingError, IndexCorruptError):
        return False
    return True


def repair_index(
    session: Session,
    index: SearchIndex,
    today: date,
    progress: Callable[[int], None] | None = None,
) -> IndexRepair:
    """Make the index equal to the database: rebuild one that cannot be read, else mend it.

    Skills are taken as they were last scored. Raises IndexBusyError.
    """
    take_turn(session, Turn.SCORES)
    if not is_index_usable(index):
        return IndexRepair(True, rebuild_index(session, index, today, progress), 0)
    return mend_differences(session, index, compare_index(session, index), today)


def mend_differences(
    session: Session, index: SearchIndex, comparison: IndexComparison, today: date
) -> IndexRepair:
    """Bring in and take out what a comparison found, within the turn in which it was made."""
    keys = sorted({*comparison.missing, *comparison.outdated})
    for start in range(0, len(keys), REPAIR_BATCH):
        batch = keys[start : start + REPAIR_BATCH]
        index.apply(list(iterate_documents(session, get_vocabulary(session), batch, today)))
    if comparison.superfluous:
        index.apply([], deletes=comparison.superfluous)
    return IndexRepair(False, len(keys), len(comparison.superfluous))


def compare_index(session: Session, index: SearchIndex) -> IndexComparison:
    """Compare the index with the database; a missing index lacks everything."""
    wanted = list_searchable_versions(session)
    try:
        held = index.versions()
    except IndexMissingError:
        held = {}
    return IndexComparison(
        missing=tuple(sorted(wanted.keys() - held.keys())),
        outdated=tuple(sorted(k for k in wanted.keys() & held.keys() if wanted[k] != held[k])),
        superfluous=tuple(sorted(held.keys() - wanted.keys())),
    )
