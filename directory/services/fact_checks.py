"""The monthly self-audit, reports of wrong facts, and the accuracy that comes of both."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.domain.audit import Subject
from directory.domain.errors import NotFoundError
from directory.domain.fact_checks import (
    FACT_LABELS,
    LONGEST_REPORT,
    MOST_OPEN_REPORTS,
    PUBLISHED_MONTHS,
    SAMPLE_SIZE,
    SAMPLED_FACTS,
    Accuracy,
    CheckResult,
    Fact,
    FactError,
    month_of,
)
from directory.domain.messages import N_
from directory.domain.plain_text import clean_text, has_markup
from directory.models import (
    CredentialKind,
    FactCheck,
    FactReport,
    Practitioner,
    PractitionerStatus,
)
from directory.services.audit import record

LONGEST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class AccuracyReport:
    """What is published: each fact's accuracy and all together, and since which month."""

    facts: tuple[Accuracy, ...]
    together: Accuracy
    since: date | None


def draw_sample(session: Session, today: date) -> int:
    """Draw this month's facts, unless they were drawn; returns how many are new."""
    month = month_of(today)
    if session.scalar(select(func.count()).select_from(FactCheck).where(FactCheck.month == month)):
        return 0
    people = session.scalars(
        select(Practitioner)
        .where(Practitioner.status == PractitionerStatus.ACTIVE)
        .order_by(func.random())
        .limit(SAMPLE_SIZE)
    ).all()
    checks = []
    for number, person in enumerate(people, start=1):
        shown = {fact: text for fact in SAMPLED_FACTS if (text := show_fact(person, fact))}
        fact = secrets.choice(sorted(shown))
        checks.append(
            FactCheck(
                month=month,
                number=number,
                practitioner_id=person.id,
                fact=fact,
                shown=shown[fact][:LONGEST_SHOWN],
            )
        )
    try:
        with session.begin_nested():
            session.add_all(checks)
    except IntegrityError:  # another worker drew them at the same moment
        return 0
    return len(checks)


def show_fact(practitioner: Practitioner, fact: Fact) -> str:
    """A fact as the profile shows it; empty where the profile says nothing."""
    return _SHOWN[fact](practitioner)


def list_unchecked(session: Session) -> Sequence[tuple[FactCheck, Practitioner]]:
    """The facts still to be checked, the oldest sample first."""
    rows = session.execute(
        select(FactCheck, Practitioner)
        .join(Practitioner, Practitioner.id == FactCheck.practitioner_id)
        .where(FactCheck.result.is_(None))
        .order_by(FactCheck.month, FactCheck.number)
    )
    return [(check, practitioner) for check, practitioner in rows]


def record_check(
    session: Session, check_id: int, result: CheckResult, account_id: int, now: datetime
) -> None:
    """Keep what a registrar found. Raises FactError where another one was first."""
    moved = session.scalar(
        update(FactCheck)
        .where(FactCheck.id == check_id, FactCheck.result.is_(None))
        .values(result=result, checked_at=now, checked_by_account_id=account_id)
        .returning(FactCheck.id)
        .execution_options(synchronize_session="fetch")
    )
    if moved is None:
        raise FactError(N_("This fact was checked already, or never drawn."))
    _put_on_record(
        session, "check", Subject("fact_check", check_id), result, account_id=account_id, now=now
    )


def report_fact(
    session: Session, practitioner: Practitioner, fact: Fact, text: str, now: datetime
) -> FactReport:
    """Keep that somebody says a fact is wrong. Raises FactError."""
    text = clean_text(text)
    if not text:
        raise FactError(N_("Say what is wrong, and what is right if you know."), "text")
    if len(text) > LONGEST_REPORT:
        raise FactError(
            N_("Keep it below %(longest_report)s characters.", longest_report=LONGEST_REPORT),
            "text",
        )
    if has_markup(text):
        raise FactError(N_("Write plain words, without HTML."), "text")
    open_count = session.scalar(
        select(func.count())
        .select_from(FactReport)
        .where(FactReport.practitioner_id == practitioner.id, FactReport.settled_at.is_(None))
    )
    if (open_count or 0) >= MOST_OPEN_REPORTS:
        raise FactError(N_("Many have reported this profile already; we are looking at it."))
    report = FactReport(practitioner_id=practitioner.id, fact=fact, text=text, reported_at=now)
    session.add(report)
    session.flush()
    return report


