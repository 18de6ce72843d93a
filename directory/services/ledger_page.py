"""The public pages of the moderation ledger: entries, newest first, with whom they concern."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.errors import NotFoundError
from directory.domain.ledger import KIND_WORDS, LedgerEntry, describe_facts
from directory.domain.messages import N_
from directory.models import LedgerHead, Practitioner, PractitionerStatus
from directory.services.ledger_entries import count_entries, list_latest_entries

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry, in words, and whom it concerns if that profile is still there."""

    entry: LedgerEntry
    words: str
    facts: tuple[str, ...]
    practitioner: Practitioner | None


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """One page of entries, and how many there are; of one practitioner where that was asked for."""

    entries: tuple[ShownEntry, ...]
    practitioner: Practitioner | None
    listed_count: int
    entry_count: int
    page: int
    page_count: int


def get_ledger_page(session: Session, page: int, slug: str = "") -> LedgerPage:
    """A page of the ledger, or of what concerns one practitioner; one beyond the last is the last.

    Raises NotFoundError for a practitioner there is not.
    """
    head = session.get_one(LedgerHead, 1)
    practitioner = _get_practitioner(session, slug) if slug else None
    concerns = practitioner.id if practitioner else None
    listed_count = head.entry_count if concerns is None else count_entries(session, concerns)
    page_count = max(1, math.ceil(listed_count / PAGE_SIZE))
    page = min(page, page_count)
    entries = list_latest_entries(
        session, practitioner_id=concerns, offset=(page - 1) * PAGE_SIZE, count=PAGE_SIZE
    )
    return LedgerPage(
        entries=_show(session, entries),
        practitioner=practitioner,
        listed_count=listed_count,
        entry_count=head.entry_count,
        page=page,
        page_count=page_count,
    )


def _get_practitioner(session: Session, slug: str) -> Practitioner:
    practitioner = session.scalar(
        select(Practitioner).where(
            Practitioner.slug == slug, Practitioner.status == PractitionerStatus.ACTIVE
        )
    )
    if practitioner is None:
        raise NotFoundError(N_("There is no practitioner with this address."))
    return practitioner


def _show(session: Session, entries: Sequence[LedgerEntry]) -> tuple[ShownEntry, ...]:
    concerned = {entry.practitioner for entry in entries}
    listed = Practitioner.status == PractitionerStatus.ACTIVE
    people = {
        person.id: person
        for person in session.scalars(
            select(Practitioner).where(Practitioner.id.in_(concerned - {None}), listed)
        )
    }
    return tuple(
        ShownEntry(
            entry,
            KIND_WORDS.get(entry.kind, entry.kind),
            tuple(describe_facts(entry)),
            people.get(entry.practitioner) if entry.practitioner is not None else None,
        )
        for entry in entries
    )
