"""What a registry's record means for a profile: which columns it fills and which it may not touch.

A registry owns names, credentials, profession, status, the practice address and the licences it
lists, until the practitioner edits one of them (`Practitioner.edited_fields`). It says nothing of
experience: the day a number was given out is no day of practice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Session

from directory.domain.credentials import credential_spellings, parse_credentials
from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.geography import Point
from directory.domain.names import slugify
from directory.domain.vocabulary import Vocabulary
from directory.domain.vocabulary_entries import Profession
from directory.models import (
    Base,
    Credential,
    CredentialKind,
    EvidenceLevel,
    PointSource,
    PracticeLocation,
    Practitioner,
    PractitionerOrigin,
    PractitionerStatus,
)
from directory.services.import_journal import ImportJournal
from directory.services.places import zip_points
from directory.services.vocabulary import get_vocabulary
from directory.sources.records import RegistryAddress, RegistryPractitioner, RegistryStatus

LOCATIONS, CREDENTIALS = "locations", "credentials"

LICENCE_NAME = "State licence"
# Registries print the numbers that people report; whether a licence is in force they do not check.
_LICENCE_STATUS = "unknown"
_LONGEST_SLUG_OF_A_NAME = 100


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence as a registry lists it."""

    number: str
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class RegistryProfile:
    """A record in the terms of our tables: columns of the practitioner and of the location.

    An empty `location` and `licences` of None mean that the registry has nothing to say of them.
    """

    columns: Mapping[str, Any]
    location: Mapping[str, Any] = field(default_factory=dict)
    licences: tuple[Licence, ...] | None = None

    def __bool__(self) -> bool:
        return bool(self.columns or self.location or self.licences is not None)


class ProfileMaker:
    """Turns records into profiles with the vocabulary and the points of ZIP codes at hand."""

    def __init__(self, vocabulary: Vocabulary, zip_points: Mapping[str, Point]) -> None:
        self._vocabulary = vocabulary
        self._known_credentials = credential_spellings(vocabulary.credentials)
        self._zip_points = zip_points

    @classmethod
    def load(cls, session: Session) -> ProfileMaker:
        """With the vocabulary and the ZIP points in the database; NotFoundError without them."""
        points = zip_points(session)
        if not points:
            raise NotFoundError("No places are loaded yet. Run: flask --app wsgi gazetteer load")
        return cls(get_vocabulary(session), points)

    @property
    def professions(self) -> tuple[Profession, ...]:
        """The professions that a record may belong to."""
        return self._vocabulary.professions

    def make(self, record: RegistryPractitioner) -> RegistryProfile:
        """The profile of a record.

        Raises InvalidValueError for a taxonomy of no profession in the vocabulary: the reader was
        not given the vocabulary's taxonomies.
        """
        if record.status is RegistryStatus.DEACTIVATED:
            return RegistryProfile(
                {
                    "status": PractitionerStatus.DEACTIVATED,
                    "registry_updated_on": record.changed_on,
                }
            )
        profession = self._get_profession(record)
        return RegistryProfile(
            columns={
                "given_name": record.name.given_name,
                "middle_name": record.name.middle_name,
                "family_name": record.name.family_name,
                "name_suffix": record.name.name_suffix,
                "other_names": [record.professional_name] if record.professional_name else [],
                "credential_codes": list(
                    parse_credentials(record.credentials_text, self._known_credentials)
                ),
                "profession_key": profession.key,
                "status": PractitionerStatus.ACTIVE,
                "registry_updated_on": record.changed_on,
            },
            location=place_address(record.address, self._zip_points),
            licences=_list_licences(record),
        )

    def _get_profession(self, record: RegistryPractitioner) -> Profession:
        code = record.taxonomy.code if record.taxonomy else ""
        profession = self._vocabulary.find_profession_by_taxonomy(code)
        if profession is None:
            raise InvalidValueError(f"Taxonomy {code!r} is of no profession in the vocabulary.")
        return profession


def place_address(address: RegistryAddress, points: Mapping[str, Point]) -> dict[str, Any]:
    """The columns of a location at an address, with the point of its ZIP code; {} without one."""
    if not (address.street or address.city or address.postal_code):
        return {}
    point = points.get(address.postal_code) if address.country == "US" else None
    return {
        "street": address.street,
        "city": address.city,
        "region": address.region,
        "postal_code": address.postal_code,
        "country": address.country,
        "phone": address.phone,
        "latitude": point.lat if point else None,
        "longitude": point.lon if point else None,
        "point_source": PointSource.ZIP if point else PointSource.NONE,
    }


