"""Reading and searching the directory for FHIR: which people and places, in pages by number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.practitioner_states import STATES_WITH_A_PAGE
from directory.domain.vocabulary import Vocabulary
from directory.exports import fhir
from directory.exports.fhir_answers import TypeAbilities
from directory.models import PracticeLocation, Practitioner
from directory.services.fhir_people import describe_person, describe_place

LARGEST_NUMBER = 2**31 - 1

Criteria = Sequence[tuple[str, str]]
Condition = Callable[[str], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class FhirSearch:
    """At most `count` resources of a type that meet all criteria, behind number `after`.

    `includes` and `reverse_includes` ask for what these refer to, and what refers to them, as FHIR
    writes it: “PractitionerRole:practitioner”.
    """

    kind: str
    criteria: Criteria
    after: int = 0
    count: int = 1
    includes: Sequence[str] = ()
    reverse_includes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FhirPage:
    """Resources in the order of their numbers; `next_after` goes on, None at the end.

    `included` was asked for with them, each resource once.
    """

    resources: Sequence[fhir.Resource]
    included: Sequence[fhir.Resource]
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


def _has_identifier(text: str) -> ColumnElement[bool]:
    """An NPI or the identifier here, with the system before a bar or without one."""
    system, separator, value = text.rpartition("|")
    columns = [
        column
        for column, is_of_system in (
            (Practitioner.npi, system == fhir.NPI_SYSTEM),
            (Practitioner.slug, system.endswith(fhir.OWN_IDENTIFIERS)),
        )
        if is_of_system or not separator
    ]
    return or_(false(), *(column == value for column in columns))


_PLACE = PracticeLocation
CONDITIONS: Mapping[str, Mapping[str, tuple[str, Condition]]] = {
    "Practitioner": {
        "_id": ("token", _is(Practitioner.id)),
        "family": ("string", _begins(Practitioner.family_name)),
        "given": ("string", _begins(Practitioner.given_name, Practitioner.middle_name)),
        "name": ("string", _begins(Practitioner.family_name, Practitioner.given_name)),
        "identifier": ("token", _has_identifier),
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

INCLUDES: Mapping[str, Mapping[str, str]] = {
    "PractitionerRole": {
        "PractitionerRole:practitioner": "Practitioner",
        "PractitionerRole:organization": "Organization",
        "PractitionerRole:location": "Location",
    },
    "Location": {"Location:organization": "Organization"},
}
"""What resources of a type refer to that can come with them, and of which type that is."""

REVERSE_INCLUDES: Mapping[str, Mapping[str, str]] = {
    "Practitioner": {"PractitionerRole:practitioner": "PractitionerRole"},
    "Organization": {
        "PractitionerRole:organization": "PractitionerRole",
        "Location:organization": "Location",
    },
    "Location": {"PractitionerRole:location": "PractitionerRole"},
}
"""What refers to resources of a type and can come with them, and of which type that is."""


def search_resources(
    session: Session, vocabulary: Vocabulary, site_url: str, search: FhirSearch
) -> FhirPage:
    """The resources that a search on the site at this address finds.

    Raises NotFoundError for a type that there is not, InvalidValueError for such a parameter or
    inclusion.
    """
    kind, criteria, count = search.kind, search.criteria, search.count
    known = _conditions_of(kind)
    unknown = [name for name, _ in criteria if name not in known]
    if unknown:
        raise InvalidValueError(
            f"{kind} cannot be searched by {', '.join(unknown)}, but by {', '.join(known)}."
        )
    wanted_with_them = [
        *_read_inclusions("_include", search.includes, kind, INCLUDES),
        *_read_inclusions("_revinclude", search.reverse_includes, kind, REVERSE_INCLUDES),
    ]
    conditions = [known[name][1](value) for name, value in criteria]
    number = Practitioner.id if kind == "Practitioner" else _PLACE.id
    wanted = (
        select(Practitioner).options(selectinload(Practitioner.credentials))
        if kind == "Practitioner"
        else _select_places()
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
    resources = [_make(kind, row, vocabulary, site_url) for row in rows[:count]]
    places = _places_of(session, kind, rows[:count]) if wanted_with_them else []
    included = {
        (kind_of_one, str(one["id"])): one
        for kind_of_one in wanted_with_them
        for one in _make_all(kind_of_one, places, vocabulary, site_url)
    }
    next_after = int(str(resources[-1]["id"])) if len(rows) > count else None
    return FhirPage(resources, list(included.values()), next_after)


def get_resource(
    session: Session, vocabulary: Vocabulary, site_url: str, kind: str, number: int
) -> fhir.Resource:
    """One resource by its number. Raises NotFoundError."""
    search = FhirSearch(kind, [("_id", str(number))])
    found = search_resources(session, vocabulary, site_url, search).resources
    if not found:
        raise NotFoundError(f"There is no {kind} {number}.")
    return found[0]


def list_abilities() -> dict[str, TypeAbilities]:
    """What can be asked of each type of resource."""
    return {
        kind: TypeAbilities(
            {name: sort for name, (sort, _) in takes.items()},
            list(INCLUDES.get(kind, ())),
            list(REVERSE_INCLUDES.get(kind, ())),
        )
        for kind, takes in CONDITIONS.items()
    }


def _conditions_of(kind: str) -> Mapping[str, tuple[str, Condition]]:
    if kind not in CONDITIONS:
        raise NotFoundError(f"There are no resources of the type {kind}.")
    return CONDITIONS[kind]


def _read_inclusions(
    parameter: str, asked: Sequence[str], kind: str, known: Mapping[str, Mapping[str, str]]
) -> list[str]:
    """The types that are asked for. Raises InvalidValueError.

    A reference leads to one type here, which may be named once more behind it.
    """
    takes = known.get(kind, {})
    for text in asked:
        name, _, target = text.rpartition(":") if text.count(":") > 1 else (text, "", "")
        named_again = kind if parameter == "_revinclude" else takes.get(name)
        if name not in takes or (target and target != named_again):
            can = f", but {', '.join(takes)}" if takes else ""
            raise InvalidValueError(f"{kind} takes no {parameter} {text[:80]!r}{can}.", parameter)
    return [takes[":".join(text.split(":")[:2])] for text in asked]


def _select_places() -> Select[Practitioner, PracticeLocation]:
    return (
        select(Practitioner, _PLACE)
        .join(_PLACE, _PLACE.practitioner_id == Practitioner.id)
        .options(selectinload(Practitioner.credentials))
    )


def _places_of(
    session: Session, kind: str, rows: Sequence[Sequence[Any]]
) -> Sequence[Sequence[Any]]:
    """The people and places of what was found: of a person all places."""
    if kind != "Practitioner":
        return rows
    found = [row[0].id for row in rows]
    places = _select_places().where(Practitioner.id.in_(found)).order_by(_PLACE.id)
    return session.execute(places).all()


def _make_all(
    kind: str,
    places: Sequence[Sequence[Any]],
    vocabulary: Vocabulary,
    site_url: str,
) -> Iterator[fhir.Resource]:
    """The resources of a type of these people and places; a place without a name has no owner."""
    for row in places:
        if kind != "Organization" or row[1].clinic_name:
            yield _make(kind, row, vocabulary, site_url)


def _make(kind: str, row: Sequence[object], vocabulary: Vocabulary, site_url: str) -> fhir.Resource:
    practitioner = row[0]
    assert isinstance(practitioner, Practitioner)  # noqa: S101  # as it was selected
    if kind == "Practitioner":
        return fhir.make_practitioner(describe_person(practitioner, vocabulary, site_url))
    location = row[1]
    assert isinstance(location, PracticeLocation)  # noqa: S101  # as it was selected
    place = describe_place(location)
    if kind == "PractitionerRole":
        return fhir.make_role(describe_person(practitioner, vocabulary, site_url), place)
    return fhir.make_organization(place) if kind == "Organization" else fhir.make_location(place)
