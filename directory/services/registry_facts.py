"""What a record's facts mean for a profile: licences, graduation, places of practice, numbers gone.

Each writer looks at what the directory holds and gives what is to be written, if anything. What a
registry says of licences is not the practitioner's to edit; addresses are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from directory.domain.geography import Point
from directory.models import (
    Base,
    Credential,
    CredentialKind,
    EvidenceLevel,
    PracticeLocation,
    Practitioner,
    PractitionerStatus,
)
from directory.services.import_journal import ImportJournal
from directory.services.registry_profiles import LOCATIONS, place_address
from directory.sources.person_records import (
    AddressFact,
    DeactivationFact,
    GraduationFact,
    LicenceFact,
    PersonRecord,
)

Write = Callable[[ImportJournal], None]
"""Something to be written in the name of an import."""

DEGREE_NAME = "Degree"

_HOUSE_AND_STREET = re.compile(
    r"\s*(\d+)\w*\s+(?:(?:[nsew]|[ns][ew]|north|south|east|west)\b\.?\s+)?(\w{1,3})"
)


class FactWriter(Protocol):
    """Knows one kind of fact."""

    def load(self, practitioner_ids: Sequence[int]) -> None:
        """Read what the directory holds of these people beyond their profile."""

    def find_changes(self, practitioner: Practitioner, record: PersonRecord) -> list[Write]:
        """What of the record is new; nothing if the directory holds it already."""


class LicenceWriter:
    """Licences of a state's list, keyed on their number; each import says when it saw them."""

    def __init__(self, today: date) -> None:
        self._today = today

    def load(self, practitioner_ids: Sequence[int]) -> None:
        """Nothing: credentials come with the profile."""

    def find_changes(self, practitioner: Practitioner, record: PersonRecord) -> list[Write]:
        """New licences, and what changed about known ones."""
        writes = []
        for fact in record.facts:
            if isinstance(fact, LicenceFact):
                values = {
                    "name": fact.name[:200],
                    "issuer": fact.issuer[:200],
                    "issued_on": fact.issued_on,
                    "expires_on": fact.expires_on,
                    "status": str(fact.status),
                    "is_temporary": fact.is_temporary,
                }
                key = {
                    "kind": CredentialKind.LICENCE,
                    "source": record.source,
                    "number": fact.number[:60],
                    "jurisdiction": fact.region,
                }
                writes += _write_credential(practitioner, key, values, self._today)
        return writes


class GraduationWriter:
    """The year of graduation, above which no experience counts, and the school."""

    def __init__(self, today: date) -> None:
        self._today = today

    def load(self, practitioner_ids: Sequence[int]) -> None:
        """Nothing: both come with the profile."""

    def find_changes(self, practitioner: Practitioner, record: PersonRecord) -> list[Write]:
        """The year, unless a person has set it, and the school if it is named."""
        writes: list[Write] = []
        for fact in record.facts:
            if not isinstance(fact, GraduationFact):
                continue
            if "graduated_in" not in practitioner.edited_fields:
                writes += _write_columns(practitioner, {"graduated_in": fact.year})
            if fact.school:
                key = {"kind": CredentialKind.DEGREE, "source": record.source}
                values = {"name": DEGREE_NAME, "issuer": fact.school[:200]}
                writes += _write_credential(practitioner, key, values, self._today)
        return writes


