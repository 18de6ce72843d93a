"""Taking in records of registries that add facts to profiles: matched, uncertain, or nobody's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, selectinload

from directory.domain.record_linkage import Candidate
from directory.models import MatchCase, MatchDecision, Practitioner
from directory.services.import_journal import ImportJournal
from directory.services.import_report import ImportReport
from directory.services.registry_facts import FactWriter, Write, is_more_than_a_date
from directory.services.registry_import import Plan
from directory.services.registry_matching import Match
from directory.sources.person_records import PersonRecord
from directory.sources.record_json import dump_record
from directory.sources.records import SkipReason


class RecordMatcher(Protocol):
    """Knows whose records are."""

    def match(self, records: Sequence[PersonRecord]) -> list[Match]:
        """Whose each of these records is, in their order."""


class ListEnd(Protocol):
    """Knows what a list says by leaving somebody out."""

    def note(self, record: PersonRecord) -> None:
        """Take notice of a record of the list, whosever it is."""

    def plan(self, report: ImportReport) -> Plan:
        """What is to be done after the last record. Reads the database and writes nothing."""


class FactIntake:
    """Finds whom each record is about and what of it is new, or lets a registrar decide.

    Without a `list_end`, what is not in a file is left as it is, for files may be parts.
    """

    def __init__(
        self,
        session: Session,
        matcher: RecordMatcher,
        writers: Sequence[FactWriter],
        today: date,
        list_end: ListEnd | None = None,
    ) -> None:
        self._list_end = list_end
        self._session = session
        self._matcher = matcher
        self._writers = writers
        self._today = today
        self._seen: set[int] = set()

    def plan(self, records: Sequence[PersonRecord], report: ImportReport) -> Plan:
        """Sort a batch of records; the counts go into the report."""
        if self._list_end is not None:
            for record in records:
                self._list_end.note(record)
        new = [record for record in records if self._is_new(record, report)]
        cases = self._find_cases(new)
        owners: list[tuple[PersonRecord, int]] = []
        uncertain: list[tuple[PersonRecord, tuple[Candidate, ...]]] = []
        for record, match in zip(new, self._matcher.match(new), strict=True):
            case = cases.get(record.key)
            if case is not None and case.decision == MatchDecision.NOBODY:
                report.skipped[SkipReason.DECIDED_NOBODY] += 1
            elif case is not None and case.practitioner_id is not None:
                owners.append((record, case.practitioner_id))
            elif match.practitioner_id is not None:
                owners.append((record, match.practitioner_id))
            elif match.candidates:
                report.skipped[SkipReason.UNCERTAIN] += 1
                uncertain.append((record, match.candidates))
            else:
                report.skipped[SkipReason.NOT_LISTED] += 1
        writes = self._find_changes(owners, report)

        def carry_out(journal: ImportJournal) -> None:
            for practitioner, listed in writes:
                write_facts(practitioner, listed, journal)
            for record, candidates in uncertain:
                self._keep_case(journal.run_id, record, candidates, cases.get(record.key))

        return carry_out

    def plan_end(self, report: ImportReport) -> Plan:
        """What follows from the absence of others, if the file is a list that is whole."""
        return (lambda journal: None) if self._list_end is None else self._list_end.plan(report)

    def _is_new(self, record: PersonRecord, report: ImportReport) -> bool:
        known = hash(record.key)
        if known in self._seen:
            report.skipped[SkipReason.REPEATED] += 1
            return False
        self._seen.add(known)
        return True

    def _find_changes(
        self, owners: Sequence[tuple[PersonRecord, int]], report: ImportReport
    ) -> list[tuple[Practitioner, list[Write]]]:
        keys = sorted({key for _, key in owners})
        practitioners = load_practitioners(self._session, keys)
        for writer in self._writers:
            writer.load(keys)
        found = []
        for record, key in owners:
            practitioner = practitioners[key]
            writes = [
                write
                for writer in self._writers
                for write in writer.find_changes(practitioner, record)
            ]
            if is_more_than_a_date(writes):
                report.updated_count += 1
            else:
                report.unchanged_count += 1
            if writes:
                found.append((practitioner, writes))
        return found

    def _find_cases(self, records: Sequence[PersonRecord]) -> dict[str, MatchCase]:
        keys = [(record.source, record.key) for record in records]
        cases = self._session.scalars(
            select(MatchCase).where(tuple_(MatchCase.source, MatchCase.record_key).in_(keys))
        )
        return {case.record_key: case for case in cases}

    def _keep_case(
        self,
        run_id: int,
        record: PersonRecord,
        candidates: Sequence[Candidate],
        known: MatchCase | None,
    ) -> None:
        case = known or MatchCase(source=record.source, record_key=record.key)
        case.run_id = run_id
        case.record = dump_record(record)
        case.read_on = self._today
        case.candidates = [
            {
                "practitioner_id": candidate.key,
                "probability": round(candidate.probability, 4),
                "signs": list(candidate.signs),
            }
            for candidate in candidates
        ]
        self._session.add(case)


def load_practitioners(session: Session, keys: Sequence[int]) -> dict[int, Practitioner]:
    """These practitioners by id, with what facts are compared with."""
    practitioners = session.scalars(
        select(Practitioner)
        .where(Practitioner.id.in_(keys))
        .options(selectinload(Practitioner.locations), selectinload(Practitioner.credentials))
    )
    return {practitioner.id: practitioner for practitioner in practitioners}


def write_facts(
    practitioner: Practitioner, writes: Sequence[Write], journal: ImportJournal
) -> None:
    """Write what is new about somebody; an open edit of the profile will see that it moved on."""
    for write in writes:
        write(journal)
    if is_more_than_a_date(writes):
        practitioner.version += 1
