"""Laser services that Medicare paid for, as evidence that somebody does them.

They feed no score: Medicare is one payer of people who are mostly over 65, most laser treatments
are paid for privately, and a count that is missing may be ten. `docs/decisions/0044-*` says more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import MedicareVolume, Practitioner
from directory.services.import_journal import ImportJournal
from directory.services.registry_facts import Write
from directory.sources.code_lists import read_code_list
from directory.sources.person_records import PersonRecord, VolumeFact


@dataclass(frozen=True, slots=True)
class LaserService:
    """What Medicare paid somebody for in one year: the service in words, and how often at least."""

    year: int
    words: str
    service_count: float


class VolumeWriter:
    """Services of one year: the record gives all codes there are of that year."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: dict[int, list[MedicareVolume]] = {}

    def load(self, practitioner_ids: Sequence[int]) -> None:
        """Read the services of these people."""
        self._held = defaultdict(list)
        for volume in self._session.scalars(
            select(MedicareVolume).where(MedicareVolume.practitioner_id.in_(practitioner_ids))
        ):
            self._held[volume.practitioner_id].append(volume)

    def find_changes(self, practitioner: Practitioner, record: PersonRecord) -> list[Write]:
        """New, changed and vanished counts of the record's year."""
        facts = [fact for fact in record.facts if isinstance(fact, VolumeFact)]
        years = {fact.year for fact in facts}
        held = {
            (volume.year, volume.code): volume
            for volume in self._held.get(practitioner.id, ())
            if volume.year in years
        }
        writes: list[Write] = []
        for fact in facts:
            volume = held.pop((fact.year, fact.code), None)
            if volume is None:
                new = MedicareVolume(
                    practitioner_id=practitioner.id,
                    year=fact.year,
                    code=fact.code,
                    service_count=fact.service_count,
                )
                writes.append(_making(new))
            elif volume.service_count != fact.service_count:
                writes.append(_counting(volume, fact.service_count))
        return [*writes, *(_removing(volume) for volume in held.values())]


def list_laser_services(session: Session, practitioner_id: int) -> tuple[LaserService, ...]:
    """The laser services of somebody, the newest year first."""
    words = read_code_list("laser_codes")
    rows = session.scalars(
        select(MedicareVolume)
        .where(MedicareVolume.practitioner_id == practitioner_id)
        .order_by(MedicareVolume.year.desc(), MedicareVolume.code)
    )
    return tuple(
        LaserService(row.year, words[row.code], row.service_count)
        for row in rows
        if row.code in words
    )


def _making(volume: MedicareVolume) -> Write:
    return lambda journal: journal.make([volume])


def _counting(volume: MedicareVolume, service_count: float) -> Write:
    return lambda journal: journal.write(volume, {"service_count": service_count})


def _removing(volume: MedicareVolume) -> Write:
    def remove(journal: ImportJournal) -> None:
        journal.remove(volume)

    return remove
