"""Treatment logs as who keeps a profile sees them: sending one, proving its sample, withdrawing."""

from __future__ import annotations

import math
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.domain.errors import NotFoundError
from directory.domain.messages import N_
from directory.domain.receipts import ReceiptError
from directory.domain.treatment_log_rows import LogOperator, LogReader
from directory.domain.treatment_logs import (
    AGAIN_AFTER,
    PROVEN_SHARE_NEEDED,
    TIME_TO_PROVE,
    UNDECIDED_STATES,
    LogState,
    TreatmentLogError,
    check_extent,
    count_months,
    draw_sample,
)
from directory.domain.vocabulary import Vocabulary
from directory.models import Practitioner, TreatmentLog, TreatmentLogEntry
from directory.services.private_files import new_file_name, write_private_file
from directory.services.treatment_log_acts import end_log, move_log
from directory.sources.receipt_files import read_receipt
from directory.sources.treatment_log_files import read_log_file

LOG_FOLDER = "treatment_logs"
"""Where documents of treatment logs lie, within the folder of uploads."""

SEED_BYTES = 16
MOST_BAD_ROWS_KEPT = 100
_ONE_AT_A_TIME = N_("A log of yours is not decided on yet. Send or withdraw that one first.")


def add_log(
    session: Session,
    practitioner: Practitioner,
    stream: IO[bytes],
    vocabulary: Vocabulary,
    *,
    account_id: int,
    now: datetime,
) -> TreatmentLog:
    """Take in a log and draw the sample to prove. Raises TreatmentLogError; then nothing is kept.

    The file itself is never kept.
    """
    _check_time(session, practitioner, now)
    file = read_log_file(stream)
    read = LogReader(vocabulary, now.date()).read(file.header, file.rows, file.broken)
    own = [entry for entry in read.entries if entry.operator == LogOperator.SELF]
    check_extent(len(own), count_months(entry.month for entry in own))
    seed = secrets.token_hex(SEED_BYTES)
    drawn = draw_sample([entry.number for entry in own], seed)
    log = TreatmentLog(
        practitioner_id=practitioner.id,
        account_id=account_id,
        state=LogState.DRAWN,
        seed=seed,
        bad_rows=[[bad.line, bad.problem] for bad in read.bad_rows[:MOST_BAD_ROWS_KEPT]],
        bad_row_count=len(read.bad_rows),
        uploaded_at=now,
        lapses_on=(now + TIME_TO_PROVE).date(),
        entries=[
            TreatmentLogEntry(
                number=entry.number,
                month=entry.month,
                treatment_key=entry.treatment_key,
                concern_key=entry.concern_key,
                operator=entry.operator,
                is_drawn=entry.number in drawn,
            )
            for entry in read.entries
        ],
    )
    try:
        with session.begin_nested():
            session.add(log)
    except IntegrityError as error:
        raise TreatmentLogError(_ONE_AT_A_TIME, "log") from error
    return log


def list_own_logs(session: Session, practitioner: Practitioner) -> Sequence[TreatmentLog]:
    """The logs of a profile, the latest first."""
    return session.scalars(
        select(TreatmentLog)
        .where(TreatmentLog.practitioner_id == practitioner.id)
        .order_by(TreatmentLog.id.desc())
    ).all()


def add_entry_document(
    session: Session,
    folder: Path,
    practitioner: Practitioner,
    entry_id: int,
    stream: IO[bytes],
    *,
    now: datetime,
) -> None:
    """Keep the document of a drawn entry, in place of an earlier one. Raises TreatmentLogError."""
    entry = _get_own_entry(session, practitioner, entry_id)
    try:
        file = read_receipt(stream)
    except ReceiptError as error:
        raise TreatmentLogError(error.message, "document") from error
    name = new_file_name(file.suffix)
    awaiting = select(TreatmentLog.id).where(TreatmentLog.state == LogState.DRAWN)
    kept = session.scalar(
        update(TreatmentLogEntry)
        .where(TreatmentLogEntry.id == entry_id, TreatmentLogEntry.log_id.in_(awaiting))
        .values(file_name=name, content_type=file.content_type, uploaded_at=now)
        .returning(TreatmentLogEntry.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(entry)
    if kept is None:
        raise TreatmentLogError(N_("This log was sent already, so its documents stay as they are."))
    write_private_file(folder, name, file.content)


def send_log(session: Session, practitioner: Practitioner, log_id: int, now: datetime) -> None:
    """Give a log with the documents of its sample to the registrars. Raises TreatmentLogError."""
    log = get_own_log(session, practitioner, log_id)
    needed = math.ceil(PROVEN_SHARE_NEEDED * len(log.sample))
    present = sum(entry.file_name is not None for entry in log.sample)
    if present < needed:
        raise TreatmentLogError(
            N_(
                "%(present)s of %(drawn)s drawn treatments have a document; with fewer than "
                "%(needed)s the log cannot be proven. Add the others first.",
                present=present,
                drawn=len(log.sample),
                needed=needed,
            )
        )
    move_log(session, log, LogState.SENT, {"sent_at": now})


def withdraw_log(session: Session, practitioner: Practitioner, log_id: int, now: datetime) -> None:
    """Take a log back; a proven one then counts no more. Raises TreatmentLogError."""
    end_log(session, get_own_log(session, practitioner, log_id), LogState.WITHDRAWN, now)


def get_own_log(session: Session, practitioner: Practitioner, log_id: int) -> TreatmentLog:
    """One log of a profile. Raises NotFoundError, also for anybody else's."""
    log = session.get(TreatmentLog, log_id)
    if log is None or log.practitioner_id != practitioner.id:
        raise NotFoundError(N_("There is no such log of yours."))
    return log


def _get_own_entry(
    session: Session, practitioner: Practitioner, entry_id: int
) -> TreatmentLogEntry:
    entry = session.get(TreatmentLogEntry, entry_id)
    if entry is None or not entry.is_drawn:
        raise NotFoundError(N_("There is no such treatment in the sample."))
    get_own_log(session, practitioner, entry.log_id)
    return entry


def _check_time(session: Session, practitioner: Practitioner, now: datetime) -> None:
    logs = list_own_logs(session, practitioner)
    if any(log.state in UNDECIDED_STATES for log in logs):
        raise TreatmentLogError(_ONE_AT_A_TIME, "log")
    if logs and now < (free_at := logs[0].uploaded_at + AGAIN_AFTER):
        raise TreatmentLogError(
            N_(
                "The sample of your last log was drawn less than %(days)s days ago. Another log "
                "can be sent from %(day)s.",
                days=AGAIN_AFTER.days,
                day=free_at.date(),
            ),
            "log",
        )
