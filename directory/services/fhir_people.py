"""People and places of the directory as FHIR is told of them."""

from __future__ import annotations

from collections.abc import Mapping

from directory.domain.licences import LicenceStatus
from directory.domain.practitioner_states import PractitionerStatus
from directory.domain.vocabulary import Vocabulary
from directory.domain.vocabulary_entries import Profession
from directory.exports import fhir
from directory.models import PracticeLocation, Practitioner
from directory.services.exact_points import find_exact_point
from directory.services.registry_view import list_evidenced_credentials

QUALIFICATION_STATUSES: Mapping[str, str] = {
    LicenceStatus.ACTIVE: "active",
    LicenceStatus.LIMITED: "active",
    LicenceStatus.INACTIVE: "inactive",
    LicenceStatus.EXPIRED: "inactive",
    LicenceStatus.SUPERSEDED: "inactive",
    LicenceStatus.SUSPENDED: "inactive",
    LicenceStatus.REVOKED: "revoked",
    LicenceStatus.SURRENDERED: "inactive",
    LicenceStatus.RETIRED: "inactive",
    LicenceStatus.DECEASED: "inactive",
    LicenceStatus.UNKNOWN: "unknown",
}
"""How a credential stands, in Plan-Net's fewer words; who reads them learns the rest here."""


def describe_person(
    practitioner: Practitioner, vocabulary: Vocabulary, site_url: str
) -> fhir.Person:
    """A practitioner of the site at this address, with the credentials that others show."""
    profession = vocabulary.find_profession(practitioner.profession_key)
    languages = {key: vocabulary.find_language(key) for key in practitioner.languages}
    return fhir.Person(
        number=practitioner.id,
        own_system=site_url + fhir.OWN_IDENTIFIERS,
        own_identifier=practitioner.slug,
        npi=practitioner.npi or "",
        text=practitioner.full_name,
        family=practitioner.family_name,
        given=(practitioner.given_name, practitioner.middle_name),
        suffix=practitioner.name_suffix,
        is_active=practitioner.status == PractitionerStatus.ACTIVE,
        is_fictional=practitioner.is_fictional,
        profession_key=practitioner.profession_key,
        profession=profession.name if profession else practitioner.profession_key,
        taxonomy_codes=_taxonomy_codes(profession) if profession else (),
        languages={key: language.name for key, language in languages.items() if language},
        qualifications=tuple(
            fhir.Qualification(
                one.name,
                one.issuer,
                status=QUALIFICATION_STATUSES.get(one.status, "unknown"),
                jurisdiction=one.jurisdiction,
                issued_on=one.issued_on,
                expires_on=one.expires_on,
            )
            for one in list_evidenced_credentials(practitioner.credentials)
        ),
    )


def _taxonomy_codes(profession: Profession) -> tuple[str, ...]:
    """The code of a profession as such, not of one of its specialties."""
    whole_groups = (prefix.ljust(9, "0") + "X" for prefix in profession.taxonomy_prefixes)
    return (*profession.taxonomy_codes, *whole_groups)[:1]


def describe_place(location: PracticeLocation) -> fhir.Place:
    """A place of practice."""
    return fhir.Place(
        number=location.id,
        name=location.clinic_name,
        street=location.street,
        city=location.city,
        region=location.region,
        postal_code=location.postal_code,
        country=location.country,
        phone=location.phone,
        website=location.website,
        hours=location.hours,
        point=find_exact_point(location),
    )
