"""What the database knows of the practitioners on a page of results, read column by column.

A card needs few columns, and objects of the models would cost more than all the rest of a search.
The columns are the tables' own: those of the models go through the same machinery as the objects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from directory.domain.experience import DatedCredential, ExperienceEvidence, gather_experience
from directory.domain.names import PersonName
from directory.models import Credential, PracticeLocation, Practitioner

_KEYS: BindParameter[Sequence[int]] = bindparam("keys", expanding=True)

_practitioner = Practitioner.__table__.c
_location = PracticeLocation.__table__.c
_credential = Credential.__table__.c

# Made once: putting a statement together takes longer than the database takes to answer it.
_PEOPLE = select(
    _practitioner.id,
    _practitioner.slug,
    _practitioner.given_name,
    _practitioner.family_name,
    _practitioner.middle_name,
    _practitioner.name_suffix,
    _practitioner.profession_key,
    _practitioner.credential_codes,
    _practitioner.laser_operator,
    _practitioner.graduated_in,
    _practitioner.practising_since_claimed,
    _practitioner.details_verified_on,
    _practitioner.origin,
).where(_practitioner.id.in_(_KEYS))

_LOCATIONS = (
    select(
        _location.practitioner_id,
        _location.clinic_name,
        _location.city,
        _location.latitude,
        _location.longitude,
        _location.point_source,
    )
    .where(_location.practitioner_id.in_(_KEYS))
    .order_by(_location.position, _location.id)
)

_CREDENTIALS = (
    select(
        _credential.practitioner_id,
        _credential.kind,
        _credential.name,
        _credential.issuer,
        _credential.issued_on,
        _credential.is_temporary,
        _credential.evidence_level,
        _credential.is_set_aside,
    )
    .where(_credential.practitioner_id.in_(_KEYS))
    .order_by(_credential.id)
)


class CardLocation(NamedTuple):
    """Where a practitioner works, as a card needs it."""

    clinic_name: str
    city: str
    latitude: float | None
    longitude: float | None
    point_source: str


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card says of a practitioner, besides what ranked them."""

    slug: str
    name: PersonName
    profession_key: str
    credential_codes: Sequence[str]
    laser_operator: str
    details_verified_on: date | None
    origin: str
    locations: Sequence[CardLocation]
    experience: ExperienceEvidence


def read_card_facts(
    session: Session, practitioner_ids: Sequence[int], today: date
) -> dict[int, CardFacts]:
    """The facts of these practitioners, by id; whoever is gone is left out."""
    keys = {"keys": practitioner_ids}
    connection = session.connection()
    locations: Mapping[int, list[CardLocation]] = defaultdict(list)
    for key, clinic_name, city, latitude, longitude, source in connection.execute(_LOCATIONS, keys):
        locations[key].append(CardLocation(clinic_name, city, latitude, longitude, source))
    credentials: Mapping[int, list[DatedCredential]] = defaultdict(list)
    for key, kind, name, issuer, issued_on, is_temporary, level, is_set_aside in connection.execute(
        _CREDENTIALS, keys
    ):
        credentials[key].append(
            DatedCredential(kind, name, issuer, issued_on, is_temporary, level, is_set_aside)
        )
    return {
        row.id: CardFacts(
            slug=row.slug,
            name=PersonName(row.given_name, row.family_name, row.middle_name, row.name_suffix),
            profession_key=row.profession_key,
            credential_codes=row.credential_codes,
            laser_operator=row.laser_operator,
            details_verified_on=row.details_verified_on,
            origin=row.origin,
            locations=locations[row.id],
            experience=gather_experience(
                credentials[row.id], row.graduated_in, row.practising_since_claimed, today
            ),
        )
        for row in connection.execute(_PEOPLE, keys)
    }
