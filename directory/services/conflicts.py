"""Who may not decide: on oneself, on declared conflicts of interest, on one's own decision."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from directory.domain.appeals import may_decide
from directory.domain.audit import Subject
from directory.domain.errors import NotFoundError
from directory.domain.moderation import ModerationError
from directory.domain.permissions import OwnAccountError
from directory.models import Account, DeclaredConflict, Practitioner, Review
from directory.services.audit import record


def check_may_decide(
    session: Session, account: Account, review: Review, decided_by: Collection[int | None] = ()
) -> None:
    """Let pass who may decide on this review; `decided_by` took part in what is decided anew.

    Raises OwnAccountError for a report by or about the account itself, ModerationError for a
    declared conflict of interest and for one's own earlier decision.
    """
    if is_own(account, review):
        raise OwnAccountError("Nobody decides on their own report, or on reports about themselves.")
    if review.practitioner_id in list_conflict_ids(session, account):
        raise ModerationError(
            "You declared a conflict of interest with this practitioner. Another moderator decides."
        )
    if not may_decide(account.id, decided_by):
        raise ModerationError(
            "You took part in the decision that is looked at again. Another moderator decides."
        )


def is_own(account: Account, review: Review) -> bool:
    """Whether a review was written by this account, or is about its practitioner."""
    return (
        review.author_account_id == account.id
        or (review.author_email is not None and review.author_email == account.email)
        or review.practitioner_id == account.practitioner_id
    )


def is_anothers(account: Account) -> ColumnElement[bool]:
    """Whether neither `is_own` nor a declared conflict of interest holds, in a query of reviews."""
    declared = select(DeclaredConflict.practitioner_id).where(
        DeclaredConflict.account_id == account.id
    )
    return and_(
        Review.author_account_id.is_distinct_from(account.id),
        Review.author_email.is_distinct_from(account.email),
        Review.practitioner_id.is_distinct_from(account.practitioner_id),
        Review.practitioner_id.not_in(declared),
    )


def list_conflict_ids(session: Session, account: Account) -> set[int]:
    """The numbers of the practitioners on whom this moderator does not decide."""
    return set(
        session.scalars(
            select(DeclaredConflict.practitioner_id).where(
                DeclaredConflict.account_id == account.id
            )
        )
    )


def list_conflicts(
    session: Session, account: Account
) -> Sequence[tuple[DeclaredConflict, Practitioner]]:
    """What this moderator has declared, the latest first."""
    rows = session.execute(
        select(DeclaredConflict, Practitioner)
        .join(Practitioner, Practitioner.id == DeclaredConflict.practitioner_id)
        .where(DeclaredConflict.account_id == account.id)
        .order_by(DeclaredConflict.id.desc())
    )
    return [(conflict, practitioner) for conflict, practitioner in rows]


def declare_conflict(
    session: Session, account: Account, practitioner: Practitioner, now: datetime
) -> None:
    """Let this moderator decide on this practitioner no more; a second time changes nothing."""
    if practitioner.id in list_conflict_ids(session, account):
        return
    session.add(
        DeclaredConflict(account_id=account.id, practitioner_id=practitioner.id, declared_at=now)
    )
    _record(session, account, practitioner.id, is_declared=True, now=now)


def declare_conflict_with(session: Session, account: Account, slug: str, now: datetime) -> None:
    """The same by the name in the address of a profile. Raises NotFoundError."""
    practitioner = session.scalar(select(Practitioner).where(Practitioner.slug == slug))
    if practitioner is None:
        raise NotFoundError("No profile has this address. Copy it from the browser.", "address")
    declare_conflict(session, account, practitioner, now)


def end_conflict(session: Session, account: Account, conflict_id: int, now: datetime) -> None:
    """Take a declaration back. Raises NotFoundError, also for anybody else's."""
    conflict = session.get(DeclaredConflict, conflict_id)
    if conflict is None or conflict.account_id != account.id:
        raise NotFoundError("You declared no such conflict of interest.")
    session.delete(conflict)
    _record(session, account, conflict.practitioner_id, is_declared=False, now=now)


def _record(
    session: Session, account: Account, practitioner_id: int, *, is_declared: bool, now: datetime
) -> None:
    record(
        session,
        account.id,
        "declare_conflict" if is_declared else "end_conflict",
        Subject("practitioner", practitioner_id),
        before={"has_conflict": not is_declared},
        after={"has_conflict": is_declared},
        now=now,
    )
