"""The words in which fictional practitioners present themselves; years as they claim them."""

from __future__ import annotations

import numpy as np

from directory.domain.vocabulary_entries import Concern
from directory.services.demo.files import DemoFiles
from directory.services.demo.people import Person
from directory.services.demo.sentences import fill, pick

EXPERIENCE_CHANCE = 0.75
SECOND_APPROACH_CHANCE = 0.6
LANGUAGES_CHANCE = 0.8
CLOSING_CHANCE = 0.35
SLOGAN_FROM_MARKETING = 0.8
VOWELS = "aeiou"


class BiographyWriter:
    """Writes one biography at a time; every call draws from the generator given."""

    def __init__(
        self, rng: np.random.Generator, files: DemoFiles, language_names: dict[str, str]
    ) -> None:
        self._rng = rng
        self._bank = files.biographies
        self._language_names = language_names

    def write(
        self,
        person: Person,
        concerns: list[Concern],
        claimed_years: int,
        is_newcomer: bool,
        marketing: float,
    ) -> str:
        """A few sentences; who markets more also boasts, which says nothing of skill."""
        rng, bank = self._rng, self._bank
        openings = bank["newcomer_openings"] if is_newcomer else bank["openings"]
        sentences = [pick(rng, openings)]
        if not is_newcomer and claimed_years > 1 and rng.random() < EXPERIENCE_CHANCE:
            sentences.append(pick(rng, bank["experience"]))
        approaches = rng.permutation(len(bank["approaches"]))
        approach_count = 1 + int(rng.random() < SECOND_APPROACH_CHANCE)
        sentences += [bank["approaches"][number] for number in approaches[:approach_count]]
        if marketing > SLOGAN_FROM_MARKETING:
            sentences.append(pick(rng, bank["slogans"]))
        if len(person.languages) > 1 and rng.random() < LANGUAGES_CHANCE:
            sentences.append(pick(rng, bank["languages"]))
        if rng.random() < CLOSING_CHANCE:
            sentences.append(pick(rng, bank["closings"]))
        blanks = self._blanks(person, concerns, claimed_years)
        return " ".join(fill(rng, sentence, blanks) for sentence in sentences)

    def _blanks(
        self, person: Person, concerns: list[Concern], claimed_years: int
    ) -> dict[str, str]:
        pronoun = "she" if person.is_female else "he"
        profession = person.profession.key.replace("_", " ")
        article = "an" if profession[0] in VOWELS else "a"
        names = [
            self._bank["concern_names"].get(concern.key, concern.name.lower())
            for concern in concerns
        ]
        spoken = [self._language_names[code] for code in person.languages[1:]]
        return {
            "name": f"{person.profession.title} {person.full_name}".strip(),
            "profession": profession,
            "a_profession": f"{article} {profession}",
            "city": person.city.name,
            "years": str(claimed_years),
            "pronoun": pronoun,
            "Pronoun": pronoun.capitalize(),
            "first": names[0],
            "second": names[1],
            "third": names[2 % len(names)],
            "languages": " and ".join(spoken),
        }
