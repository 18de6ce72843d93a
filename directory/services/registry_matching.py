"""Finding whom of the directory a registry's record is about; the rules are `record_linkage`'s.

Candidates are whoever has the record's NPI, its family name, or its licence number.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import JaroWinkler
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload

from directory.domain.name_rarity import GivenNames
from directory.domain.names import fold_name
from directory.domain.record_linkage import (
    WORTH_A_LOOK,
    Candidate,
    Person,
    is_certain,
    is_exact_match,
    licence_key,
    split_family_name,
    weigh_candidates,
)
from directory.models import Credential, CredentialKind, Practitioner
from directory.sources.code_lists import REGISTRIES_FOLDER
from directory.sources.person_records import Identity, PersonRecord

MOST_CANDIDATES_SHOWN = 5
MOST_PEOPLE_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Match:
    """Whose a record is: somebody's for certain, perhaps one of some, or nobody's."""

    practitioner_id: int | None = None
    candidates: tuple[Candidate, ...] = ()


class Matcher:
    """Matches records batch by batch; people of family names met before are remembered.

    `by_likeness` lets weighed evidence decide where it is certain; without it whatever is not
    exact goes to a person, as it should where a mistake would accuse somebody.
    """

    def __init__(self, session: Session, *, by_likeness: bool) -> None:
        self._session = session
        self._by_likeness = by_likeness
        self._by_family: dict[str, dict[int, Person]] = {}
        self._given_names: GivenNames | None = None

    def match(self, records: Sequence[PersonRecord]) -> list[Match]:
        """Whose each of these records is, in their order."""
        identities = [record.identity for record in records]
        by_npi = self._find_by_npi(identities)
        by_licence = self._find_by_licence(identities)
        self._remember_families(identities)
        return [self._match_one(identity, by_npi, by_licence) for identity in identities]

    def _match_one(
        self,
        identity: Identity,
        by_npi: Mapping[str, tuple[int, Person]],
        by_licence: Mapping[tuple[str, str], dict[int, Person]],
    ) -> Match:
        record = person_of_identity(identity)
        if identity.npi in by_npi:
            key, person = by_npi[identity.npi]
            if is_exact_match(record, person, _similarity, read_short_names()):
                return Match(key)
            return Match(candidates=(Candidate(key, WORTH_A_LOOK),))
        people: dict[int, Person] = {}
        for family_name in record.family_names:
            people |= self._by_family.get(family_name, {})
        for licence in record.licences:
            people |= by_licence.get(licence, {})
        short_names = read_short_names()
        exact = [
            key
            for key, one in people.items()
            if is_exact_match(record, one, _similarity, short_names)
        ]
        if len(exact) == 1:
            return Match(exact[0])
        weighed = weigh_candidates(
            record, people, _similarity, short_names, self._count_given_names()
        )
        if weighed and self._by_likeness and is_certain(weighed[0]):
            return Match(weighed[0].key)
        likely = sum(candidate.probability for candidate in weighed) >= WORTH_A_LOOK
        return Match(candidates=tuple(weighed[:MOST_CANDIDATES_SHOWN]) if likely else ())

    def _find_by_npi(self, identities: Iterable[Identity]) -> dict[str, tuple[int, Person]]:
        npis = {identity.npi for identity in identities if identity.npi}
        return {
            practitioner.npi or "": (practitioner.id, person_of_practitioner(practitioner))
            for practitioner in self._load(Practitioner.npi.in_(npis))
        }

    def _find_by_licence(
        self, identities: Iterable[Identity]
    ) -> dict[tuple[str, str], dict[int, Person]]:
        licences = [identity.licence for identity in identities if identity.licence]
        numbers = {licence.number for licence in licences}
        numbers |= {licence_key(licence.number) for licence in licences}
        regions = {licence.region for licence in licences}
        holders = select(Credential.practitioner_id).where(
            Credential.jurisdiction.in_(regions), Credential.number.in_(numbers)
        )
        found: dict[tuple[str, str], dict[int, Person]] = {}
        for practitioner in self._load(Practitioner.id.in_(holders)) if licences else ():
            person = person_of_practitioner(practitioner)
            for licence in person.licences:
                found.setdefault(licence, {})[practitioner.id] = person
        return found

    def _remember_families(self, identities: Iterable[Identity]) -> None:
        if sum(map(len, self._by_family.values())) > MOST_PEOPLE_REMEMBERED:
            self._by_family.clear()
        names = {
            name
            for identity in identities
            for name in split_family_name(identity.name.family_name)
            if name
        }
        new = names - self._by_family.keys()
        self._by_family |= {name: {} for name in new}
        for practitioner in self._load(Practitioner.family_name_key.in_(new)):
            person = person_of_practitioner(practitioner)
            self._by_family[practitioner.family_name_key][practitioner.id] = person

    def _count_given_names(self) -> GivenNames:
        """How common given names are in the directory, counted once for an import."""
        if self._given_names is None:
            counts: Counter[str] = Counter()
            for name, count in self._session.execute(
                select(Practitioner.given_name, func.count()).group_by(Practitioner.given_name)
            ):
                counts[fold_name(name)] += count
            self._given_names = GivenNames.count(counts)
        return self._given_names

    def _load(self, condition: ColumnElement[bool]) -> Iterable[Practitioner]:
        return self._session.scalars(
            select(Practitioner)
            .where(condition)
            .options(selectinload(Practitioner.locations), selectinload(Practitioner.credentials))
            .order_by(Practitioner.id)
        )


def person_of_identity(identity: Identity) -> Person:
    """What a record says of somebody, for comparing.

    A licence says where somebody may practise: without an address, that state counts as theirs.
    """
    licence = identity.licence
    regions = {identity.region, licence.region if licence else ""} - {""}
    return Person(
        given_name=fold_name(identity.name.given_name),
        family_names=split_family_name(identity.name.family_name),
        middle_name=fold_name(identity.name.middle_name),
        suffix=fold_name(identity.name.name_suffix),
        npi=identity.npi,
        licences=frozenset({(licence.region, licence_key(licence.number))} if licence else ()),
        profession_keys=identity.profession_keys,
        postal_codes=frozenset({identity.postal_code} - {""}),
        cities=frozenset({(identity.city.casefold(), identity.region)} if identity.city else ()),
        regions=frozenset(regions),
        phones=frozenset({identity.phone} - {""}),
    )


def person_of_practitioner(practitioner: Practitioner) -> Person:
    """What the directory knows of a practitioner, for comparing with records."""
    locations = practitioner.locations
    licences = [
        credential
        for credential in practitioner.credentials
        if credential.kind == CredentialKind.LICENCE and credential.number
    ]
    regions = {location.region for location in locations}
    regions |= {licence.jurisdiction for licence in licences}
    return Person(
        given_name=fold_name(practitioner.given_name),
        family_names=split_family_name(practitioner.family_name),
        middle_name=fold_name(practitioner.middle_name),
        suffix=fold_name(practitioner.name_suffix),
        npi=practitioner.npi or "",
        licences=frozenset(
            (licence.jurisdiction, licence_key(licence.number)) for licence in licences
        ),
        profession_keys=frozenset({practitioner.profession_key}),
        postal_codes=frozenset(location.postal_code for location in locations) - {""},
        cities=frozenset((one.city.casefold(), one.region) for one in locations if one.city),
        regions=frozenset(regions - {""}),
        phones=frozenset(location.phone for location in locations) - {""},
    )


@cache
def read_short_names() -> Mapping[str, frozenset[str]]:
    """The short forms of given names, folded."""
    with (REGISTRIES_FOLDER / "nicknames.toml").open("rb") as file:
        return {
            fold_name(name): frozenset(map(fold_name, short))
            for name, short in tomllib.load(file).items()
        }


def _similarity(one: str, other: str) -> float:
    return JaroWinkler.similarity(one, other)