class AddressWriter:
    """Places of practice of one source: the record gives all there are."""

    def __init__(self, zip_points: Mapping[str, Point]) -> None:
        self._zip_points = zip_points

    def load(self, practitioner_ids: Sequence[int]) -> None:
        """Nothing: locations come with the profile."""

    def find_changes(self, practitioner: Practitioner, record: PersonRecord) -> list[Write]:
        """New and vanished places; one that another source lists already only gets its name."""
        if LOCATIONS in practitioner.edited_fields:
            return []
        facts = [fact for fact in record.facts if isinstance(fact, AddressFact)]
        own = {
            _place_key(one): one for one in practitioner.locations if one.source == record.source
        }
        others = {
            _place_key(one): one for one in practitioner.locations if one.source != record.source
        }
        writes: list[Write] = []
        wanted: set[tuple[str, str]] = set()
        position = max((one.position for one in practitioner.locations), default=-1)
        for fact in facts:
            values = place_address(fact.address, self._zip_points)
            values["clinic_name"] = fact.clinic_name[:200]
            key = _address_key(fact.address.street, fact.address.postal_code)
            if key in wanted:
                continue
            wanted.add(key)
            if key in others:
                if fact.clinic_name and not others[key].clinic_name:
                    name = {"clinic_name": values["clinic_name"]}
                    writes += _write_columns(others[key], name)
            elif key in own:
                writes += _write_columns(own[key], values)
            else:
                position += 1
                location = {**values, "source": record.source, "position": position}
                writes.append(_adding_location(practitioner, location))
        gone = [location for key, location in own.items() if key not in wanted or key in others]
        writes += [_removing_location(practitioner, location) for location in gone]
        return writes


class DeactivationWriter:
    """Marks people whose number the registry took back."""

    def load(self, practitioner_ids: Sequence[int]) -> None:
        """Nothing: the status comes with the profile."""

    def find_changes(self, practitioner: Practitioner, record: PersonRecord) -> list[Write]:
        """The status, unless the registry said something newer or the status was edited."""
        writes: list[Write] = []
        for fact in record.facts:
            if not isinstance(fact, DeactivationFact) or "status" in practitioner.edited_fields:
                continue
            known_since = practitioner.registry_updated_on
            if known_since is None or known_since <= fact.deactivated_on:
                values = {
                    "status": PractitionerStatus.DEACTIVATED,
                    "registry_updated_on": fact.deactivated_on,
                }
                writes += _write_columns(practitioner, values)
        return writes


def is_more_than_a_date(writes: Iterable[Write]) -> bool:
    """Whether anything is written but the day on which a fact was last seen."""
    return any(not isinstance(write, _Sighting) for write in writes)


class _Sighting:
    """Notes when a credential was last seen in its register; for its own sake no news."""

    def __init__(self, credential: Credential, seen_on: date) -> None:
        self._credential = credential
        self._seen_on = seen_on

    def __call__(self, journal: ImportJournal) -> None:
        journal.write(self._credential, {"verified_on": self._seen_on})


def _write_credential(
    practitioner: Practitioner, key: Mapping[str, Any], values: Mapping[str, Any], today: date
) -> list[Write]:
    held = next(
        (
            credential
            for credential in practitioner.credentials
            if all(getattr(credential, name) == value for name, value in key.items())
        ),
        None,
    )
    if held is not None:
        writes = _write_columns(held, values)
        return [*writes, _Sighting(held, today)] if held.verified_on != today else writes

    def add(journal: ImportJournal) -> None:
        credential = Credential(
            **key,
            **values,
            evidence_level=EvidenceLevel.REGISTRY,
            verified_on=today,
        )
        practitioner.credentials.append(credential)
        journal.make([credential])

    return [add]


def _write_columns(row: Base, values: Mapping[str, Any]) -> list[Write]:
    if all(getattr(row, name) == value for name, value in values.items()):
        return []
    return [lambda journal: journal.write(row, values)]


def _adding_location(practitioner: Practitioner, values: Mapping[str, Any]) -> Write:
    def add(journal: ImportJournal) -> None:
        location = PracticeLocation(**values)
        practitioner.locations.append(location)
        journal.make([location])

    return add


def _removing_location(practitioner: Practitioner, location: PracticeLocation) -> Write:
    def remove(journal: ImportJournal) -> None:
        practitioner.locations.remove(location)
        journal.remove(location)

    return remove


def _place_key(location: PracticeLocation) -> tuple[str, str]:
    return _address_key(location.street, location.postal_code)


def _address_key(street: str, postal_code: str) -> tuple[str, str]:
    """What two spellings of one address share: house number, begin of the street, ZIP code."""
    found = _HOUSE_AND_STREET.match(street.casefold())
    place = f"{found[1]} {found[2]}" if found else street.casefold()
    return place, postal_code[:5]
