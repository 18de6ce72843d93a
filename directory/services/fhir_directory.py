"""Reading and searching the directory for FHIR: which people and places, in pages by number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.practitioner_states import STATES_WITH_A_PAGE, PractitionerStatus
from directory.domain.vocabulary import Vocabulary
from directory.exports import fhir
from directory.models import PracticeLocation, Practitioner
from directory.services.exact_points import find_exact_point
from directory.services.registry_view import list_passed_on_credentials

LARGEST_NUMBER = 2**31 - 1

Criteria = Sequence[tuple[str, str]]
Condition = Callable[[str], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class FhirSearch:
    """At most `count` resources of a type that meet all criteria, behind number `after`."""

    kind: str
    criteria: Criteria
    after: int = 0
    count: int = 1


@dataclass(frozen=True, slots=True)
class FhirPage:
    """Resources in the order of their numbers; `next_after` goes on, None at the end."""

    resources: Sequence[fhir.Resource]
    next_after: int | None


def _begins(*columns: InstrumentedAttribute[str]) -> Condition:
    """FHIR's match of texts: the beginning, whatever the case."""

    def condition(text: str) -> ColumnElement[bool]:
        matches: ColumnElement[bool] = false()
        for column in columns:
            matches = matches | func.lower(column).startswith(text.lower(), autoescape=True)
        return matches

    return condition


def _is(column: InstrumentedAttribute[int], kind: str = "") -> Condition:
    """A number, or a reference such as “Location/12”."""

    def condition(text: str) -> ColumnElement[bool]:
        number = text.removeprefix(f"{kind}/") if kind else text
        is_number = number.isascii() and number.isdigit() and len(number) <= 10
        if not is_number or int(number) > LARGEST_NUMBER:
            return false()
        return column == int(number)

    return condition


def _has_npi(text: str) -> ColumnElement[bool]:
    system, separator, value = text.rpartition("|")
    return false() if separator and system != fhir.NPI_SYSTEM else Practitioner.npi == value


_PLACE = PracticeLocation
CONDITIONS: Mapping[str, Mapping[str, tuple[str, Condition]]] = {
    "Practitioner": {
        "_id": ("token", _is(Practitioner.id)),
        "family": ("string", _begins(Practitioner.family_name)),
        "given": ("string", _begins(Practitioner.given_name, Practitioner.middle_name)),
        "name": ("string", _begins(Practitioner.family_name, Practitioner.given_name)),
        "identifier": ("token", _has_npi),
    },
    "PractitionerRole": {
        "_id": ("token", _is(_PLACE.id)),
        "practitioner": ("reference", _is(_PLACE.practitioner_id, "Practitioner")),
        "location": ("reference", _is(_PLACE.id, "Location")),
        "organization": ("reference", _is(_PLACE.id, "Organization")),
    },
    "Organization": {
        "_id": ("token", _is(_PLACE.id)),
        "name": ("string", _begins(_PLACE.clinic_name)),
        "address-city": ("string", _begins(_PLACE.city)),
    },
    "Location": {
        "_id": ("token", _is(_PLACE.id)),
        "organization": ("reference", _is(_PLACE.id, "Organization")),
        "address-city": ("string", _begins(_PLACE.city)),
        "address-state": ("string", _begins(_PLACE.region)),
        "address-postalcode": ("string", _begins(_PLACE.postal_code)),
    },
}
"""What each type of resource can be searched by: the kind of parameter, and what it means."""


def search_resources(session: Session, vocabulary: Vocabulary, search: FhirSearch) -> FhirPage:
    """The resources that a search finds.

    Raises NotFoundError for a type that there is not, InvalidValueError for such a parameter.
    """
    kind, criteria, count = search.kind, search.criteria, search.count
    known = _conditions_of(kind)
    unknown = [name for name, _ in criteria if name not in known]
    if unknown:
        raise InvalidValueError(
            f"{kind} cannot be searched by {', '.join(unknown)}, but by {', '.join(known)}."
        )
    conditions = [known[name][1](value) for name, value in criteria]
    number = Practitioner.id if kind == "Practitioner" else _PLACE.id
    wanted = (
        select(Practitioner, _PLACE)
        .join(_PLACE, _PLACE.practitioner_id == Practitioner.id)
        .options(selectinload(Practitioner.credentials))
        if kind != "Practitioner"
        else select(Practitioner).options(selectinload(Practitioner.credentials))
    )
    if kind == "Organization":
        conditions.append(_PLACE.clinic_name != "")
    rows = session.execute(
        wanted.where(
            Practitioner.status.in_(STATES_WITH_A_PAGE), number > search.after, *conditions
        )
        .order_by(number)
        .limit(count + 1)
    ).all()
    resources = [_make(kind, row, vocabulary) for row in rows[:count]]
    has_more = len(rows) > count
    return FhirPage(resources, int(str(resources[-1]["id"])) if has_more else None)


def get_resource(session: Session, vocabulary: Vocabulary, kind: str, number: int) -> fhir.Resource:
    """One resource by its number. Raises NotFoundError."""
    search = FhirSearch(kind, [("_id", str(number))])
    found = search_resources(session, vocabulary, search).resources
    if not found:
        raise NotFoundError(f"There is no {kind} {number}.")
    return found[0]


def list_parameters() -> dict[str, dict[str, str]]:
    """What each type of resource can be searched by, with the kind of each parameter."""
    return {
        kind: {name: sort for name, (sort, _) in takes.items()}
        for kind, takes in CONDITIONS.items()
    }


def _conditions_of(kind: str) -> Mapping[str, tuple[str, Condition]]:
    if kind not in CONDITIONS:
        raise NotFoundError(f"There are no resources of the type {kind}.")
    return CONDITIONS[kind]


def _make(kind: str, row: Sequence[object], vocabulary: Vocabulary) -> fhir.Resource:
    practitioner = row[0]
    assert isinstance(practitioner, Practitioner)  # noqa: S101  # as it was selected
    if kind == "Practitioner":
        return fhir.make_practitioner(_person(practitioner, vocabulary))
    location = row[1]
    assert isinstance(location, PracticeLocation)  # noqa: S101  # as it was selected
    place = _place(location)
    if kind == "PractitionerRole":
        return fhir.make_role(_person(practitioner, vocabulary), place)
    return fhir.make_organization(place) if kind == "Organization" else fhir.make_location(place)


def _person(practitioner: Practitioner, vocabulary: Vocabulary) -> fhir.Person:
    profession = vocabulary.find_profession(practitioner.profession_key)
    languages = {key: vocabulary.find_language(key) for key in practitioner.languages}
    return fhir.Person(
        number=practitioner.id,
        npi=practitioner.npi or "",
        text=practitioner.full_name,
        family=practitioner.family_name,
        given=(practitioner.given_name, practitioner.middle_name),
        suffix=practitioner.name_suffix,
        is_active=practitioner.status == PractitionerStatus.ACTIVE,
        is_fictional=practitioner.is_fictional,
        profession=profession.name if profession else practitioner.profession_key,
        taxonomy_codes=profession.taxonomy_codes[:1] if profession else (),
        languages={key: language.name for key, language in languages.items() if language},
        qualifications=tuple(
            fhir.Qualification(one.name, one.issuer, one.issued_on, one.expires_on)
            for one in list_passed_on_credentials(practitioner.credentials)
        ),
    )


def _place(location: PracticeLocation) -> fhir.Place:
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
