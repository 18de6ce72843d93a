"""Notices of authorities: what is on their lists about people of the directory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from directory.domain.licences import PUBLIC_GRADES
from directory.models import Practitioner, PractitionerNotice
from directory.services.import_journal import ImportJournal
from directory.services.registry_facts import Write
from directory.sources.person_records import LicenceFact, NoticeFact, PersonRecord


class NoticeWriter:
    """Notices keyed on the source's reference; a licence without one any more loses its notice."""

    def __init__(self, session: Session, today: date) -> None:
        self._session = session
        self._today = today
        self._held: dict[int, list[PractitionerNotice]] = {}

    def load(self, practitioner_ids: Sequence[int]) -> None:
        """Read the notices of these people."""
        self._held = defaultdict(list)
        for notice in self._session.scalars(
            select(PractitionerNotice).where(
                PractitionerNotice.practitioner_id.in_(practitioner_ids)
            )
        ):
            self._held[notice.practitioner_id].append(notice)

    def find_changes(self, practitioner: Practitioner, record: PersonRecord) -> list[Write]:
        """New, changed and vanished notices."""
        held = {
            notice.reference: notice
            for notice in self._held.get(practitioner.id, ())
            if notice.source == record.source
        }
        facts = [fact for fact in record.facts if isinstance(fact, NoticeFact)]
        writes: list[Write] = []
        for fact in facts:
            values = {
                "grade": str(fact.grade),
                "words": fact.words[:300],
                "decided_on": fact.decided_on,
                "ended_on": fact.ended_on,
                "gone_on": None,
            }
            notice = held.get(fact.reference)
            if notice is None:
                new = PractitionerNotice(
                    practitioner_id=practitioner.id,
                    source=record.source,
                    reference=fact.reference,
                    listed_on=self._today,
                    **values,
                )
                writes.append(lambda journal, new=new: journal.make([new]))  # type: ignore[misc]
            elif any(getattr(notice, name) != value for name, value in values.items()):
                writes.append(_writing(notice, {**values, "listed_on": self._today}))
        kept = {fact.reference for fact in facts}
        for licence in record.facts:
            if isinstance(licence, LicenceFact):
                reference = f"{licence.region} {licence.number}"
                if reference in held and reference not in kept:
                    writes.append(_removing(held[reference]))
        return writes


def list_noticed(session: Session, practitioner_ids: Sequence[int]) -> frozenset[int]:
    """Which of these people a public notice is about that has not ended."""
    return frozenset(session.connection().scalars(_NOTICED, {"keys": practitioner_ids}))


_notice = PractitionerNotice.__table__.c

_NOTICED = select(_notice.practitioner_id).where(
    _notice.practitioner_id.in_(bindparam("keys", expanding=True)),
    _notice.grade.in_(sorted(PUBLIC_GRADES)),
    _notice.ended_on.is_(None),
    _notice.gone_on.is_(None),
)


def list_public_notices(session: Session, practitioner_id: int) -> list[PractitionerNotice]:
    """The notices about somebody that the public is shown, the newest first."""
    return list(
        session.scalars(
            select(PractitionerNotice)
            .where(
                PractitionerNotice.practitioner_id == practitioner_id,
                PractitionerNotice.grade.in_(sorted(PUBLIC_GRADES)),
            )
            .order_by(PractitionerNotice.decided_on.desc(), PractitionerNotice.id)
        )
    )


def _writing(notice: PractitionerNotice, values: dict[str, object]) -> Write:
    return lambda journal: journal.write(notice, values)


def _removing(notice: PractitionerNotice) -> Write:
    def remove(journal: ImportJournal) -> None:
        journal.remove(notice)

    return remove
