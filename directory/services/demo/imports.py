"""Imports of the demonstration: registries about some of its people, reviews of other sites.

They go through the same intakes, journal and ledger as real files, so that profiles, the pages of
sources and the registrar's queue show what they are for. Nobody is excluded from anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from directory.domain.names import PersonName
from directory.models import (
    Account,
    Credential,
    CredentialKind,
    EvidenceLevel,
    Practitioner,
    PractitionerOrigin,
    ReviewSource,
    Role,
)
from directory.services.demo.files import DEMO_FOLDER, Table, read_toml
from directory.services.fact_intake import FactIntake
from directory.services.import_runs import start_import
from directory.services.registry_import import Intake, import_registry
from directory.services.registry_matching import Match, Matcher
from directory.services.registry_sources import get_registry_source
from directory.services.review_intake import ReviewIntake
from directory.sources import doctors_clinicians, medicare_volume, open_payments
from directory.sources.person_records import (
    Fact,
    GraduationFact,
    Identity,
    LicenceFact,
    LicenceNumber,
    PaymentFact,
    PersonRecord,
    VolumeFact,
)
from directory.sources.review_records import ReviewRecord, SiteScale

PEOPLE = 24
"""So many people have facts of registries; whoever signs in as a practitioner is the first."""

UNCERTAIN = 3
"""Of so many a list has a record that only a registrar can say to be theirs."""

IMPORTED_DAYS_AGO = 5
STATES = {"CA": "licences_california", "TX": "licences_texas"}


class KnownOwners:
    """Says whose each record is by its key: people of the demonstration have no registry number."""

    def __init__(self, owners: Mapping[str, int]) -> None:
        self._owners = owners

    def match(self, records: Sequence[PersonRecord]) -> list[Match]:
        """The owner of each record, in their order."""
        return [Match(self._owners[record.key]) for record in records]


def store_imports(session: Session, today: date) -> None:
    """Import what `seed_data/demo/imports.toml` says about people of the demonstration."""
    people = _choose_people(session)
    if not people:
        return
    bank = read_toml(DEMO_FOLDER / "imports.toml")
    now = datetime.combine(today, time(9), UTC) - timedelta(days=IMPORTED_DAYS_AGO)
    facts = {
        doctors_clinicians.SOURCE: ("graduations", _list_graduations(people)),
        medicare_volume.SOURCE: ("volumes", _list_volumes(people, bank["volumes"], today)),
        open_payments.SOURCE: ("payments", _list_payments(people, bank["payments"], today)),
    }
    for source, (part, records) in facts.items():
        owners = KnownOwners({record.key: owner for record, owner in records})
        writers = get_registry_source(source).make_writers(session, now.date())
        intake = FactIntake(session, owners, writers, now.date())
        entries = [record for record, _ in records]
        file_name = bank[part]["file"]
        _carry_out(session, intake, entries, source=source, file_name=file_name, now=now)
    for region, source in STATES.items():
        matcher = Matcher(session, by_likeness=True)
        writers = get_registry_source(source).make_writers(session, now.date())
        intake = FactIntake(session, matcher, writers, now.date())
        entries = list(_list_licences(people, region, source))
        file_name = bank["licences"]["file"]
        _carry_out(session, intake, entries, source=source, file_name=file_name, now=now)
    reviews = ReviewIntake(session, now, practitioner_id=None, is_complete=False)
    said = _list_reviews(session, people[0], bank["reviews"], now.date())
    file_name = bank["reviews"]["file"]
    _carry_out(session, reviews, said, source="csv", file_name=file_name, now=now)


def _carry_out(
    session: Session,
    intake: Intake,
    entries: Iterable[Any],
    *,
    source: str,
    file_name: str,
    now: datetime,
) -> None:
    run = start_import(session, source, file_name, {}, now)
    for _ in import_registry(session, entries, intake, run, clock=lambda: now):
        session.flush()


def _choose_people(session: Session) -> list[Practitioner]:
    """Some people of the states whose lists are imported, the one who signs in before all."""
    keeper = session.scalars(
        select(Account.practitioner_id).where(Account.is_demo, Account.role == Role.PRACTITIONER)
    ).first()
    people = session.scalars(
        select(Practitioner)
        .where(Practitioner.origin == PractitionerOrigin.DEMO)
        .options(selectinload(Practitioner.locations), selectinload(Practitioner.credentials))
        .order_by(Practitioner.id)
    ).all()
    near = [
        one
        for one in people
        if one.id == keeper or {place.region for place in one.locations} & STATES.keys()
    ]
    return sorted(near, key=lambda one: (one.id != keeper, one.id))[:PEOPLE]


def _make_record(
    source: str, practitioner: Practitioner, facts: tuple[Fact, ...]
) -> tuple[PersonRecord, int]:
    name = PersonName(practitioner.given_name, practitioner.family_name)
    record = PersonRecord(
        line=practitioner.id + 1,
        source=source,
        key=f"demo {practitioner.id}",
        identity=Identity(name=name),
        facts=facts,
    )
    return record, practitioner.id


def _list_graduations(people: Sequence[Practitioner]) -> list[tuple[PersonRecord, int]]:
    """The year of each degree, without a school: the practitioners name theirs themselves."""
    return [
        _make_record(doctors_clinicians.SOURCE, one, (GraduationFact(degree.issued_on.year, ""),))
        for one in people[::2]
        for degree in one.credentials
        if degree.kind == CredentialKind.DEGREE and degree.issued_on
    ]


def _list_volumes(
    people: Sequence[Practitioner], bank: Table, today: date
) -> list[tuple[PersonRecord, int]]:
    codes: list[str] = bank["codes"]
    return [
        _make_record(
            medicare_volume.SOURCE,
            one,
            (VolumeFact(today.year - 2, codes[number % len(codes)], 22 + 17.0 * number),),
        )
        for number, one in enumerate(people[::3])
    ]


def _list_payments(
    people: Sequence[Practitioner], bank: Table, today: date
) -> list[tuple[PersonRecord, int]]:
    given = [PaymentFact(today.year - 1, *payment) for payment in bank["given"]]
    return [
        _make_record(
            open_payments.SOURCE, one, tuple(given[: 1 + (len(given) - 1 + number) % len(given)])
        )
        for number, one in enumerate(people[::4])
    ]


def _list_licences(
    people: Sequence[Practitioner], region: str, source: str
) -> Iterator[PersonRecord]:
    """Each one's licence as the state would list it, and of a few another one that is uncertain."""
    holders = [
        (one, licence)
        for one in people
        for licence in one.credentials
        if licence.kind == CredentialKind.LICENCE and licence.jurisdiction == region
    ]
    for one, licence in holders:
        licence.evidence_level = EvidenceLevel.CLAIMED  # until the list that follows shows it
        yield _make_licence(source, one, licence, licence.number, one.given_name)
    for one, licence in holders[-UNCERTAIN:]:
        yield _make_licence(source, one, licence, f"{licence.number}7", one.given_name[:1])


