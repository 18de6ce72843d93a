"""Small builders of rows for tests: every one gives what a test does not care about."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from directory.domain.vocabulary import Vocabulary
from directory.models import (
    AdverseEvent,
    Credential,
    CredentialKind,
    EvidenceLevel,
    Outcome,
    PointSource,
    PracticeLocation,
    Practitioner,
    PractitionerConcern,
    PractitionerOrigin,
    PractitionerTreatment,
    Review,
    ReviewSource,
)
from directory.models.place import PlaceNameRow, PlaceRegionRow, PlaceRow, ZipPointRow
from directory.services.vocabulary import load_vocabulary
from tests.fixtures.demo_world import read_shipped_vocabulary

LISTED_ON = date(2024, 1, 1)
DENVER = (39.7392, -104.9903)
BOULDER = (40.0150, -105.2705)

_numbers = count(1)


def load_the_vocabulary(session: Session) -> Vocabulary:
    """The project's own vocabulary, in the database."""
    vocabulary = read_shipped_vocabulary()
    load_vocabulary(session, vocabulary)
    session.flush()
    return vocabulary


def make_practitioner(
    session: Session,
    *,
    name: str = "Marisol Okafor",
    concerns: tuple[str, ...] = ("acne_scars",),
    treatments: tuple[str, ...] = (),
    licensed_on: date | None = date(2012, 5, 1),
    point: tuple[float, float] | None = DENVER,
    clinic: str = "",
    **fields: Any,
) -> Practitioner:
    """A practitioner with a licence, a location and concerns; `fields` are columns."""
    number = next(_numbers)
    given, _, family = name.rpartition(" ")
    practitioner = Practitioner(
        **{
            "slug": f"practitioner-{number}",
            "given_name": given,
            "family_name": family,
            "profession_key": "dermatologist",
            "credential_codes": ["MD"],
            "languages": ["en"],
            "other_names": [],
            "edited_fields": [],
            "origin": PractitionerOrigin.REGISTRY,
            "listed_on": LISTED_ON,
            **fields,
        }
    )
    practitioner.concerns = [PractitionerConcern(concern_key=key) for key in concerns]
    practitioner.treatments = [PractitionerTreatment(treatment_key=key) for key in treatments]
    if licensed_on:
        practitioner.credentials = [make_licence(licensed_on)]
    if point:
        practitioner.locations = [
            PracticeLocation(
                clinic_name=clinic or f"Clinic {number}",
                city="Denver",
                region="CO",
                postal_code="80202",
                latitude=point[0],
                longitude=point[1],
                point_source=PointSource.ADDRESS,
            )
        ]
    session.add(practitioner)
    session.flush()
    return practitioner


def make_licence(issued_on: date, **fields: Any) -> Credential:
    """A full physician licence that a registry shows."""
    return Credential(
        **{
            "kind": CredentialKind.LICENCE,
            "name": "Physician licence",
            "issuer": "State board",
            "issued_on": issued_on,
            "evidence_level": EvidenceLevel.REGISTRY,
            **fields,
        }
    )


def make_review(
    session: Session,
    practitioner: Practitioner,
    *,
    source: str = "own",
    gais: int | None = 4,
    level: int = 3,
    reported_on: date = date(2026, 6, 1),
    rating: float | None = 4.0,
    text: str = "",
    **outcome: Any,
) -> Review:
    """A published review; with a grade it carries a structured outcome, `outcome` its columns."""
    if session.get(ReviewSource, source) is None:
        session.add(ReviewSource(key=source, name=source, rating_min=1, rating_max=5))
    number = next(_numbers)
    review = Review(
        practitioner_id=practitioner.id,
        source_key=source,
        external_id=f"review-{number}",
        reviewer_key=f"reviewer-{number}",
        verification_level=level,
        rating=rating,
        text=text,
        reported_on=reported_on,
    )
    if gais is not None:
        review.outcome = Outcome(
            **{
                "concern_key": "acne_scars",
                "gais": gais,
                "severity": 2,
                "fitzpatrick": 3,
                "adverse_event": AdverseEvent.NONE,
                "work_downtime_days": 5,
                **outcome,
            }
        )
    session.add(review)
    session.flush()
    return review


def load_some_places(session: Session) -> None:
    """Denver, Boulder, Boston and London, and one ZIP code of Denver."""
    for region, country, words in (
        ("US.CO", "US", ["co", "colorado"]),
        ("US.MA", "US", ["ma", "massachusetts"]),
        ("GB.ENG", "GB", ["england", "uk"]),
    ):
        short_name = region.partition(".")[2]
        session.add(PlaceRegionRow(id=region, short_name=short_name, country=country, words=words))
    session.flush()
    for number, (name, region, point, population) in enumerate(
        (
            ("Denver", "US.CO", DENVER, 715_000),
            ("Boulder", "US.CO", BOULDER, 105_000),
            ("Boston", "US.MA", (42.3584, -71.0598), 653_000),
            ("London", "GB.ENG", (51.5085, -0.1257), 8_961_000),
        ),
        start=1,
    ):
        place = PlaceRow(
            id=number,
            name=name,
            region_id=region,
            lat=point[0],
            lon=point[1],
            population=population,
        )
        session.add(place)
        session.flush()
        session.add(
            PlaceNameRow(
                folded=name.casefold(),
                place_id=number,
                start=name.casefold()[:2],
                prominence=population,
            )
        )
    session.add(ZipPointRow(zip="80202", lat=39.7527, lon=-104.9992, city="Denver", state="CO"))
    session.flush()