def list_open_reports(session: Session) -> Sequence[tuple[FactReport, Practitioner]]:
    """The reports that wait, the oldest first."""
    rows = session.execute(
        select(FactReport, Practitioner)
        .join(Practitioner, Practitioner.id == FactReport.practitioner_id)
        .where(FactReport.settled_at.is_(None))
        .order_by(FactReport.reported_at, FactReport.id)
        .limit(100)
    )
    return [(report, practitioner) for report, practitioner in rows]


def settle_report(
    session: Session, report_id: int, result: CheckResult, account_id: int, now: datetime
) -> None:
    """Keep what a registrar found about a report. Raises FactError where it was settled."""
    moved = session.scalar(
        update(FactReport)
        .where(FactReport.id == report_id, FactReport.settled_at.is_(None))
        .values(result=result, settled_at=now, settled_by_account_id=account_id)
        .returning(FactReport.id)
        .execution_options(synchronize_session="fetch")
    )
    if moved is None:
        raise FactError(N_("This report was settled already, or there is none."))
    _put_on_record(
        session, "settle", Subject("fact_report", report_id), result, account_id=account_id, now=now
    )


def get_accuracy(session: Session, today: date) -> AccuracyReport:
    """How right the sampled facts of the last months were."""
    month = month_of(today)
    first = month.replace(year=month.year - PUBLISHED_MONTHS // 12)
    counts = Counter[tuple[str, str]]()
    for fact, result, count in session.execute(
        select(FactCheck.fact, FactCheck.result, func.count())
        .where(FactCheck.result.is_not(None), FactCheck.month > first)
        .group_by(FactCheck.fact, FactCheck.result)
    ):
        counts[fact, str(result)] += count
    since = session.scalar(
        select(func.min(FactCheck.month)).where(
            FactCheck.result.is_not(None), FactCheck.month > first
        )
    )
    facts = tuple(
        _accuracy(FACT_LABELS[fact], {result: counts[fact, result] for result in CheckResult})
        for fact in SAMPLED_FACTS
    )
    sums = {result: sum(counts[fact, result] for fact in SAMPLED_FACTS) for result in CheckResult}
    return AccuracyReport(facts, _accuracy(N_("All together"), sums), since)


def get_reportable(session: Session, slug: str) -> Practitioner:
    """The practitioner of a profile. Raises NotFoundError."""
    practitioner = session.scalar(select(Practitioner).where(Practitioner.slug == slug))
    if practitioner is None:
        raise NotFoundError(N_("There is no profile here."))
    return practitioner


def _accuracy(label: str, counts: Mapping[CheckResult, int]) -> Accuracy:
    return Accuracy(
        label,
        counts[CheckResult.RIGHT],
        counts[CheckResult.WRONG],
        counts[CheckResult.UNCLEAR],
    )


def _put_on_record(
    session: Session,
    act: str,
    subject: Subject,
    result: CheckResult,
    *,
    account_id: int,
    now: datetime,
) -> None:
    record(session, account_id, act, subject, before={}, after={"result": result.value}, now=now)


def _show_address(practitioner: Practitioner) -> str:
    if not practitioner.locations:
        return ""
    place = practitioner.locations[0]
    parts = (place.clinic_name, place.street, place.city, place.region, place.postal_code)
    return ", ".join(filter(None, parts))


def _show_phone(practitioner: Practitioner) -> str:
    return practitioner.locations[0].phone if practitioner.locations else ""


def _show_licence(practitioner: Practitioner) -> str:
    return next(
        (
            ", ".join(filter(None, (each.name, each.issuer, each.number, each.status)))
            for each in practitioner.credentials
            if each.kind == CredentialKind.LICENCE
        ),
        "",
    )


def _show_status(practitioner: Practitioner) -> str:
    address = _show_address(practitioner)
    return N_("Practises at %(address)s", address=address) if address else ""


_SHOWN: Mapping[Fact, Callable[[Practitioner], str]] = {
    Fact.NAME: lambda practitioner: practitioner.full_name,
    Fact.PROFESSION: lambda practitioner: practitioner.profession_key.replace("_", " "),
    Fact.ADDRESS: _show_address,
    Fact.PHONE: _show_phone,
    Fact.LICENCE: _show_licence,
    Fact.STATUS: _show_status,
}
