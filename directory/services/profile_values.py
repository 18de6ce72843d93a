"""A profile as plain values that can be compared, kept and restored; reading and writing them.

Equipment lies on the commercial side of the profile, out of the ranking's reach, and stays there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.sql.base import ExecutableOption

from directory.domain.profile_fields import Value
from directory.models import (
    LaserOperator,
    PointSource,
    PracticeLocation,
    Practitioner,
    PractitionerConcern,
    PractitionerTreatment,
)
from directory.models.listing import Listing
from directory.services.places import find_place
from directory.services.registry_profiles import LOCATIONS

LOCATION_PARTS = (
    "clinic_name",
    "street",
    "city",
    "region",
    "postal_code",
    "country",
    "phone",
    "website",
    "hours",
)
ADDRESS_PARTS = ("street", "city", "region", "postal_code", "country")
_COLUMNS = (
    "biography",
    "is_accepting_patients",
    "supervising_physician",
    "practising_since_claimed",
)


def read_values(session: Session, practitioner: Practitioner) -> dict[str, Value]:
    """Everything of a profile that its keeper may change."""
    return _values_of(practitioner, session.get(Listing, practitioner.id))


def with_values() -> Sequence[ExecutableOption]:
    """What a query of practitioners has to read with them for `list_values`."""
    return (
        selectinload(Practitioner.locations),
        selectinload(Practitioner.concerns),
        selectinload(Practitioner.treatments),
    )


def list_values(
    session: Session, practitioners: Iterable[Practitioner]
) -> dict[int, dict[str, Value]]:
    """The same of several, by their ids; they are read `with_values`."""
    people = {practitioner.id: practitioner for practitioner in practitioners}
    rows = session.scalars(select(Listing).where(Listing.practitioner_id.in_(people)))
    listings = {listing.practitioner_id: listing for listing in rows}
    return {key: _values_of(person, listings.get(key)) for key, person in people.items()}


def _values_of(practitioner: Practitioner, listing: Listing | None) -> dict[str, Value]:
    return {
        **{name: getattr(practitioner, name) for name in _COLUMNS},
        "languages": sorted(practitioner.languages),
        "laser_operator": LaserOperator(practitioner.laser_operator).value,
        "concerns": [[row.concern_key, row.since_year] for row in practitioner.concerns],
        "treatments": [[row.treatment_key, row.since_year] for row in practitioner.treatments],
        "locations": [
            {part: getattr(location, part) for part in LOCATION_PARTS}
            for location in practitioner.locations
        ],
        "equipment": list(listing.equipment) if listing else [],
    }


def write_values(session: Session, practitioner: Practitioner, values: Mapping[str, Value]) -> None:
    """Put these values on the profile; the version is the caller's business."""
    for key, value in values.items():
        write = _WRITERS.get(key)
        if write is None:
            setattr(practitioner, key, value)
        else:
            write(session, practitioner, value)
    session.flush()


def _write_concerns(session: Session, practitioner: Practitioner, value: Value) -> None:
    practitioner.concerns.clear()
    session.flush()
    practitioner.concerns = [
        PractitionerConcern(concern_key=key, since_year=year) for key, year in sorted(value)
    ]


def _write_treatments(session: Session, practitioner: Practitioner, value: Value) -> None:
    practitioner.treatments.clear()
    session.flush()
    practitioner.treatments = [
        PractitionerTreatment(treatment_key=key, since_year=year) for key, year in sorted(value)
    ]


def _write_locations(session: Session, practitioner: Practitioner, value: Value) -> None:
    """Replace the locations; one whose address stayed keeps its point on the map."""
    old = {_address_of(location): location for location in practitioner.locations}
    practitioner.locations = [
        _make_location(session, position, parts, old.get(tuple(parts[p] for p in ADDRESS_PARTS)))
        for position, parts in enumerate(value)
    ]
    practitioner.edited_fields = sorted({*practitioner.edited_fields, LOCATIONS})


def _address_of(location: PracticeLocation) -> tuple[Any, ...]:
    return tuple(getattr(location, part) for part in ADDRESS_PARTS)


def _make_location(
    session: Session, position: int, parts: Mapping[str, Any], same: PracticeLocation | None
) -> PracticeLocation:
    location = PracticeLocation(position=position, **parts)
    if same is not None:
        location.latitude, location.longitude = same.latitude, same.longitude
        location.point_source, location.source = same.point_source, same.source
        return location
    place = find_place(session, parts["postal_code"]) if parts["country"] == "US" else None
    source = PointSource.ZIP
    if place is None:
        place = find_place(session, f"{parts['city']}, {parts['region'] or parts['country']}")
        source = PointSource.CITY
    if place is not None:
        location.latitude, location.longitude = place.point.lat, place.point.lon
        location.point_source = source
    return location


def _write_equipment(session: Session, practitioner: Practitioner, value: Value) -> None:
    listing = session.get(Listing, practitioner.id)
    if listing is None:
        listing = Listing(practitioner_id=practitioner.id)
        session.add(listing)
    listing.equipment = list(value)


_WRITERS: Mapping[str, Callable[[Session, Practitioner, Value], None]] = {
    "concerns": _write_concerns,
    "treatments": _write_treatments,
    "locations": _write_locations,
    "equipment": _write_equipment,
}