def find_too_long(profile: RegistryProfile) -> str | None:
    """The first value that its column cannot hold, or None."""
    checked = [(Practitioner, profile.columns), (PracticeLocation, profile.location)]
    checked += [(Credential, asdict(licence)) for licence in profile.licences or ()]
    for model, values in checked:
        lengths = _text_lengths(model)
        for column, value in values.items():
            if column in lengths and len(value) > lengths[column]:
                return str(value)
    return None


def make_practitioner(
    record: RegistryPractitioner, profile: RegistryProfile, listed_on: date
) -> Practitioner:
    """A new practitioner as the registry describes them, listed since the day `listed_on`."""
    practitioner = Practitioner(
        npi=record.registry_number,
        origin=PractitionerOrigin.REGISTRY,
        listed_on=listed_on,
        **profile.columns,
    )
    if profile.location:
        practitioner.locations = [PracticeLocation(**profile.location, source=record.registry)]
    practitioner.credentials = [
        _make_credential(licence, record.registry) for licence in profile.licences or ()
    ]
    name = slugify(practitioner.full_name)[:_LONGEST_SLUG_OF_A_NAME].strip("-")
    practitioner.slug = f"{name or 'practitioner'}-{record.registry_number}"
    return practitioner


def find_changes(
    practitioner: Practitioner, profile: RegistryProfile, registry: str
) -> RegistryProfile:
    """What of the profile is new to the practitioner and was not edited by them; false if none."""
    edited = set(practitioner.edited_fields)
    columns = {
        name: value
        for name, value in profile.columns.items()
        if name not in edited and getattr(practitioner, name) != value
    }
    location = {} if LOCATIONS in edited else profile.location
    held = _find_location(practitioner, registry)
    if held and all(getattr(held, name) == value for name, value in location.items()):
        location = {}
    licences = None if CREDENTIALS in edited else profile.licences
    if licences is not None and set(licences) == set(_licences_of(practitioner, registry)):
        licences = None
    return RegistryProfile(columns, location, licences)


def apply_changes(
    practitioner: Practitioner, changes: RegistryProfile, registry: str, journal: ImportJournal
) -> None:
    """Write the changes; whoever has the profile open for editing will see that it moved on."""
    journal.write(practitioner, changes.columns)
    if changes.location:
        held = _find_location(practitioner, registry)
        if held is not None:
            journal.write(held, changes.location)
        else:
            location = PracticeLocation(**changes.location, source=registry)
            practitioner.locations.append(location)
            journal.make([location])
    if changes.licences is not None:
        licences = _licences_of(practitioner, registry)
        for licence in set(licences) - set(changes.licences):
            practitioner.credentials.remove(licences[licence])
            journal.remove(licences[licence])
        new = [
            _make_credential(licence, registry)
            for licence in changes.licences
            if licence not in licences
        ]
        practitioner.credentials.extend(new)
        journal.make(new)
    practitioner.version += 1
    journal.touch(practitioner.id)


def _find_location(practitioner: Practitioner, registry: str) -> PracticeLocation | None:
    """The location that the registry owns, if there is one."""
    return next((one for one in practitioner.locations if one.source == registry), None)


def _licences_of(practitioner: Practitioner, registry: str) -> dict[Licence, Credential]:
    return {
        Licence(credential.number, credential.jurisdiction): credential
        for credential in practitioner.credentials
        if credential.source == registry
    }


def _make_credential(licence: Licence, registry: str) -> Credential:
    return Credential(
        kind=CredentialKind.LICENCE,
        name=LICENCE_NAME,
        number=licence.number,
        jurisdiction=licence.jurisdiction,
        status=_LICENCE_STATUS,
        evidence_level=EvidenceLevel.CLAIMED,
        source=registry,
    )


def _list_licences(record: RegistryPractitioner) -> tuple[Licence, ...]:
    """Each licence once, though people repeat one number for all their taxonomies."""
    licences = (
        Licence(taxonomy.licence_number, taxonomy.licence_region)
        for taxonomy in record.taxonomies
        if any(map(str.isdigit, taxonomy.licence_number))
    )
    return tuple(dict.fromkeys(licences))


@cache
def _text_lengths(model: type[Base]) -> Mapping[str, int]:
    """How many characters each text column of a table holds, by its name."""
    return {
        column.name: column.type.length
        for column in model.__table__.columns
        if isinstance(column.type, String) and column.type.length
    }
