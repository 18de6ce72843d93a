"""Taking in the records of a registry that makes profiles: new, changed, as before, or left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from directory.models import Practitioner
from directory.services.import_journal import ImportJournal
from directory.services.import_report import ImportReport
from directory.services.registry_import import Plan
from directory.services.registry_profiles import (
    ProfileMaker,
    RegistryProfile,
    apply_changes,
    find_changes,
    find_too_long,
    make_practitioner,
)
from directory.sources.records import (
    RegistryPractitioner,
    RegistryStatus,
    RowError,
    RowProblem,
    SkipReason,
)


class ProfileIntake:
    """Decides for each record whether it is new, changed, as before, left out or unusable.

    Remembers the numbers it has seen: some sixty bytes for each person kept, and nothing for the
    millions of rows that are not.
    """

    def __init__(self, session: Session, maker: ProfileMaker, today: date) -> None:
        self._session = session
        self._maker = maker
        self._today = today
        self._seen: set[int] = set()

    def plan(self, records: Sequence[RegistryPractitioner], report: ImportReport) -> Plan:
        """Sort a batch of records; the counts go into the report."""
        creations: list[tuple[RegistryPractitioner, RegistryProfile]] = []
        updates: list[tuple[Practitioner, RegistryProfile, str]] = []
        known = self._find_known(records)
        for record in records:
            practitioner = known.get(record.registry_number)
            profile = self._maker.make(record)
            reason = self._find_reason_to_skip(record, practitioner)
            if reason is not None:
                report.skipped[reason] += 1
                continue
            self._seen.add(int(record.registry_number))
            too_long = find_too_long(profile)
            if too_long is not None:
                report.note_row_error(RowError(record.line, RowProblem.VALUE_TOO_LONG, too_long))
            elif practitioner is None:
                report.created_count += 1
                creations.append((record, profile))
            elif changes := find_changes(practitioner, profile, record.registry):
                report.updated_count += 1
                updates.append((practitioner, changes, record.registry))
            else:
                report.unchanged_count += 1

        def carry_out(journal: ImportJournal) -> None:
            journal.make(
                make_practitioner(record, profile, self._today) for record, profile in creations
            )
            for practitioner, changes, registry in updates:
                apply_changes(practitioner, changes, registry, journal)

        return carry_out

    def plan_end(self, report: ImportReport) -> Plan:
        """Nothing: whoever is not in a file is left as they are, for files may be weekly ones."""
        return lambda journal: None

    def _find_known(self, records: Sequence[RegistryPractitioner]) -> dict[str, Practitioner]:
        numbers = [record.registry_number for record in records]
        practitioners = self._session.scalars(
            select(Practitioner)
            .where(Practitioner.npi.in_(numbers))
            .options(selectinload(Practitioner.locations), selectinload(Practitioner.credentials))
        )
        return {practitioner.npi or "": practitioner for practitioner in practitioners}

    def _find_reason_to_skip(
        self, record: RegistryPractitioner, practitioner: Practitioner | None
    ) -> SkipReason | None:
        if int(record.registry_number) in self._seen:
            return SkipReason.REPEATED
        if practitioner is None:
            is_gone = record.status is RegistryStatus.DEACTIVATED
            return SkipReason.DEACTIVATED if is_gone else None
        known_since = practitioner.registry_updated_on
        if known_since and record.changed_on and record.changed_on < known_since:
            return SkipReason.OUTDATED
        return None
