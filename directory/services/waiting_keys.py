"""Which cases wait, counted and listed by the database: their numbers, without what they hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select, true, union_all
from sqlalchemy.orm import Session

from directory.domain.moderation import CaseKind, LinkedKind
from directory.models import Account, Review
from directory.services.conflicts import is_anothers
from directory.services.waiting_sources import WaitingSource, list_sources

Kind = CaseKind | LinkedKind


@dataclass(frozen=True, slots=True)
class WaitingKey:
    """One case that waits; `decision_id` is the decision that a second moderator must join."""

    kind: Kind
    subject_id: int
    review_id: int
    waiting_since: datetime
    due_at: datetime
    decision_id: int | None


@dataclass(frozen=True, slots=True)
class WaitingCount:
    """How many cases of a kind wait: in all, for this account to decide, and those overdue."""

    kind: Kind
    total: int
    own: int
    overdue: int


@dataclass(frozen=True, slots=True)
class KeyFilter:
    """Which cases to list: of a kind, overdue at a moment, only these numbers, and not those."""

    kind: Kind | None = None
    overdue_at: datetime | None = None
    only: Mapping[Kind, Collection[int]] | None = None
    but: Mapping[Kind, Collection[int]] = field(default_factory=dict)

    def conditions(self, source: WaitingSource) -> list[ColumnElement[bool]]:
        """What a row of this source has to meet."""
        conditions = []
        if self.overdue_at is not None:
            conditions.append(source.since < self.overdue_at - source.target)
        if self.only is not None:
            conditions.append(source.subject_id.in_(self.only.get(source.kind, ())))
        if without := self.but.get(source.kind):
            conditions.append(source.subject_id.not_in(without))
        return conditions


def count_waiting(session: Session, account: Account | None, now: datetime) -> list[WaitingCount]:
    """What waits by kind; without an account, every case is as if it were for it to decide."""
    sources = list_sources()
    counts = []
    for number, source in enumerate(sources):
        is_own = _is_for(account, source)
        is_overdue = is_own & (source.since < now - source.target)
        counts.append(
            source.tables.with_only_columns(
                literal(number),
                func.count(),
                func.count(case((is_own, 1))),
                func.count(case((is_overdue, 1))),
            )
        )
    return [
        WaitingCount(sources[number].kind, total, own, overdue)
        for number, total, own, overdue in session.execute(union_all(*counts))
    ]


def list_waiting_keys(
    session: Session,
    account: Account | None,
    wanted: KeyFilter,
    first: int = 0,
    end: int | None = None,
) -> Sequence[WaitingKey]:
    """The cases for this account to decide, or all of them, due first first; `end` is not in."""
    sources = [one for one in list_sources() if wanted.kind in {None, one.kind}]
    parts = []
    for number, source in enumerate(sources):
        rows: Select[*tuple[Any, ...]] = source.tables.with_only_columns(
            literal(number).label("source"),
            source.subject_id.label("subject_id"),
            Review.id.label("review_id"),
            source.since.label("since"),
            source.decision_id.label("decision_id"),
        ).where(_is_for(account, source), *wanted.conditions(source))
        if end is not None:
            rows = rows.order_by(source.since, source.subject_id).limit(end)
        parts.append(select(rows.subquery()))
    keys = [
        WaitingKey(
            sources[number].kind,
            subject_id,
            review_id,
            since,
            since + sources[number].target,
            decision_id,
        )
        for number, subject_id, review_id, since, decision_id in session.execute(union_all(*parts))
    ]
    keys.sort(key=lambda key: (key.due_at, key.kind, key.subject_id))
    return keys[first:end]


def _is_for(account: Account | None, source: WaitingSource) -> ColumnElement[bool]:
    """Whether this account may decide on a case."""
    if account is None:
        return true()
    condition = is_anothers(account)
    for person in source.decided_by:
        condition &= person.is_distinct_from(account.id)
    return condition
