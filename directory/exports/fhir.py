"""Practitioners and their places in the words of FHIR R4, after Da Vinci PDex Plan-Net.

Only what the profile shows, and nothing of results: FHIR has no words for those here. A place is at
once a Location, the Organization that runs it, and the PractitionerRole of whoever works there, all
by the number of the place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from directory.domain.professions import PHYSICIANS

NPI_SYSTEM = "http://hl7.org/fhir/sid/us-npi"
TAXONOMY_SYSTEM = "http://nucc.org/provider-taxonomy"
LANGUAGE_SYSTEM = "urn:ietf:bcp:47"
PLAN_NET = "http://hl7.org/fhir/us/davinci-pdex-plan-net"
ORGANIZATION_TYPES = (
    {
        "system": f"{PLAN_NET}/CodeSystem/OrgTypeCS",
        "code": "prvgrp",
        "display": "Provider Group",
    },
    {
        "system": "http://terminology.hl7.org/CodeSystem/organization-type",
        "code": "prov",
        "display": "Healthcare Provider",
    },
)
ROLE_SYSTEM = f"{PLAN_NET}/CodeSystem/ProviderRoleCS"
ROLES = {
    "physician_assistant": ("pa", "Physician Assistant"),
    "nurse_practitioner": ("crnp", "Certified Registered Nurse Practitioner"),
    "registered_nurse": ("rn", "Registered Nurse"),
}
"""Plan-Net's roles by the key of a profession; physicians and others beside them."""
PHYSICIAN_ROLE = ("ph", "Physician")
OTHER_ROLE = ("os", "Other Service Provider")
QUALIFICATION_EXTENSION = f"{PLAN_NET}/StructureDefinition/practitioner-qualification"
STATE_SYSTEM = "https://www.usps.com/"
US_STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH "
    "NJ NM NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY"
)
TEST_DATA = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}

US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition"
US_CORE_VERSION = "9.0.0"
OWN_IDENTIFIERS = "/practitioners"
"""Behind the site's address: the system of the identifiers that this directory itself gives."""

Resource = dict[str, object]


@dataclass(frozen=True, slots=True)
class Qualification:
    """A credential: its name, who gave it, from when to when it is good, how it stands.

    `status` is a code of Plan-Net, `jurisdiction` where it is good, told where it is a US state.
    """

    name: str
    issuer: str
    status: str
    jurisdiction: str
    issued_on: date | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """A practitioner; `languages` have names by their codes.

    `own_identifier` is the one here, of the system `own_system`.
    """

    number: int
    own_system: str
    own_identifier: str
    npi: str
    text: str
    family: str
    given: Sequence[str]
    suffix: str
    is_active: bool
    is_fictional: bool
    profession_key: str
    profession: str
    taxonomy_codes: Sequence[str]
    languages: Mapping[str, str]
    qualifications: Sequence[Qualification]


@dataclass(frozen=True, slots=True)
class Place:
    """A place of practice; `hours` are spans by weekday, `point` only that of the address."""

    number: int
    name: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    phone: str
    website: str
    hours: Mapping[str, Sequence[Sequence[str]]]
    point: tuple[float, float] | None


def make_practitioner(person: Person) -> Resource:
    """The Practitioner resource of a person."""
    name = {"use": "official", "text": person.text, "family": person.family or None}
    identifiers = [(NPI_SYSTEM, person.npi), (person.own_system, person.own_identifier)]
    return without_gaps(
        {
            "resourceType": "Practitioner",
            "id": str(person.number),
            "meta": _meta("practitioner" if person.family else "", is_test=person.is_fictional),
            "identifier": [
                {"system": system, "value": value} for system, value in identifiers if value
            ],
            "active": person.is_active,
            "name": [
                without_gaps(
                    {
                        **name,
                        "given": [one for one in person.given if one],
                        "suffix": [person.suffix] if person.suffix else None,
                    }
                )
            ],
            "qualification": [_qualification(one) for one in person.qualifications],
            "communication": [
                {"coding": [{"system": LANGUAGE_SYSTEM, "code": code}], "text": words}
                for code, words in person.languages.items()
            ],
        }
    )


