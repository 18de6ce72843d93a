"""Signs of life of the workers: written by each of them now and then, read by whoever watches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from directory.models import WorkerHeartbeat

BEAT_EVERY = timedelta(seconds=10)
LATE_AFTER = timedelta(minutes=2)
WORRYING_LAG = timedelta(seconds=30)
"""A replica that is so far behind is not read from."""
LONGEST_OUTAGE = timedelta(minutes=15)
"""While the database is away nothing is written that a replica could lack: it is read from if it
was up to date so long ago.
"""
FORGOTTEN_AFTER = timedelta(days=7)
"""A machine that has been silent for so long runs no worker any more."""


def note_heartbeat(
    session: Session,
    worker: str,
    *,
    started_at: datetime,
    now: datetime,
    step_counts: Mapping[str, int],
    troubled_tasks: Sequence[str],
) -> None:
    """Note that the worker of this machine is there, with its steps since it started."""
    session.merge(
        WorkerHeartbeat(
            worker=worker,
            started_at=started_at,
            seen_at=now,
            step_counts=dict(step_counts),
            troubled_tasks=list(troubled_tasks),
        )
    )
    session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.seen_at < now - FORGOTTEN_AFTER))
    session.flush()


def list_heartbeats(session: Session) -> Sequence[WorkerHeartbeat]:
    """The workers that were heard of lately, by machine."""
    return session.scalars(select(WorkerHeartbeat).order_by(WorkerHeartbeat.worker)).all()


def find_last_sign(session: Session) -> datetime | None:
    """When a worker was last heard of, as far as a database knows; None without any worker."""
    return session.scalar(select(func.max(WorkerHeartbeat.seen_at)))


def measure_lag(here: datetime | None, there: datetime | None) -> timedelta:
    """How far a replica is behind, by the last signs that the database and it know of; to ten
    seconds.

    Without any worker both know the same, and the lag is zero.
    """
    if here is None:
        return timedelta(0)
    return here - (there or datetime.min.replace(tzinfo=UTC))
