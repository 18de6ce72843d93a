"""Degrees, licences and certifications of the fictional people, with dates that fit their years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from directory.domain.vocabulary import Vocabulary
from directory.models import Credential, CredentialKind, EvidenceLevel
from directory.services.demo.files import DemoFiles, DemoProfession
from directory.services.demo.people import Person
from directory.services.demo.sentences import pick
from directory.services.demo.world import PeopleParameters

DAYS_PER_YEAR = 365.25
SOURCE = "demo"
YEARS_LICENSED_BEFORE_LASER = 1.5
CHECKED_WITHIN_DAYS = 400
SHOWN_DEGREE_SHARE = 0.85


@dataclass(frozen=True, slots=True)
class Training:
    """What someone's papers say: letters after the name, year of graduation, credentials."""

    credential_codes: list[str]
    graduated_in: int
    credentials: list[Credential]


class Registrar:
    """Issues the papers of the fictional people; one for the whole world, so numbers are unique."""

    def __init__(
        self, rng: np.random.Generator, files: DemoFiles, vocabulary: Vocabulary, today: date
    ) -> None:
        self._rng = rng
        self._files = files
        self._vocabulary = vocabulary
        self._today = today
        self._next_number = 100_001

    def train(self, person: Person, years: float, is_registry_only: bool) -> Training:
        """The papers of somebody with so many true years of laser practice."""
        rng, profession = self._rng, person.profession
        licensed_on = self._today - timedelta(
            days=int((years + rng.uniform(0, YEARS_LICENSED_BEFORE_LASER)) * DAYS_PER_YEAR)
        )
        graduated_in = licensed_on.year - max(profession.training_years, 1)
        degree = self._draw_degree(person)
        credentials = [self._licence(person, licensed_on, is_registry_only)]
        credentials += self._former_licence(person, licensed_on, credentials[0])
        if profession.training_years and rng.random() < self._people.temporary_licence_share:
            credentials.append(self._training_licence(person, licensed_on))
        if not is_registry_only:
            if degree and rng.random() < SHOWN_DEGREE_SHARE:
                credentials.append(self._degree(person, degree, graduated_in))
            if rng.random() < profession.certified_share:
                credentials += self._certification(person, licensed_on)
        codes = [code for code in (degree, pick(rng, profession.codes)) if code]
        return Training(codes, graduated_in, credentials)

    @property
    def _people(self) -> PeopleParameters:
        return self._files.world.people

    def _draw_degree(self, person: Person) -> str:
        degrees = person.profession.degrees
        if not degrees:
            return ""
        degree = pick(self._rng, degrees)
        if degree in ("MD", "DO"):
            return self._files.medical_degrees.get(person.city.country, degree)
        return degree

    def _licence(self, person: Person, issued_on: date, is_registry_only: bool) -> Credential:
        level = EvidenceLevel.REGISTRY if is_registry_only else self._draw_level()
        return self._credential(
            kind=CredentialKind.LICENCE,
            name=person.profession.licence,
            issuer=self._issuer(person),
            number=self._number(person.city.region),
            jurisdiction=person.city.region,
            issued_on=issued_on,
            expires_on=self._today + timedelta(days=int(self._rng.integers(30, 730))),
            level=level,
        )

    def _former_licence(
        self, person: Person, licensed_on: date, licence: Credential
    ) -> list[Credential]:
        """Now and then an older licence from another state, lapsed; the present one is younger."""
        rng = self._rng
        practised_days = (self._today - licensed_on).days
        has_moved = rng.random() < self._people.expired_licence_share
        if not has_moved or practised_days < 3 * DAYS_PER_YEAR or person.city.country != "US":
            return []
        elsewhere = [
            city
            for city in self._files.cities
            if city.country == "US" and city.region != person.city.region
        ]
        former = pick(rng, elsewhere)
        moved_on = licensed_on + timedelta(days=int(practised_days * rng.uniform(0.2, 0.8)))
        licence.issued_on = moved_on
        return [
            self._credential(
                kind=CredentialKind.LICENCE,
                name=person.profession.licence,
                issuer=f"{former.state} licensing board (demo)",
                number=self._number(former.region),
                jurisdiction=former.region,
                issued_on=licensed_on,
                expires_on=min(
                    moved_on + timedelta(days=int(rng.integers(60, 600))),
                    self._today - timedelta(days=1),
                ),
                level=EvidenceLevel(licence.evidence_level),
            )
        ]

    def _training_licence(self, person: Person, licensed_on: date) -> Credential:
        began_on = licensed_on - timedelta(days=int(2 * DAYS_PER_YEAR))
        return self._credential(
            kind=CredentialKind.LICENCE,
            name=training_licence(person.profession),
            issuer=self._issuer(person),
            number=self._number(person.city.region),
            jurisdiction=person.city.region,
            issued_on=began_on,
            expires_on=licensed_on,
            level=EvidenceLevel.REGISTRY,
            is_temporary=True,
        )

    def _degree(self, person: Person, degree: str, graduated_in: int) -> Credential:
        is_medical = bool(person.profession.title)
        school = self._files.countries[person.city.country].medical_school
        return self._credential(
            kind=CredentialKind.DEGREE,
            name=self._vocabulary.get_credential(degree).name,
            issuer=school if is_medical else "school of health professions (demo)",
            issued_on=date(graduated_in, 6, int(self._rng.integers(1, 28))),
            level=pick(self._rng, (EvidenceLevel.DOCUMENT, EvidenceLevel.CLAIMED)),
        )

    def _certification(self, person: Person, licensed_on: date) -> list[Credential]:
        profession = person.profession
        issued_on = licensed_on + timedelta(days=int(self._rng.integers(200, 700)))
        if issued_on >= self._today:
            return []
        is_board = bool(profession.degrees)
        return [
            self._credential(
                kind=CredentialKind.BOARD_CERTIFICATION if is_board else CredentialKind.COURSE,
                name=profession.certification,
                issuer=profession.certification_issuer,
                number=self._number("CERT"),
                issued_on=issued_on,
                level=self._draw_level() if is_board else EvidenceLevel.DOCUMENT,
            )
        ]

    def _credential(
        self,
        *,
        kind: CredentialKind,
        name: str,
        issuer: str,
        issued_on: date,
        level: EvidenceLevel,
        number: str = "",
        jurisdiction: str = "",
        expires_on: date | None = None,
        is_temporary: bool = False,
    ) -> Credential:
        is_checked = level is not EvidenceLevel.CLAIMED
        return Credential(
            kind=kind,
            name=name,
            issuer=issuer,
            number=number,
            jurisdiction=jurisdiction,
            issued_on=issued_on,
            expires_on=expires_on,
            status="expired" if expires_on and expires_on < self._today else "active",
            is_temporary=is_temporary,
            evidence_level=level,
            source=SOURCE,
            verified_on=(
                self._today - timedelta(days=int(self._rng.integers(1, CHECKED_WITHIN_DAYS)))
                if is_checked
                else None
            ),
        )

    def _draw_level(self) -> EvidenceLevel:
        levels = self._people.evidence
        return EvidenceLevel(self._rng.choice(list(levels), p=list(levels.values())))

    def _issuer(self, person: Person) -> str:
        country = self._files.countries[person.city.country]
        return country.licensing.format(state=person.city.state)

    def _number(self, prefix: str) -> str:
        number = f"DEMO-{prefix.upper()}-{self._next_number}"
        self._next_number += 1
        return number


def training_licence(profession: DemoProfession) -> str:
    """What the licence is called under which somebody learns a profession."""
    return f"{profession.licence} (training)"
