"""Whose a case is for the moment: taken by opening it, given back, or run out by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from directory.domain.moderation import LEASE, CaseKind, LinkedKind, ModerationError
from directory.models import Account, CaseLease
from directory.services.inserting import insert_if_new


def case_key(kind: CaseKind | LinkedKind, subject_id: int) -> str:
    """The name of a case among the leases."""
    return f"{kind}:{subject_id}"


def kind_and_number(key: str) -> tuple[str, int]:
    """The kind of a case and its number, by its name among the leases."""
    kind, _, number = key.partition(":")
    return kind, int(number)


def take_case(
    session: Session, kind: CaseKind, subject_id: int, account: Account, now: datetime
) -> None:
    """Make a case this moderator's for a while; who has it already keeps it longer.

    Raises ModerationError while it is somebody else's.
    """
    key = case_key(kind, subject_id)
    expires_at = now + LEASE
    insert_if_new(
        session,
        CaseLease,
        {"case_key": key, "account_id": account.id, "expires_at": expires_at},
        CaseLease.case_key,
    )
    taken = session.execute(
        update(CaseLease)
        .where(
            CaseLease.case_key == key,
            or_(CaseLease.account_id == account.id, CaseLease.expires_at <= now),
        )
        .values(account_id=account.id, expires_at=expires_at)
        .returning(CaseLease.case_key),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if taken is None:
        raise ModerationError(_whose(session, key))


def give_back(session: Session, kind: CaseKind, subject_id: int, account: Account) -> None:
    """Leave a case to the others again; one that is not this moderator's stays as it is."""
    session.execute(
        delete(CaseLease).where(
            CaseLease.case_key == case_key(kind, subject_id), CaseLease.account_id == account.id
        )
    )


def forget_lease(session: Session, kind: CaseKind, subject_id: int) -> None:
    """Forget who looked at a case that is decided."""
    session.execute(
        delete(CaseLease).where(CaseLease.case_key == case_key(kind, subject_id)),
        execution_options={"synchronize_session": False},
    )


def list_leases(session: Session) -> Mapping[str, CaseLease]:
    """Who opened which case last, by the name of the case."""
    leases = session.scalars(select(CaseLease).execution_options(populate_existing=True))
    return {lease.case_key: lease for lease in leases}


def find_lease(session: Session, kind: CaseKind, subject_id: int) -> CaseLease | None:
    """Who opened this case last."""
    return session.get(CaseLease, case_key(kind, subject_id), populate_existing=True)


def delete_ended_leases(session: Session, now: datetime) -> None:
    """Delete what ran out so long ago that nobody goes on from it."""
    session.execute(delete(CaseLease).where(CaseLease.expires_at <= now - 24 * LEASE))


def _whose(session: Session, key: str) -> str:
    lease = session.get(CaseLease, key, populate_existing=True)
    holder = session.get(Account, lease.account_id) if lease else None
    if lease is None or holder is None:
        return "Another moderator has just decided on this case."
    return (
        f"{holder.display_name} is looking at this case until {lease.expires_at:%H:%M} UTC. "
        "Take another one meanwhile."
    )
