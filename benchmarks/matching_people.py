"""Invented people for judging how records are matched: names as uneven as real ones, and noise.

Family names follow Zipf's law, so that some are shared by hundreds; towns hold many people each;
fathers and sons work in one town under one name.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from itertools import product

from directory.domain.names import PersonName
from directory.services.registry_matching import read_short_names
from directory.sources.person_records import Identity, LicenceNumber, PersonRecord

BEGINNINGS = (
    "Al", "Ber", "Car", "Dal", "El", "Fen", "Gar", "Hol", "Is", "Jan", "Kel", "Lan", "Mar",
    "Nor", "Os", "Pat", "Quin", "Ros", "Sal", "Tor", "Ul", "Ven",
)  # fmt: skip
ENDINGS = (
    "by", "cot", "den", "field", "gate", "ham", "ley", "man", "mer", "ner",
    "ridge", "sen", "ski", "son", "stein", "ton", "vale", "well", "wick", "worth",
)  # fmt: skip
STATES = ("CA", "TX", "FL", "WA", "NY", "CO")
PROFESSIONS = ("dermatologist", "plastic_surgeon", "nurse_practitioner", "physician_assistant")
TOWNS_PER_STATE = 60
ZIPS_PER_TOWN = 5
SHARE_OF_SONS = 0.01


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented person: what a careful registry would know."""

    key: int
    name: PersonName
    profession: str
    region: str
    city: str
    postal_code: str
    number: str


def invent_people(chance: random.Random, count: int) -> list[Invented]:
    """`count` people; given names that have short forms, family names by Zipf's law."""
    family_names = [first + last for first, last in product(BEGINNINGS, ENDINGS)]
    chance.shuffle(family_names)
    family_names += [f"{name}{end}" for name, end in product(family_names, ("s", "er", "ow", "ex"))]
    weights = [1 / (rank + 1) for rank in range(len(family_names))]
    given_names = [name.capitalize() for name in read_short_names()]
    people: list[Invented] = []
    while len(people) < count:
        region = chance.choice(STATES)
        town = chance.randrange(TOWNS_PER_STATE)
        person = Invented(
            key=len(people),
            name=PersonName(
                chance.choice(given_names),
                chance.choices(family_names, weights)[0],
                chance.choice("ABCDEFGHJKLMNPRSTW") if chance.random() < 0.7 else "",
            ),
            profession=chance.choice(PROFESSIONS),
            region=region,
            city=f"{BEGINNINGS[town % 22]}{ENDINGS[town % 20]}",
            postal_code=f"{STATES.index(region) + 1}{town:02}{chance.randrange(ZIPS_PER_TOWN):02}",
            number=str(chance.randrange(10_000, 99_999_999)),
        )
        people.append(person)
        if chance.random() < SHARE_OF_SONS:
            senior = replace(person.name, name_suffix="Sr.")
            junior = replace(person.name, name_suffix="Jr.")
            people[-1] = replace(person, name=senior)
            people.append(
                replace(person, key=person.key + 1, name=junior, number=person.number[::-1])
            )
    return people[:count]


def write_record(chance: random.Random, person: Invented, *, with_licence: bool) -> PersonRecord:
    """What a state's list says of somebody, with what goes wrong in such lists."""
    name = person.name
    given = name.given_name
    short = sorted(read_short_names().get(given.lower(), ()))
    if short and chance.random() < 0.12:
        given = chance.choice(short).capitalize()
    if chance.random() < 0.03:
        given = _misspell(chance, given)
    family = _misspell(chance, name.family_name) if chance.random() < 0.02 else name.family_name
    if chance.random() < 0.02:
        family = f"{family}-{chance.choice(BEGINNINGS)}{chance.choice(ENDINGS)}"
    has_moved = chance.random() < 0.15
    town = chance.randrange(TOWNS_PER_STATE)
    return PersonRecord(
        line=person.key,
        source="benchmark",
        key=str(person.key),
        identity=Identity(
            name=PersonName(
                given,
                family,
                "" if chance.random() < 0.3 else name.middle_name,
                "" if chance.random() < 0.5 else name.name_suffix,
            ),
            licence=LicenceNumber(person.region, f"XX{person.number}") if with_licence else None,
            profession_keys=frozenset({person.profession}),
            city=f"{BEGINNINGS[town % 22]}{ENDINGS[town % 20]}" if has_moved else person.city,
            region=person.region,
            postal_code="" if has_moved else person.postal_code,
        ),
    )


def _misspell(chance: random.Random, name: str) -> str:
    """Two neighbouring letters changed about, or one lost."""
    at = chance.randrange(1, max(len(name) - 1, 2))
    if chance.random() < 0.5:
        return name[:at] + name[at + 1 :]
    return name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
