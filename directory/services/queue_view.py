"""The queue as one moderator sees it: filtered, without what is not theirs to decide, in pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.integrity import RiskBand
from directory.domain.moderation import CaseKind, LinkedKind
from directory.models import Account
from directory.services.case_leases import list_leases
from directory.services.case_queue import list_waiting
from directory.services.conflicts import is_own, list_conflict_ids
from directory.services.waiting_case import WaitingCase

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which cases to list; what is None or False does not narrow."""

    kind: CaseKind | LinkedKind | None = None
    band: RiskBand | None = None
    is_overdue: bool = False
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A case as this moderator sees it: who has it now, whether they opened it, how late it is."""

    case: WaitingCase
    holder: Account | None
    is_mine: bool
    was_opened_by_me: bool
    is_overdue: bool

    @property
    def can_be_published_together(self) -> bool:
        """Whether it may be published together with others: plain, low risk, opened before."""
        return self.case.kind is CaseKind.REVIEW and self.case.is_plain and self.was_opened_by_me


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue, the counts of kinds before filters, and how many are for others only."""

    rows: Sequence[QueueRow]
    total: int
    page: int
    page_count: int
    counts: Mapping[CaseKind | LinkedKind, int]
    overdue_count: int
    for_others_count: int


def get_queue(
    session: Session, account: Account, wanted: QueueFilter, now: datetime, page: int = 1
) -> QueuePage:
    """What waits for this moderator; a page beyond the last is the last."""
    waiting = list_waiting(session)
    rows = _make_rows(session, account, waiting, now)
    left = [row for row in rows if _is_wanted(row, wanted)]
    page_count = max(1, -(-len(left) // PAGE_SIZE))
    page = min(max(page, 1), page_count)
    return QueuePage(
        rows=left[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        total=len(left),
        page=page,
        page_count=page_count,
        counts=Counter(row.case.kind for row in rows),
        overdue_count=sum(row.is_overdue for row in rows),
        for_others_count=len(waiting) - len(rows),
    )


def find_next(
    session: Session, account: Account, wanted: QueueFilter, now: datetime
) -> WaitingCase | None:
    """The case that is due first of those nobody else looks at; None: nothing waits.

    What is decided on a page of its own is among them: nobody can take that, but it has its time.
    """
    for row in list_rows(session, account, now):
        if row.holder is None and _is_wanted(row, wanted):
            return row.case
    return None


def list_rows(session: Session, account: Account, now: datetime) -> list[QueueRow]:
    """Every case on which this moderator may decide, those due first first."""
    return _make_rows(session, account, list_waiting(session), now)


def _make_rows(
    session: Session, account: Account, waiting: Sequence[WaitingCase], now: datetime
) -> list[QueueRow]:
    leases = list_leases(session)
    conflicts = list_conflict_ids(session, account)
    people = {
        person.id: person
        for person in session.scalars(
            select(Account).where(Account.id.in_({lease.account_id for lease in leases.values()}))
        )
    }
    rows: list[QueueRow] = []
    for case in waiting:
        if (
            is_own(account, case.review)
            or case.practitioner.id in conflicts
            or account.id in case.decided_by
        ):
            continue
        lease = leases.get(case.key)
        is_running = lease is not None and lease.expires_at > now
        is_by_me = lease is not None and lease.account_id == account.id
        is_elsewhere = is_running and not is_by_me
        rows.append(
            QueueRow(
                case,
                holder=people.get(lease.account_id) if lease and is_elsewhere else None,
                is_mine=is_running and is_by_me,
                was_opened_by_me=is_by_me,
                is_overdue=case.due_at < now,
            )
        )
    return rows


def _is_wanted(row: QueueRow, wanted: QueueFilter) -> bool:
    return (
        wanted.kind in {None, row.case.kind}
        and wanted.band in {None, row.case.band}
        and (row.is_overdue or not wanted.is_overdue)
        and (row.is_mine or not wanted.is_mine)
    )
