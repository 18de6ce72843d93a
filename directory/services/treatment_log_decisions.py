"""Deciding on the sample of a treatment log, and what a proven log shows on the profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.audit import Subject
from directory.domain.errors import NotFoundError
from directory.domain.locales import PageLink
from directory.domain.messages import N_
from directory.domain.permissions import OwnAccountError
from directory.domain.treatment_log_rows import LogOperator
from directory.domain.treatment_logs import (
    HOLDS_FOR,
    RESULTS,
    WITHOUT_DOCUMENT,
    LogState,
    SampleFinding,
    TreatmentLogError,
    count_months,
    weigh_sample,
)
from directory.domain.vocabulary import Vocabulary
from directory.models import Account, Practitioner, TreatmentLog, TreatmentLogEntry
from directory.services.audit import record
from directory.services.mail import queue_mail
from directory.services.treatment_log_acts import (
    end_log,
    find_log_in_force,
    move_log,
    seal_log,
    set_audited_cases,
)

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class LogCase:
    """A log and whose it is."""

    log: TreatmentLog
    practitioner: Practitioner


@dataclass(frozen=True, slots=True)
class ProvenTreatment:
    """A treatment of a proven log, how often it was done, and in which months."""

    name: str
    count: int
    first_month: date
    last_month: date


@dataclass(frozen=True, slots=True)
class ProvenLog:
    """What the public sees of a proven log: its treatments, the commonest first, and the sample."""

    treatments: tuple[ProvenTreatment, ...]
    drawn_count: int
    proven_count: int
    cases_per_year: float
    decided_on: date
    lapses_on: date


def list_waiting_logs(session: Session) -> Sequence[LogCase]:
    """The logs that wait for a registrar, the oldest first."""
    rows = session.execute(
        select(TreatmentLog, Practitioner)
        .join(Practitioner, Practitioner.id == TreatmentLog.practitioner_id)
        .where(TreatmentLog.state == LogState.SENT)
        .order_by(TreatmentLog.sent_at, TreatmentLog.id)
        .limit(MOST_LISTED)
    )
    return [LogCase(log, practitioner) for log, practitioner in rows]


def get_log_case(session: Session, log_id: int) -> LogCase:
    """One log that was sent, decided or not. Raises NotFoundError."""
    log = session.get(TreatmentLog, log_id)
    if log is None or log.sent_at is None:
        raise NotFoundError("There is no such log.")
    return LogCase(log, session.get_one(Practitioner, log.practitioner_id))


def get_entry_file(session: Session, folder: Path, entry_id: int) -> tuple[str, Path]:
    """The type of an entry's document and where it lies. Raises NotFoundError."""
    entry = session.get(TreatmentLogEntry, entry_id)
    if entry is None or entry.file_name is None or entry.deleted_at is not None:
        raise NotFoundError("There is no such document, or no longer.")
    get_log_case(session, entry.log_id)
    file = folder / entry.file_name
    if not file.is_file():
        raise NotFoundError("The file of this document is not kept any more.")
    return entry.content_type, file


def decide_log(
    session: Session,
    log_id: int,
    results: Mapping[int, str],
    account_id: int,
    now: datetime,
    *,
    page_link: str,
) -> SampleFinding:
    """Record what each drawn entry's document shows, by the entry's id, and what follows.

    Who sent the log is told with `page_link`, which leads to it.

    Raises TreatmentLogError where a result is missing, and where another was first.
    """
    case = get_log_case(session, log_id)
    log = case.log
    if log.account_id == account_id:
        raise OwnAccountError("This log is your own, so another registrar decides on it.")
    shown = {entry.id: _result_of(entry, results) for entry in log.sample}
    own = log.own_entries
    finding = weigh_sample(
        shown.values(),
        len(own),
        count_months(entry.month for entry in own),
    )
    values: dict[str, object] = {
        "decided_at": now,
        "decided_by_account_id": account_id,
        "proven_count": finding.proven_count,
        "cases_per_year": finding.cases_per_year,
    }
    if finding.state == LogState.PROVEN:
        values["lapses_on"] = (now + HOLDS_FOR).date()
    move_log(session, log, finding.state, values)
    for entry in log.sample:
        entry.result_code = shown[entry.id]
    if finding.state == LogState.PROVEN:
        _end_earlier(session, log, now)
        set_audited_cases(session, log.practitioner_id, now)
    record(
        session,
        account_id,
        "decide",
        Subject("treatment_log", log.id),
        before={"state": LogState.SENT.value},
        after={
            "state": finding.state.value,
            "drawn": finding.drawn_count,
            "proven": finding.proven_count,
            "cases_per_year": finding.cases_per_year,
        },
        now=now,
    )
    seal_log(session, log, now)
    _tell(session, case, finding, page_link, now)
    return finding


