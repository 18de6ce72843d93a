"""The public profiles of the fictional people; nothing of the hidden truth gets in but true papers.

What they claim of their years is often more than the truth, and more so with more marketing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from directory.domain.vocabulary import Vocabulary
from directory.models import (
    LaserOperator,
    Practitioner,
    PractitionerConcern,
    PractitionerOrigin,
    PractitionerTreatment,
)
from directory.services.demo.biographies import BiographyWriter
from directory.services.demo.credentials import Registrar
from directory.services.demo.files import DemoFiles
from directory.services.demo.hands import Hands, Integers
from directory.services.demo.offers import Offers
from directory.services.demo.people import Person
from directory.services.demo.practices import Clinic
from directory.services.demo.sentences import pick
from directory.services.demo.world import MarketingParameters, PeopleParameters

CHECKED_WITHIN_DAYS = 420
SHOWN_GRADUATION_SHARE = 0.9
DELEGATING_SHARE = 0.10
UNKNOWN_OPERATOR_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class ProfileMaker:
    """Makes the profiles of all people, in their order."""

    rng: np.random.Generator
    files: DemoFiles
    vocabulary: Vocabulary
    people: list[Person]
    hands: Hands
    offers: Offers
    practices: list[list[Clinic]]
    listed_days: Integers
    today: date

    def make_all(self) -> list[Practitioner]:
        """One practitioner for each person, with locations, credentials and offers."""
        registrar = Registrar(self.rng, self.files, self.vocabulary, self.today)
        writer = BiographyWriter(
            self.rng,
            self.files,
            {language.key: language.name for language in self.vocabulary.languages},
        )
        profiles = [self._make(number, registrar) for number in range(len(self.people))]
        for number, profile in enumerate(profiles):
            if not self.hands.is_registry_only[number]:
                self._add_claims(number, profile, writer)
        _make_slugs_unique(profiles)
        return profiles

    def _make(self, number: int, registrar: Registrar) -> Practitioner:
        """What a registry would know: name, papers, places."""
        person = self.people[number]
        is_registry_only = bool(self.hands.is_registry_only[number])
        training = registrar.train(person, float(self.hands.years[number]), is_registry_only)
        listed_on = self.today - timedelta(days=int(self.listed_days[number]))
        checked_days = int(
            self.rng.integers(1, min(CHECKED_WITHIN_DAYS, int(self.listed_days[number]) + 2))
        )
        places = self.practices[number][:1] if is_registry_only else self.practices[number]
        return Practitioner(
            slug=person.slug,
            given_name=person.given_name,
            middle_name=person.middle_name,
            family_name=person.family_name,
            name_suffix=person.name_suffix,
            other_names=[],
            credential_codes=training.credential_codes,
            profession_key=person.profession.key,
            languages=[],
            graduated_in=(
                training.graduated_in if self.rng.random() < SHOWN_GRADUATION_SHARE else None
            ),
            origin=PractitionerOrigin.DEMO,
            listed_on=listed_on,
            registry_updated_on=self.today - timedelta(days=checked_days),
            details_verified_on=self.today - timedelta(days=checked_days),
            edited_fields=[],
            locations=[place.make_location(order) for order, place in enumerate(places)],
            credentials=training.credentials,
        )

    def _add_claims(self, number: int, profile: Practitioner, writer: BiographyWriter) -> None:
        """What only the practitioner can say: offers, languages, years, a biography."""
        rng, person, people = self.rng, self.people[number], self.files.world.people
        concern_numbers = self.offers.list_concern_numbers(number)
        claimed_years = self._draw_claimed_years(number, self.files.world.marketing)
        profile.concerns = [
            PractitionerConcern(concern_key=self.vocabulary.concerns[concern].key)
            for concern in sorted(concern_numbers)
        ]
        profile.treatments = [
            PractitionerTreatment(treatment_key=self.vocabulary.treatments[treatment].key)
            for treatment in np.flatnonzero(self.offers.treatments[number])
        ]
        profile.languages = list(person.languages)
        profile.practising_since_claimed = self.today.year - claimed_years
        profile.is_accepting_patients = _draw_accepting(rng, people)
        profile.laser_operator = self._draw_laser_operator(person)
        profile.supervising_physician = self._find_supervisor(number)
        if rng.random() < people.audited_share:
            profile.audited_cases_per_year = float(round(self.hands.cases_per_year[number]))
        profile.biography = writer.write(
            person,
            [self.vocabulary.concerns[concern] for concern in concern_numbers[:3]],
            claimed_years,
            bool(self.hands.is_newcomer[number]),
            float(self.hands.marketing[number]),
        )

    def _draw_claimed_years(self, number: int, parameters: MarketingParameters) -> int:
        """The true years, rounded; liars add some."""
        true_years = round(float(self.hands.years[number]))
        chance = parameters.claimed_lie_share * (1 + 0.6 * self.hands.marketing[number])
        if self.rng.random() >= chance:
            return true_years
        return true_years + int(self.rng.integers(2, parameters.longest_lie_years + 1))

    def _draw_laser_operator(self, person: Person) -> LaserOperator:
        chance = self.rng.random()
        if chance < UNKNOWN_OPERATOR_SHARE:
            return LaserOperator.UNKNOWN
        if not person.profession.is_supervised and chance < (
            UNKNOWN_OPERATOR_SHARE + DELEGATING_SHARE
        ):
            return LaserOperator.SUPERVISED_STAFF
        return LaserOperator.PRACTITIONER

    def _find_supervisor(self, number: int) -> str:
        """A physician of the same clinic, else of the same city; empty where none is needed."""
        person = self.people[number]
        if not person.profession.is_supervised:
            return ""
        physicians = [
            other
            for other, candidate in enumerate(self.people)
            if candidate.profession.title and candidate.city == person.city
        ]
        main_clinic = self.practices[number][0]
        at_hand = [other for other in physicians if main_clinic in self.practices[other]]
        if not physicians:
            return ""
        physician = self.people[pick(self.rng, at_hand or physicians)]
        return f"{physician.profession.title} {physician.full_name}"


def _draw_accepting(rng: np.random.Generator, parameters: PeopleParameters) -> bool | None:
    if rng.random() < parameters.accepting_unknown_share:
        return None
    return bool(rng.random() < parameters.accepting_share)


def _make_slugs_unique(profiles: list[Practitioner]) -> None:
    """Two people of one name are told apart by a number, the first keeps the plain name."""
    seen: Counter[str] = Counter()
    for profile in profiles:
        seen[profile.slug] += 1
        if seen[profile.slug] > 1:
            profile.slug = f"{profile.slug}-{seen[profile.slug]}"
