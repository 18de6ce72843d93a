"""Who the fictional people are: name, profession, city, languages. Nothing here knows of skill."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from directory.domain.names import slugify
from directory.services.demo.files import City, DemoFiles, DemoProfession, NameGroup
from directory.services.demo.sentences import pick

MIDDLE_INITIALS = "ABCDEFGHJKLMNPRSTVW"
MIDDLE_INITIAL_SHARE = 0.45
SUFFIX_SHARE = 0.015


@dataclass(frozen=True, slots=True)
class Person:
    """One fictional person, as a page introduces them."""

    given_name: str
    middle_name: str
    family_name: str
    name_suffix: str
    is_female: bool
    profession: DemoProfession
    city: City
    languages: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """Given, middle, family name and suffix."""
        parts = (self.given_name, self.middle_name, self.family_name, self.name_suffix)
        return " ".join(part for part in parts if part)

    @property
    def address(self) -> str:
        """As patients speak of them: "Dr. Okonwale", or the given name of a nurse."""
        if self.profession.title:
            return f"{self.profession.title} {self.family_name}"
        return self.given_name

    @property
    def slug(self) -> str:
        """The name for the address of the profile."""
        return slugify(self.full_name)


def draw_people(rng: np.random.Generator, files: DemoFiles, count: int) -> list[Person]:
    """Draw people with names of their own: no two share given and family name."""
    cities = _draw_in_proportion(rng, [city.weight for city in files.cities], count)
    professions = _draw_in_proportion(rng, [p.share for p in files.professions], count)
    people: list[Person] = []
    taken: set[tuple[str, str]] = set()
    for city_number, profession_number in zip(cities, professions, strict=True):
        city = files.cities[city_number]
        group = _draw_name_group(rng, files, city.country)
        is_female = bool(rng.random() < 0.6)
        given_name, family_name = _draw_free_name(rng, group, is_female, taken)
        has_middle_name = rng.random() < MIDDLE_INITIAL_SHARE
        has_suffix = not is_female and rng.random() < SUFFIX_SHARE
        people.append(
            Person(
                given_name=given_name,
                middle_name=f"{pick(rng, MIDDLE_INITIALS)}." if has_middle_name else "",
                family_name=family_name,
                name_suffix=pick(rng, files.name_suffixes) if has_suffix else "",
                is_female=is_female,
                profession=files.professions[profession_number],
                city=city,
                languages=_draw_languages(rng, group, files.countries[city.country].spoken),
            )
        )
    return people


def _draw_in_proportion(rng: np.random.Generator, weights: list[float], count: int) -> list[int]:
    """`count` numbers of entries, each entry as often as its weight says, in random order."""
    shares = np.cumsum(np.asarray(weights, dtype=float)) / sum(weights)
    evenly = (np.arange(count) + 0.5) / count
    return [int(number) for number in rng.permutation(np.searchsorted(shares, evenly))]


def _draw_name_group(rng: np.random.Generator, files: DemoFiles, country: str) -> NameGroup:
    weights = files.name_weights[country]
    groups = [group for group in files.name_groups if group.key in weights]
    shares = np.array([weights[group.key] for group in groups])
    return groups[int(rng.choice(len(groups), p=shares / shares.sum()))]


def _draw_free_name(
    rng: np.random.Generator, group: NameGroup, is_female: bool, taken: set[tuple[str, str]]
) -> tuple[str, str]:
    given_names = group.female if is_female else group.male
    free = [
        (given, family)
        for given in given_names
        for family in group.family
        if (given, family) not in taken
    ]
    name = pick(rng, free)
    taken.add(name)
    return name


def _draw_languages(
    rng: np.random.Generator, group: NameGroup, spoken: dict[str, float]
) -> tuple[str, ...]:
    chances = {**spoken, **group.languages}
    drawn = [language for language, chance in chances.items() if rng.random() < chance]
    return ("en", *drawn)