def find_proven_log(
    session: Session, practitioner_id: int, vocabulary: Vocabulary
) -> ProvenLog | None:
    """What a practitioner's proven log shows, if there is one in force."""
    log = find_log_in_force(session, practitioner_id)
    if log is None or log.decided_at is None or log.cases_per_year is None:
        return None
    rows = session.execute(
        select(
            TreatmentLogEntry.treatment_key,
            func.count(),
            func.min(TreatmentLogEntry.month),
            func.max(TreatmentLogEntry.month),
        )
        .where(TreatmentLogEntry.log_id == log.id, TreatmentLogEntry.operator == LogOperator.SELF)
        .group_by(TreatmentLogEntry.treatment_key)
        .order_by(func.count().desc(), TreatmentLogEntry.treatment_key)
    )
    treatments = tuple(
        ProvenTreatment(treatment.name, count, first_month, last_month)
        for key, count, first_month, last_month in rows
        if (treatment := vocabulary.find_treatment(key))
    )
    drawn_count = session.scalar(
        select(func.count())
        .select_from(TreatmentLogEntry)
        .where(TreatmentLogEntry.log_id == log.id, TreatmentLogEntry.is_drawn)
    )
    return ProvenLog(
        treatments,
        drawn_count or 0,
        log.proven_count or 0,
        log.cases_per_year,
        log.decided_at.date(),
        log.lapses_on,
    )


def _result_of(entry: TreatmentLogEntry, results: Mapping[int, str]) -> str:
    """The result of a drawn entry; one without a document needs none from the registrar."""
    if entry.file_name is None:
        return WITHOUT_DOCUMENT
    result = results.get(entry.id, "")
    if result not in RESULTS or result == WITHOUT_DOCUMENT:
        raise TreatmentLogError(f"Say what the document of number {entry.number} shows.")
    return result


def _end_earlier(session: Session, log: TreatmentLog, now: datetime) -> None:
    for earlier in session.scalars(
        select(TreatmentLog).where(
            TreatmentLog.practitioner_id == log.practitioner_id,
            TreatmentLog.state == LogState.PROVEN,
            TreatmentLog.id != log.id,
        )
    ).all():
        end_log(session, earlier, LogState.LAPSED, now)


def _tell(
    session: Session, case: LogCase, finding: SampleFinding, page_link: str, now: datetime
) -> None:
    account = session.get(Account, case.log.account_id) if case.log.account_id else None
    if account is None:
        return
    proven, refused = N_("Your treatment log was proven"), N_("Your treatment log was not proven")
    subject = proven if finding.state == LogState.PROVEN else refused
    queue_mail(
        session,
        unique_key=f"treatment-log:{case.log.id}",
        kind="treatment_log_decision",
        to_address=account.email,
        language=account.mail_language,
        subject=subject,
        paragraphs=(
            N_(
                "%(subject)s: %(proven)s of %(drawn)s drawn treatments were shown by their "
                "documents. What each one showed stands in your account.",
                subject=subject,
                proven=finding.proven_count,
                drawn=finding.drawn_count,
            ),
            PageLink(page_link),
        ),
        now=now,
    )
