"""Clinics of the fictional cities, who works where, and the locations that follow from it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from directory.models import PointSource, PracticeLocation
from directory.services.demo.files import City, DemoFiles
from directory.services.demo.people import Person
from directory.services.demo.sentences import pick
from directory.services.demo.world import PeopleParameters

SCATTER_KM = 0.6
KM_PER_DEGREE = 111.2
UNIT_CHANCE = 0.7
NUMBERS_PER_RANGE = 100  # 555-0100 to 555-0199 and the like


@dataclass(frozen=True, slots=True)
class Clinic:
    """One fictional clinic at one address; people who share it share its telephone."""

    name: str
    street: str
    city: City
    postal_code: str
    phone: str
    latitude: float
    longitude: float
    point_source: PointSource

    def make_location(self, position: int) -> PracticeLocation:
        """The clinic as somebody's practice location of this position."""
        return PracticeLocation(
            position=position,
            clinic_name=self.name,
            street=self.street,
            city=self.city.name,
            region=self.city.region,
            postal_code=self.postal_code,
            country=self.city.country,
            phone=self.phone,
            latitude=self.latitude,
            longitude=self.longitude,
            point_source=self.point_source,
        )


def draw_practices(
    rng: np.random.Generator, files: DemoFiles, people: list[Person]
) -> list[list[Clinic]]:
    """The clinics of each person, the main one first, all in their city."""
    by_city: dict[str, list[int]] = defaultdict(list)
    for number, person in enumerate(people):
        by_city[person.city.name].append(number)
    practices: list[list[Clinic]] = [[] for _ in people]
    for numbers in by_city.values():
        builder = _ClinicBuilder(rng, files, people[numbers[0]].city)
        clinics: list[Clinic] = []
        for colleagues in _group(rng, numbers, files.world.people):
            clinics.append(builder.build())
            for number in colleagues:
                practices[number].append(clinics[-1])
        for number in numbers:
            _add_further_clinics(rng, practices[number], clinics, files.world.people)
    return practices


def _group(
    rng: np.random.Generator, numbers: list[int], parameters: PeopleParameters
) -> list[list[int]]:
    """The people of a city by clinic: some alone, the others two to five together."""
    order = [int(number) for number in rng.permutation(numbers)]
    alone_count = round(parameters.own_clinic_share * len(order))
    groups = [[number] for number in order[:alone_count]]
    position = alone_count
    while position < len(order):
        size = int(rng.integers(2, parameters.largest_clinic + 1))
        groups.append(order[position : position + size])
        position += size
    return groups


def _add_further_clinics(
    rng: np.random.Generator,
    practice: list[Clinic],
    clinics: list[Clinic],
    parameters: PeopleParameters,
) -> None:
    chance = rng.random()
    wanted = int(chance < parameters.second_location_share) + int(
        chance < parameters.third_location_share
    )
    others = [clinic for clinic in clinics if clinic not in practice]
    for _ in range(min(wanted, len(others))):
        practice.append(others.pop(int(rng.random() * len(others))))


class _ClinicBuilder:
    """Builds the clinics of one city, each with a name and a telephone number of its own."""

    def __init__(self, rng: np.random.Generator, files: DemoFiles, city: City) -> None:
        self._rng = rng
        self._country = files.countries[city.country]
        self._kinds = files.clinic_kinds[city.country]
        self._exact_share = files.world.people.exact_address_share
        self._city = city
        self._first_parts = [
            files.clinic_first_parts[number]
            for number in rng.permutation(len(files.clinic_first_parts))
        ]
        self._built_count = 0

    def build(self) -> Clinic:
        """The next clinic of the city, near the point of one of its districts."""
        rng = self._rng
        postal_code, latitude, longitude = pick(rng, self._city.districts)
        is_exact = bool(rng.random() < self._exact_share)
        if is_exact:
            north_km, east_km = rng.normal(0, SCATTER_KM, 2)
            latitude += north_km / KM_PER_DEGREE
            longitude += east_km / (KM_PER_DEGREE * np.cos(np.radians(latitude)))
        first_part = self._first_parts[self._built_count % len(self._first_parts)]
        phone = self._city.phone.format(n=self._built_count % NUMBERS_PER_RANGE)
        self._built_count += 1
        return Clinic(
            name=f"{first_part} {pick(rng, self._kinds)}",
            street=self._draw_street(),
            city=self._city,
            postal_code=postal_code,
            phone=phone,
            latitude=round(float(latitude), 5),
            longitude=round(float(longitude), 5),
            point_source=PointSource.ADDRESS if is_exact else PointSource.ZIP,
        )

    def _draw_street(self) -> str:
        rng = self._rng
        street = self._country.street.format(
            number=int(rng.integers(2, 2400 if self._city.country == "US" else 190)),
            name=pick(rng, self._country.names),
            kind=pick(rng, self._country.kinds),
        )
        if rng.random() >= UNIT_CHANCE:
            return street
        unit = self._country.unit.format(
            unit=int(rng.integers(1, 9)) * 100 + int(rng.integers(1, 40)),
            floor=int(rng.integers(1, 6)),
        )
        return f"{street}, {unit}"
