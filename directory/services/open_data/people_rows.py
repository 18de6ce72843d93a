"""The rows about practitioners: what their profiles show of them, and nothing that only sells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from directory.domain.opening_hours import WEEKDAYS
from directory.domain.vocabulary import Vocabulary
from directory.exports.open_data.data_files import Row
from directory.exports.open_data.people_tables import (
    CREDENTIALS,
    HOURS,
    LANGUAGES,
    LOCATIONS,
    OFFERS,
    PRACTITIONERS,
)
from directory.models import (
    PracticeLocation,
    Practitioner,
    PractitionerConcern,
    PractitionerTreatment,
)
from directory.services.evidence import experience_of
from directory.services.exact_points import find_exact_point
from directory.services.registry_view import list_evidenced_credentials


def iterate_people(
    session: Session, batch: Mapping[int, str], vocabulary: Vocabulary, today: date
) -> Iterator[tuple[str, Row]]:
    """The rows about a batch of practitioners, each with the name of its table."""
    offers = _list_offers(session, batch, vocabulary)
    practitioners = session.scalars(
        select(Practitioner)
        .where(Practitioner.id.in_(batch))
        .options(selectinload(Practitioner.locations), selectinload(Practitioner.credentials))
        .order_by(Practitioner.id)
    )
    for practitioner in practitioners:
        yield PRACTITIONERS.name, _person(practitioner, today)
        yield from _languages(practitioner, vocabulary)
        for position, location in enumerate(practitioner.locations, start=1):
            yield LOCATIONS.name, _place(practitioner.slug, position, location)
            yield from _hours(practitioner.slug, position, location)
        for offer in offers.get(practitioner.id, ()):
            yield OFFERS.name, offer
        yield from _credentials(practitioner)


def _person(practitioner: Practitioner, today: date) -> Row:
    experience = experience_of(practitioner, today)
    basis = experience.basis
    return {
        "slug": practitioner.slug,
        "npi": practitioner.npi,
        "name": practitioner.full_name,
        "given_name": practitioner.given_name,
        "middle_name": practitioner.middle_name,
        "family_name": practitioner.family_name,
        "name_suffix": practitioner.name_suffix,
        "credential_letters": ", ".join(practitioner.credential_codes),
        "profession": practitioner.profession_key,
        "status": practitioner.status,
        "is_fictional": practitioner.is_fictional,
        "is_accepting_patients": practitioner.is_accepting_patients,
        "laser_operator": practitioner.laser_operator,
        "supervising_physician": practitioner.supervising_physician,
        "practising_since_claimed": practitioner.practising_since_claimed,
        "evidenced_since": basis.issued_on if basis else None,
        "evidenced_by": basis.name if basis else None,
        "evidenced_by_issuer": basis.issuer if basis else None,
        "has_conflicting_years": experience.has_conflict,
        "source": practitioner.origin,
        "listed_on": practitioner.listed_on,
        "registry_updated_on": practitioner.registry_updated_on,
        "details_verified_on": practitioner.details_verified_on,
    }


def _languages(practitioner: Practitioner, vocabulary: Vocabulary) -> Iterator[tuple[str, Row]]:
    for key in dict.fromkeys(practitioner.languages):
        if vocabulary.find_language(key):
            yield LANGUAGES.name, {"practitioner": practitioner.slug, "language": key}


def _place(slug: str, position: int, location: PracticeLocation) -> Row:
    point = find_exact_point(location)
    return {
        "practitioner": slug,
        "position": position,
        "clinic_name": location.clinic_name,
        "street": location.street,
        "city": location.city,
        "region": location.region,
        "postal_code": location.postal_code,
        "country": location.country,
        "phone": location.phone,
        "website": location.website,
        "latitude": point[0] if point else None,
        "longitude": point[1] if point else None,
        "source": location.source,
    }


def _hours(slug: str, position: int, location: PracticeLocation) -> Iterator[tuple[str, Row]]:
    for day in WEEKDAYS:
        for opens_at, closes_at in location.hours.get(day) or ():
            yield (
                HOURS.name,
                {
                    "practitioner": slug,
                    "position": position,
                    "day": day,
                    "opens_at": opens_at,
                    "closes_at": closes_at,
                },
            )


def _list_offers(
    session: Session, batch: Mapping[int, str], vocabulary: Vocabulary
) -> Mapping[int, Sequence[Row]]:
    """What each of a batch offers, concerns first, in the order of the vocabulary.

    Columns and no objects: offers are the most rows there are.
    """
    offers: dict[int, list[Row]] = defaultdict(list)
    concerns = select(
        PractitionerConcern.practitioner_id,
        PractitionerConcern.concern_key,
        PractitionerConcern.since_year,
    ).where(PractitionerConcern.practitioner_id.in_(batch))
    treatments = select(
        PractitionerTreatment.practitioner_id,
        PractitionerTreatment.treatment_key,
        PractitionerTreatment.since_year,
    ).where(PractitionerTreatment.practitioner_id.in_(batch))
    for kind, stated, keys in (
        ("concern", concerns, [concern.key for concern in vocabulary.concerns]),
        ("treatment", treatments, [treatment.key for treatment in vocabulary.treatments]),
    ):
        places = {key: place for place, key in enumerate(keys)}
        rows = [row for row in session.execute(stated).all() if row[1] in places]
        for practitioner_id, key, since_year in sorted(rows, key=lambda row: places[row[1]]):
            offers[practitioner_id].append(
                {
                    "practitioner": batch[practitioner_id],
                    "kind": kind,
                    "key": key,
                    "since_year": since_year,
                }
            )
    return offers


def _credentials(practitioner: Practitioner) -> Iterator[tuple[str, Row]]:
    shown = list_evidenced_credentials(practitioner.credentials)
    for position, credential in enumerate(shown, start=1):
        yield (
            CREDENTIALS.name,
            {
                "practitioner": practitioner.slug,
                "position": position,
                "kind": credential.kind,
                "name": credential.name,
                "issuer": credential.issuer,
                "jurisdiction": credential.jurisdiction,
                "issued_on": credential.issued_on,
                "expires_on": credential.expires_on,
                "status": credential.status,
                "is_temporary": credential.is_temporary,
                "evidence_level": credential.evidence_level,
                "source": credential.source,
                "verified_on": credential.verified_on,
            },
        )
