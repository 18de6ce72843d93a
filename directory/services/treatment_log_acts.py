"""Moving a treatment log from state to state, and what that does to the profile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.domain.messages import N_
from directory.domain.treatment_logs import (
    STATE_WORDS,
    LogState,
    TreatmentLogError,
    list_states_before,
)
from directory.models import Practitioner, TreatmentLog
from directory.services.indexing import note_changes
from directory.services.ledger import append_entry


def move_log(
    session: Session,
    log: TreatmentLog,
    wanted: LogState,
    values: Mapping[str, object],
) -> None:
    """Bring a log into another state, once. Raises TreatmentLogError where it cannot come there."""
    moved = session.scalar(
        update(TreatmentLog)
        .where(TreatmentLog.id == log.id, TreatmentLog.state.in_(list_states_before(wanted)))
        .values(state=wanted, **values)
        .returning(TreatmentLog.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(log)
    if moved is None:
        words = STATE_WORDS[LogState(log.state)]
        raise TreatmentLogError(
            N_("This log was changed meanwhile, and nothing was done. %(words)s", words=words)
        )


def end_log(session: Session, log: TreatmentLog, wanted: LogState, now: datetime) -> None:
    """Withdraw a log or let it lapse; a proven one then counts no more."""
    was_proven = log.state == LogState.PROVEN
    move_log(session, log, wanted, {"ended_at": now})
    if was_proven:
        set_audited_cases(session, log.practitioner_id, now)
        seal_log(session, log, now)


def find_log_in_force(session: Session, practitioner_id: int) -> TreatmentLog | None:
    """The proven log that counts, if there is one: of two brought together by a merge the later."""
    return session.scalar(
        select(TreatmentLog)
        .where(
            TreatmentLog.practitioner_id == practitioner_id, TreatmentLog.state == LogState.PROVEN
        )
        .order_by(TreatmentLog.decided_at.desc(), TreatmentLog.id.desc())
        .limit(1)
    )


def set_audited_cases(session: Session, practitioner_id: int, now: datetime) -> None:
    """Set what the skill model reads of cases a year by the log in force, and note the change."""
    practitioner = session.get_one(Practitioner, practitioner_id)
    log = find_log_in_force(session, practitioner_id)
    practitioner.audited_cases_per_year = log.cases_per_year if log else None
    practitioner.version += 1
    session.flush()
    note_changes(session, [practitioner.id], now)


def seal_log(session: Session, log: TreatmentLog, now: datetime) -> None:
    """Put the state of a decided log into the ledger."""
    append_entry(
        session,
        f"log.{LogState(log.state)}",
        now=now,
        practitioner_id=log.practitioner_id,
        facts={"log": log.id, "drawn": len(log.sample), "proven": log.proven_count or 0},
    )
