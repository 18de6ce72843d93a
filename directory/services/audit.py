"""The audit: what staff did, to what, why, and what it changed. It is written in the transaction
of the act itself, so that there is no act without its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.audit import COMMAND_LINE, Subject, make_tag
from directory.models import Account, AuditEvent

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which acts to list; what is empty does not narrow."""

    actor_account_id: int | None = None
    subject_kind: str = ""
    subject_id: int | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of acts, each with whoever did it, and the pages there are."""

    events: Sequence[tuple[AuditEvent, Account | None]]
    total: int
    page: int
    page_count: int


def record(
    session: Session,
    actor_account_id: int | None,
    action: str,
    subject: Subject,
    *,
    before: Mapping[str, object],
    after: Mapping[str, object],
    now: datetime,
    reason_code: str = "",
) -> None:
    """Put an act on record. No actor: it was done from the command line.

    `before` and `after` hold what changed as JSON can say it: no names, addresses or texts.
    """
    actor = session.get_one(Account, actor_account_id) if actor_account_id is not None else None
    session.add(
        AuditEvent(
            actor_account_id=actor_account_id,
            tag=make_tag(actor.role if actor else COMMAND_LINE, subject, action),
            subject_kind=subject.kind,
            subject_id=subject.id,
            reason_code=reason_code,
            before=dict(before),
            after=dict(after),
            happened_at=now,
        )
    )
    session.flush()


def list_events(session: Session, wanted: AuditFilter, page: int = 1) -> AuditPage:
    """The acts that the filter leaves, the latest first; a page beyond the last is the last."""
    conditions = []
    if wanted.actor_account_id is not None:
        conditions.append(AuditEvent.actor_account_id == wanted.actor_account_id)
    if wanted.subject_kind:
        conditions.append(AuditEvent.subject_kind == wanted.subject_kind)
    if wanted.subject_id is not None:
        conditions.append(AuditEvent.subject_id == wanted.subject_id)
    total = session.scalar(select(func.count()).select_from(AuditEvent).where(*conditions)) or 0
    page_count = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), page_count)
    rows = session.execute(
        select(AuditEvent, Account)
        .outerjoin(Account, Account.id == AuditEvent.actor_account_id)
        .where(*conditions)
        .order_by(AuditEvent.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return AuditPage([(event, account) for event, account in rows], total, page, page_count)


def list_subject_kinds(session: Session) -> Sequence[str]:
    """The kinds of things that acts on record were done to."""
    return session.scalars(
        select(AuditEvent.subject_kind).distinct().order_by(AuditEvent.subject_kind)
    ).all()


def list_actors(session: Session) -> Sequence[Account]:
    """Everybody who has an act on record, by name."""
    return session.scalars(
        select(Account)
        .where(Account.id.in_(select(AuditEvent.actor_account_id)))
        .order_by(Account.display_name, Account.id)
    ).all()
