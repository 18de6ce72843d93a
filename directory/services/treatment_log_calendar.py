"""What time does to treatment logs: reminders, lapsing, and deleting the documents."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from directory.domain.audit import Subject
from directory.domain.credential_proofs import DOCUMENT_KEPT
from directory.domain.locales import PageLink
from directory.domain.messages import N_
from directory.domain.treatment_logs import (
    DELETED_AT_ONCE,
    REMIND_BEFORE_LAPSE,
    LogState,
    list_states_before,
)
from directory.models import Account, TreatmentLog, TreatmentLogEntry
from directory.services.audit import record
from directory.services.mail import queue_mail
from directory.services.private_files import delete_stray_files
from directory.services.treatment_log_acts import end_log, find_log_in_force


def remind_of_lapse(session: Session, page_link: str, now: datetime) -> int:
    """Queue a mail for every log in force of a kept profile that lapses soon; gives how many."""
    today = now.date()
    rows = session.execute(
        select(TreatmentLog, Account)
        .join(Account, Account.practitioner_id == TreatmentLog.practitioner_id)
        .where(
            TreatmentLog.state == LogState.PROVEN,
            TreatmentLog.lapses_on.between(today, today + REMIND_BEFORE_LAPSE),
        )
        .order_by(TreatmentLog.id, Account.id)
    ).all()
    counting = [
        (log, account)
        for log, account in rows
        if find_log_in_force(session, log.practitioner_id) is log
    ]
    for log, account in counting:
        queue_mail(
            session,
            unique_key=f"treatment-log-lapse:{log.id}",
            kind="treatment_log_lapse",
            to_address=account.email,
            language=account.mail_language,
            subject=N_("Your treatment log soon counts no more"),
            paragraphs=(
                N_(
                    "Your proven treatment log counts until %(day)s; after that day your profile "
                    "and its score are without it. To have your treatments go on counting, send a "
                    "newer log in your account, and the documents of the sample that is drawn from "
                    "it. Once it is proven, it takes the place of this one.",
                    day=log.lapses_on,
                ),
                PageLink(page_link),
            ),
            now=now,
        )
    return len(counting)


def lapse_logs(session: Session, now: datetime) -> int:
    """Let logs lapse that were not sent in time, or were proven long enough ago."""
    due = session.scalars(
        select(TreatmentLog)
        .where(
            TreatmentLog.state.in_(list_states_before(LogState.LAPSED)),
            TreatmentLog.lapses_on < now.date(),
        )
        .order_by(TreatmentLog.id)
    ).all()
    for log in due:
        before = {"state": str(log.state)}
        end_log(session, log, LogState.LAPSED, now)
        record(
            session,
            None,
            "lapse",
            Subject("treatment_log", log.id),
            before=before,
            after={"state": str(log.state)},
            now=now,
        )
    return len(due)


def delete_log_documents(session: Session, folder: Path, now: datetime) -> int:
    """Delete files of logs that ended or were decided on long enough ago, and those of no row.

    A document that lets a patient be recognised goes as soon as that was found.
    """
    due = session.scalars(
        select(TreatmentLogEntry)
        .join(TreatmentLog, TreatmentLog.id == TreatmentLogEntry.log_id)
        .where(
            TreatmentLogEntry.file_name.is_not(None),
            TreatmentLogEntry.deleted_at.is_(None),
            or_(
                TreatmentLog.ended_at.is_not(None),
                TreatmentLog.decided_at < now - DOCUMENT_KEPT,
                TreatmentLogEntry.result_code == DELETED_AT_ONCE,
            ),
        )
        .order_by(TreatmentLogEntry.id)
    ).all()
    for entry in due:
        (folder / str(entry.file_name)).unlink(missing_ok=True)
        entry.deleted_at = now
    session.flush()
    known = session.scalars(
        select(TreatmentLogEntry.file_name).where(
            TreatmentLogEntry.file_name.is_not(None), TreatmentLogEntry.deleted_at.is_(None)
        )
    )
    return len(due) + delete_stray_files(folder, {str(name) for name in known}, now)
