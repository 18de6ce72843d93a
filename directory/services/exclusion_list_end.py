"""What the whole list of exclusions says by leaving somebody out: they are not listed any more.

Whoever is reinstated vanishes from the next list. The notice stays, with the day on which the list
was first read without it; what the list does not say, such as when and why it ended, is not said.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.errors import DomainError
from directory.domain.names import fold_name
from directory.models import ImportRun, ImportState, Practitioner, PractitionerNotice
from directory.services.import_journal import ImportJournal
from directory.services.import_report import ImportReport
from directory.services.registry_import import Plan
from directory.sources.person_records import NoticeFact, PersonRecord

LEAST_SHARE_OF_THE_LAST = 0.9
"""A list that is shorter than this share of the last one is half a download, and proves nothing."""

MOST_BAD_SHARE = 0.01
MOST_RUNS_LOOKED_AT = 24


class ExclusionListEnd:
    """Ends the notices of those whom a whole list does not name.

    A row with the same reason and day and the family name keeps a notice, whatever number it bears:
    nobody is called free of an exclusion because a number was corrected.
    """

    def __init__(self, session: Session, source: str, today: date, *, least_row_count: int) -> None:
        self._session = session
        self._source = source
        self._today = today
        self._least_row_count = least_row_count
        self._listed: set[tuple[str, str]] = set()

    def note(self, record: PersonRecord) -> None:
        """Take notice of a row of the list, whosever it is."""
        family_name = fold_name(record.identity.name.family_name)
        for fact in record.facts:
            if isinstance(fact, NoticeFact):
                self._listed.add((family_name, fact.reference))

    def plan(self, report: ImportReport) -> Plan:
        """End the notices that the list does not hold. Raises DomainError for half a list."""
        sound_count = report.read_count - report.row_error_count
        if sound_count < self._least_row_count:
            raise DomainError(
                f"The list has {sound_count:,} sound rows, and the last one had many more: it may "
                "be half a download. Nobody was taken off the list. If it is whole, import it "
                "again with --complete."
            )
        if report.row_error_count > MOST_BAD_SHARE * report.read_count:
            raise DomainError(
                "Too many rows of the list are bad to tell whom it does not name any more. Nobody "
                "was taken off the list."
            )
        gone = [
            notice
            for notice, family_name in self._session.execute(
                select(PractitionerNotice, Practitioner.family_name)
                .join(Practitioner, Practitioner.id == PractitionerNotice.practitioner_id)
                .where(
                    PractitionerNotice.source == self._source,
                    PractitionerNotice.ended_on.is_(None),
                    PractitionerNotice.gone_on.is_(None),
                )
                .order_by(PractitionerNotice.id)
            )
            if (fold_name(family_name), notice.reference) not in self._listed
        ]
        report.updated_count += len(gone)

        def carry_out(journal: ImportJournal) -> None:
            for notice in gone:
                journal.write(notice, {"gone_on": self._today})

        return carry_out


def find_least_row_count(session: Session, source: str) -> int:
    """How many rows a whole list must have not to be taken for a part; 0 before there was any."""
    last = session.scalars(
        select(ImportRun)
        .where(ImportRun.source == source, ImportRun.state == ImportState.FINISHED)
        .order_by(ImportRun.id.desc())
        .limit(MOST_RUNS_LOOKED_AT)
    )
    longest = max((int(run.counts.get("read", 0)) for run in last), default=0)
    return int(LEAST_SHARE_OF_THE_LAST * longest)
