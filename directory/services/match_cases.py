"""Uncertain matches: a registrar says whose a record is, and its facts are written or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from directory.domain.errors import DomainError, NotFoundError
from directory.domain.record_linkage import HARDLY, SIGN_WORDS, Sign
from directory.models import MatchCase, MatchDecision, Practitioner
from directory.services.fact_intake import load_practitioners, write_facts
from directory.services.import_journal import ImportJournal
from directory.services.indexing import note_changes
from directory.services.registry_sources import get_registry_source
from directory.sources.person_records import PersonRecord
from directory.sources.record_json import load_record


@dataclass(frozen=True, slots=True)
class ShownCandidate:
    """Somebody whom a record may belong to, as a registrar compares them."""

    practitioner: Practitioner
    probability: float
    signs: tuple[str, ...]

    @property
    def is_hardly(self) -> bool:
        """Whether next to nothing speaks for this person."""
        return self.probability < HARDLY

    @property
    def licences(self) -> tuple[str, ...]:
        """The numbers of licences to compare, with their states."""
        numbered = (one for one in self.practitioner.credentials if one.number)
        return tuple(dict.fromkeys(f"{one.jurisdiction} {one.number}".strip() for one in numbered))


@dataclass(frozen=True, slots=True)
class ShownCase:
    """An uncertain match with its record and candidates, likeliest first."""

    case: MatchCase
    record: PersonRecord
    source_name: str
    candidates: tuple[ShownCandidate, ...]


def count_open_cases(session: Session) -> int:
    """How many uncertain matches wait."""
    open_cases = select(func.count()).where(MatchCase.decision == MatchDecision.OPEN)
    return session.scalar(open_cases) or 0


def list_open_cases(session: Session, limit: int) -> list[ShownCase]:
    """The uncertain matches that have waited longest."""
    cases = session.scalars(
        select(MatchCase)
        .where(MatchCase.decision == MatchDecision.OPEN)
        .order_by(MatchCase.id)
        .limit(limit)
    ).all()
    keys = {candidate["practitioner_id"] for case in cases for candidate in case.candidates}
    people = load_practitioners(session, sorted(keys))
    return [_show(case, people) for case in cases]


def get_case(session: Session, case_id: int) -> MatchCase:
    """The case of this number. Raises NotFoundError."""
    case = session.get(MatchCase, case_id)
    if case is None:
        raise NotFoundError("This case is gone: the import that raised it was taken back.")
    return case


def decide_same_person(
    session: Session, case: MatchCase, practitioner_id: int, account_id: int, now: datetime
) -> None:
    """Give the record to this candidate and write its facts, in the name of its import.

    Raises DomainError for somebody who is no candidate, and when the case was decided meanwhile.
    """
    if practitioner_id not in {one["practitioner_id"] for one in case.candidates}:
        raise DomainError("Choose one of the people listed, or nobody.", "practitioner_id")
    _decide(
        session,
        case,
        MatchDecision.SAME_PERSON,
        practitioner_id=practitioner_id,
        account_id=account_id,
        now=now,
    )
    practitioner = load_practitioners(session, [practitioner_id])[practitioner_id]
    journal = ImportJournal(session, case.run_id)
    record = load_record(case.record)
    for writer in get_registry_source(case.source).make_writers(session, case.read_on):
        writer.load([practitioner_id])
        write_facts(practitioner, writer.find_changes(practitioner, record), journal)
    note_changes(session, journal.flush(), now)


def decide_nobody(session: Session, case: MatchCase, account_id: int, now: datetime) -> None:
    """The record is of nobody here; later imports will not ask again.

    Raises DomainError when the case was decided meanwhile.
    """
    _decide(
        session,
        case,
        MatchDecision.NOBODY,
        practitioner_id=None,
        account_id=account_id,
        now=now,
    )


def _decide(
    session: Session,
    case: MatchCase,
    decision: MatchDecision,
    *,
    practitioner_id: int | None,
    account_id: int,
    now: datetime,
) -> None:
    decided = session.execute(
        update(MatchCase)
        .where(MatchCase.id == case.id, MatchCase.decision == MatchDecision.OPEN)
        .values(
            decision=decision,
            practitioner_id=practitioner_id,
            decided_by_id=account_id,
            decided_at=now,
        )
        .returning(MatchCase.id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    session.refresh(case)
    if decided is None:
        raise DomainError("Somebody else has decided this case meanwhile. Look at the list again.")


def _show(case: MatchCase, people: dict[int, Practitioner]) -> ShownCase:
    candidates: Sequence[ShownCandidate] = [
        ShownCandidate(
            practitioner=people[written["practitioner_id"]],
            probability=written["probability"],
            signs=tuple(SIGN_WORDS[Sign(sign)] for sign in written["signs"]),
        )
        for written in case.candidates
        if written["practitioner_id"] in people
    ]
    return ShownCase(
        case, load_record(case.record), get_registry_source(case.source).name, tuple(candidates)
    )