def _make_licence(
    source: str, practitioner: Practitioner, licence: Credential, number: str, given_name: str
) -> PersonRecord:
    place = practitioner.locations[0]
    return PersonRecord(
        line=practitioner.id + 1,
        source=source,
        key=f"{practitioner.profession_key}:{number}",
        identity=Identity(
            name=PersonName(given_name, practitioner.family_name),
            licence=LicenceNumber(licence.jurisdiction, number),
            profession_keys=frozenset({practitioner.profession_key}),
            city=place.city,
            region=place.region,
            postal_code=place.postal_code,
        ),
        facts=(
            LicenceFact(
                name=licence.name,
                issuer=licence.issuer,
                number=number,
                region=licence.jurisdiction,
                issued_on=licence.issued_on,
                expires_on=licence.expires_on,
                status=licence.status,
                is_temporary=licence.is_temporary,
            ),
        ),
    )


def _list_reviews(
    session: Session, practitioner: Practitioner, bank: Table, today: date
) -> list[ReviewRecord]:
    sites = {site.key: site for site in session.scalars(select(ReviewSource))}
    return [
        ReviewRecord(
            line=number + 2,
            site=key,
            external_id=f"demo-import-{number}",
            subject=practitioner.slug,
            subject_name="",
            rating=rating,
            text=words,
            written_on=today - timedelta(days=30 + 3 * number),
            scale=SiteScale(sites[key].rating_min, sites[key].rating_max),
            link=f"https://{key.replace('_', '-')}.example/reviews/{number}",
            author_key=f"demo {number}",
        )
        for number, (key, rating, words) in enumerate(bank["said"])
        if key in sites
    ]
