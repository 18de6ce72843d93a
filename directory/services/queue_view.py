"""The queue as one moderator sees it: filtered, without what is not theirs to decide, in pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.integrity import RiskBand
from directory.domain.moderation import CaseKind, LinkedKind
from directory.models import Account, CaseLease
from directory.services.case_leases import kind_and_number, list_leases
from directory.services.case_queue import describe_cases
from directory.services.waiting_case import WaitingCase
from directory.services.waiting_keys import KeyFilter, count_waiting, list_waiting_keys

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
    leases = _read_leases(session, account, now)
    counts = count_waiting(session, account, now)
    by_kind: Counter[CaseKind | LinkedKind] = Counter()
    for count in counts:
        by_kind[count.kind] += count.own
    found: Sequence[WaitingCase] | None = None
    if wanted.band is not None:  # of reports it follows from their words, so all are read
        found = _list_of_band(session, account, wanted, leases)
        total = len(found)
    elif wanted.is_mine:
        total = len(list_waiting_keys(session, account, leases.narrow(wanted)))
    else:
        total = sum(
            count.overdue if wanted.is_overdue else count.own
            for count in counts
            if wanted.kind in {None, count.kind}
        )
    page_count = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), page_count)
    first, end = (page - 1) * PAGE_SIZE, page * PAGE_SIZE
    if found is None:
        keys = list_waiting_keys(session, account, leases.narrow(wanted), first, end)
        shown: Sequence[WaitingCase] = describe_cases(session, keys)
    else:
        shown = found[first:end]
    return QueuePage(
        rows=leases.mark(shown),
        total=total,
        page=page,
        page_count=page_count,
        counts=+by_kind,
        overdue_count=sum(count.overdue for count in counts),
        for_others_count=sum(count.total - count.own for count in counts),
    )


def find_next(
    session: Session, account: Account, wanted: QueueFilter, now: datetime
) -> WaitingCase | None:
    """The case that is due first of those nobody else looks at; None: nothing waits.

    What is decided on a page of its own is among them: nobody can take that, but it has its time.
    """
    leases = _read_leases(session, account, now)
    narrowed = replace(leases.narrow(wanted), but=leases.held)
    if wanted.band is None:
        cases: Sequence[WaitingCase] = describe_cases(
            session, list_waiting_keys(session, account, narrowed, 0, 1)
        )
    else:
        cases = _list_of_band(session, account, wanted, leases)
    return next((row.case for row in leases.mark(cases) if row.holder is None), None)


def list_rows(
    session: Session, account: Account, review_ids: Collection[int], now: datetime
) -> Sequence[QueueRow]:
    """Those of these reports that wait and on which this moderator may decide."""
    chosen = KeyFilter(kind=CaseKind.REVIEW, only={CaseKind.REVIEW: review_ids})
    keys = list_waiting_keys(session, account, chosen)
    return _read_leases(session, account, now).mark(describe_cases(session, keys))


def _list_of_band(
    session: Session, account: Account, wanted: QueueFilter, leases: _Leases
) -> Sequence[WaitingCase]:
    keys = list_waiting_keys(session, account, leases.narrow(wanted))
    return [case for case in describe_cases(session, keys) if case.band == wanted.band]


@dataclass(frozen=True, slots=True)
class _Leases:
    """Who has which case, and opened which last, as one moderator sees it at a moment."""

    account: Account
    now: datetime
    by_key: Mapping[str, CaseLease]
    people: Mapping[int, Account]

    @property
    def held(self) -> Mapping[CaseKind | LinkedKind, Collection[int]]:
        """The cases that somebody else has, by kind."""
        return self._cases(lambda lease: lease.account_id != self.account.id)

    @property
    def own(self) -> Mapping[CaseKind | LinkedKind, Collection[int]]:
        """The cases that this moderator has, by kind."""
        return self._cases(lambda lease: lease.account_id == self.account.id)

    def narrow(self, wanted: QueueFilter) -> KeyFilter:
        """What is asked of the database; the band cannot be."""
        return KeyFilter(
            kind=wanted.kind,
            overdue_at=self.now if wanted.is_overdue else None,
            only=self.own if wanted.is_mine else None,
        )

    def mark(self, cases: Sequence[WaitingCase]) -> list[QueueRow]:
        """The cases as this moderator sees them."""
        return [self._mark(case) for case in cases]

    def _cases(
        self, is_wanted: Callable[[CaseLease], bool]
    ) -> Mapping[CaseKind | LinkedKind, Collection[int]]:
        numbers: dict[CaseKind | LinkedKind, set[int]] = defaultdict(set)
        for key, lease in self.by_key.items():
            if lease.expires_at > self.now and is_wanted(lease):
                kind, number = kind_and_number(key)
                numbers[CaseKind(kind)].add(number)
        return numbers

    def _mark(self, case: WaitingCase) -> QueueRow:
        lease = self.by_key.get(case.key)
        is_running = lease is not None and lease.expires_at > self.now
        is_by_me = lease is not None and lease.account_id == self.account.id
        is_elsewhere = is_running and not is_by_me
        return QueueRow(
            case,
            holder=self.people.get(lease.account_id) if lease and is_elsewhere else None,
            is_mine=is_running and is_by_me,
            was_opened_by_me=is_by_me,
            is_overdue=case.due_at < self.now,
        )


def _read_leases(session: Session, account: Account, now: datetime) -> _Leases:
    by_key = list_leases(session)
    people = session.scalars(
        select(Account).where(Account.id.in_({lease.account_id for lease in by_key.values()}))
    )
    return _Leases(account, now, by_key, {person.id: person for person in people})