def make_role(person: Person, place: Place) -> Resource:
    """The PractitionerRole of a person at one place."""
    return without_gaps(
        {
            "resourceType": "PractitionerRole",
            "id": str(place.number),
            "meta": _meta("", is_test=person.is_fictional),
            "active": person.is_active,
            "practitioner": _reference("Practitioner", person.number, person.text),
            "organization": _organization_of(place),
            "location": [_reference("Location", place.number, place.name or place.city)],
            "code": [{"coding": [_role_of(person.profession_key)], "text": person.profession}],
            "specialty": [
                {"coding": [{"system": TAXONOMY_SYSTEM, "code": code}]}
                for code in person.taxonomy_codes
            ],
            "telecom": _telecom(place),
            "availableTime": [
                {
                    "daysOfWeek": [day],
                    "availableStartTime": f"{span[0]}:00",
                    "availableEndTime": f"{span[1]}:00",
                }
                for day, spans in place.hours.items()
                for span in spans
            ],
        }
    )


def make_organization(place: Place) -> Resource:
    """The Organization that runs a place."""
    return without_gaps(
        {
            "resourceType": "Organization",
            "id": str(place.number),
            "meta": _meta("organization"),
            "active": True,
            "type": [{"coding": list(ORGANIZATION_TYPES)}],
            "name": place.name,
            "telecom": _telecom(place),
            "address": [_address(place)],
        }
    )


def make_location(place: Place) -> Resource:
    """The Location of a place."""
    point = place.point
    return without_gaps(
        {
            "resourceType": "Location",
            "id": str(place.number),
            "meta": _meta("location"),
            "status": "active",
            "name": place.name or place.city,
            "telecom": _telecom(place),
            "address": _address(place),
            "position": {"latitude": point[0], "longitude": point[1]} if point else None,
            "managingOrganization": _organization_of(place),
            "hoursOfOperation": [
                {"daysOfWeek": [day], "openingTime": f"{opens}:00", "closingTime": f"{closes}:00"}
                for day, spans in place.hours.items()
                for opens, closes in spans
            ],
        }
    )


def _meta(profile: str, *, is_test: bool = False) -> Resource:
    """The profile of US Core that a resource meets, if any, and whether it is invented."""
    claimed = f"{US_CORE}/us-core-{profile}|{US_CORE_VERSION}"
    return without_gaps(
        {"profile": [claimed] if profile else None, "tag": [TEST_DATA] if is_test else None}
    )


def _qualification(one: Qualification) -> Resource:
    state = {"coding": [{"system": STATE_SYSTEM, "code": one.jurisdiction}]}
    standing: list[Resource] = [{"url": "status", "valueCode": one.status}]
    if one.jurisdiction in US_STATES.split():
        standing.append({"url": "whereValid", "valueCodeableConcept": state})
    return without_gaps(
        {
            "extension": [{"url": QUALIFICATION_EXTENSION, "extension": standing}],
            "code": {"text": one.name},
            "period": _period(one.issued_on, one.expires_on),
            "issuer": {"display": one.issuer} if one.issuer else None,
        }
    )


def _role_of(profession_key: str) -> Resource:
    usual = PHYSICIAN_ROLE if profession_key in PHYSICIANS else OTHER_ROLE
    code, display = ROLES.get(profession_key, usual)
    return {"system": ROLE_SYSTEM, "code": code, "display": display}


def _period(start: date | None, end: date | None) -> Resource | None:
    """From when to when; nothing where the two contradict each other, which FHIR refuses."""
    if start and end and end < start:
        return None
    return without_gaps({"start": _day(start), "end": _day(end)})


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _reference(kind: str, number: int, words: str) -> Resource:
    return {"reference": f"{kind}/{number}", "display": words}


def _organization_of(place: Place) -> Resource | None:
    return _reference("Organization", place.number, place.name) if place.name else None


def _telecom(place: Place) -> list[Resource]:
    telecom: list[Resource] = []
    if place.phone:
        telecom.append({"system": "phone", "value": place.phone, "use": "work"})
    if place.website:
        telecom.append({"system": "url", "value": f"https://{place.website}"})
    return telecom


def _address(place: Place) -> Resource:
    return without_gaps(
        {
            "use": "work",
            "line": [place.street] if place.street else None,
            "city": place.city or None,
            "state": place.region or None,
            "postalCode": place.postal_code or None,
            "country": place.country or None,
        }
    )


def without_gaps(resource: Mapping[str, object]) -> Resource:
    """FHIR knows no null and no empty list: what is not known is left out."""
    return {name: value for name, value in resource.items() if value not in (None, [], {})}
