"""Synthetic practitioners and searches to measure with: seeded, the same for every engine.

The words of a profile follow Zipf's law, as in real texts; a profile has about 290 of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

from search_index import DocumentLocation, Place, PractitionerDocument, SkillPoints

CONCERNS = tuple(f"concern_{number}" for number in range(24))
TREATMENTS = tuple(f"treatment_{number}" for number in range(14))
PROFESSIONS = (
    "dermatologist",
    "plastic_surgeon",
    "physician",
    "nurse_practitioner",
    "physician_assistant",
    "registered_nurse",
    "aesthetician",
)
LANGUAGES = ("en", "es", "zh", "vi", "ar", "fr", "ru", "ko", "pt", "hi")

_SYLLABLES = tuple(a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "or"))
_VOCABULARY = 30_000
_BIOGRAPHY_WORDS = 210
_LAY_WORDS_EACH = 4
_CITIES = 400
_GIVEN_NAMES, _SURNAMES = 400, 12_000


def _spelling(number: int) -> str:
    """A pronounceable word for a number; different numbers differ."""
    letters = ""
    number += len(_SYLLABLES)  # so that no word has a single syllable
    while number:
        number, rest = divmod(number, len(_SYLLABLES))
        letters += _SYLLABLES[rest]
    return letters


_WORDS = tuple(_spelling(number) for number in range(_VOCABULARY))


@dataclass(frozen=True)
class Profile:
    """A practitioner, and the three texts every engine indexes."""

    document: PractitionerDocument
    name: str
    facts: str
    biography: str


class Wording(Enum):
    """How the words of a search are meant."""

    WHOLE = "all of them have to be found"
    PHRASE = "one right behind the other"
    BEGINNING = "the one word is still being typed"
    MISSPELT = "the one word has one wrong letter"


@dataclass(frozen=True)
class Search:
    """A search in terms every engine understands."""

    words: tuple[str, ...] = ()
    wording: Wording = Wording.WHOLE
    concern: str | None = None
    place: Place | None = None
    radius_km: float | None = None
    profession: str | None = None
    language: str | None = None
    min_years: float | None = None


def _city(number: int) -> tuple[str, float, float]:
    random = np.random.default_rng((7, number))
    return (
        "city" + _spelling(number),
        float(random.uniform(28, 47)),
        float(random.uniform(-122, -72)),
    )


_ALL_CITIES = tuple(map(_city, range(_CITIES)))


def _zipf(random: np.random.Generator, size: int, largest: int) -> np.ndarray:
    """Numbers below `largest`, the small ones often: log-uniform, as by Zipf's law."""
    return (np.exp(random.uniform(0, np.log(largest), size)) - 1).astype(int)


def profiles(count: int) -> Iterator[Profile]:
    """The first `count` profiles; fewer are the beginning of more."""
    for key in range(count):
        yield _profile(key)


def _profile(key: int) -> Profile:
    random = np.random.default_rng((1, key))
    concerns = _choice(random, CONCERNS, int(random.integers(3, 13)))
    treatments = _choice(random, TREATMENTS, int(random.integers(2, 8)))
    profession = PROFESSIONS[min(int(random.exponential(1.8)), len(PROFESSIONS) - 1)]
    languages = ("en", *_choice(random, LANGUAGES[1:], int(random.integers(0, 3))))
    city, latitude, longitude = _ALL_CITIES[int(_zipf(random, 1, _CITIES)[0])]
    name = f"{_name(random, _GIVEN_NAMES)} {_name(random, _SURNAMES)}".title()
    overall = float(random.normal(55, 12))
    skill = {"": _points(random, overall)} | {
        concern: _points(random, overall + float(random.normal(0, 5))) for concern in concerns
    }
    concern_words, treatment_words = map(_described, (concerns, treatments))
    biography = " ".join(_WORDS[n] for n in _zipf(random, _BIOGRAPHY_WORDS, _VOCABULARY))
    years = float(np.round(random.gamma(2.0, 6.0), 1))
    outcomes = int(random.negative_binomial(1, 0.05))
    document = PractitionerDocument(
        key=key,
        version=1,
        name=name,
        profession=profession,
        profession_words=profession.replace("_", " "),
        concerns=concerns,
        concern_words=concern_words,
        treatments=treatments,
        treatment_words=treatment_words,
        place_words=city,
        biography=biography,
        languages=languages,
        accepting_patients=bool(random.random() < 0.7),
        years_evidenced=years if random.random() < 0.8 else None,
        verified_outcome_count=outcomes,
        effective_outcomes=outcomes * 0.8,
        skin_types=tuple(range(1, int(random.integers(4, 7)))),
        locations=(
            DocumentLocation(
                latitude=latitude + float(random.normal(0, 0.1)),
                longitude=longitude + float(random.normal(0, 0.1)),
                clinic=f"{city} {random.integers(0, 60)}",
            ),
        ),
        skill=skill,
    )
    facts = " ".join((document.profession_words, concern_words, treatment_words, city))
    return Profile(document, name, facts, biography)


def _choice(random: np.random.Generator, values: tuple[str, ...], size: int) -> tuple[str, ...]:
    return tuple(values[n] for n in sorted(random.choice(len(values), size, replace=False)))


def _name(random: np.random.Generator, largest: int) -> str:
    return "q" + _spelling(int(_zipf(random, 1, largest)[0]))


def _points(random: np.random.Generator, points: float) -> SkillPoints:
    half = float(random.uniform(2, 15))
    return SkillPoints(points=points, lo90=points - half, hi90=points + half)


def _described(keys: tuple[str, ...]) -> str:
    """A few lay words for each concern or treatment."""
    lay_words = [
        f"{key.replace('_', '')} {key[0]}{key[-1]}lay{number}"
        for key in keys
        for number in range(_LAY_WORDS_EACH)
    ]
    return " ".join(lay_words)


def searches(profile_count: int, each: int) -> dict[str, list[Search]]:
    """`each` searches of every kind, over a corpus of the first `profile_count` profiles."""
    random = np.random.default_rng(2)

    def words(lowest: int, highest: int, how_many: int = 1) -> tuple[str, ...]:
        return tuple(_WORDS[n] for n in random.integers(lowest, highest, how_many))

    def place() -> Place:
        _, latitude, longitude = _ALL_CITIES[int(_zipf(random, 1, _CITIES)[0])]
        return Place(latitude, longitude)

    def concern() -> str:
        return CONCERNS[int(random.integers(len(CONCERNS)))]

    def name() -> tuple[str, ...]:
        return tuple(_profile(int(random.integers(profile_count))).name.lower().split())

    def surname() -> str:
        return name()[-1]

    def phrase() -> tuple[str, ...]:
        biography = _profile(int(random.integers(profile_count))).biography.split()
        first = int(random.integers(len(biography) - 1))
        return tuple(biography[first : first + 2])

    def misspelt() -> str:
        """A family name with another letter in place of one that is not the first."""
        word = surname()
        place = int(random.integers(1, len(word)))
        return word[:place] + ("x" if word[place] != "x" else "y") + word[place + 1 :]

    kinds = {
        "word + 3 filters + place": lambda: Search(
            words=words(0, 60),
            profession=PROFESSIONS[int(random.integers(3))],
            language=LANGUAGES[int(random.integers(1, 4))],
            min_years=5,
            place=place(),
        ),
        "concern + place": lambda: Search(concern=concern(), place=place()),
        "concern + 50 km": lambda: Search(concern=concern(), place=place(), radius_km=50),
        "everybody": Search,
        "3 filters + place": lambda: Search(
            profession=PROFESSIONS[int(random.integers(3))],
            language=LANGUAGES[int(random.integers(1, 4))],
            min_years=5,
            place=place(),
        ),
        "common word": lambda: Search(words=words(0, 30)),
        "rare word": lambda: Search(words=words(10_000, _VOCABULARY)),
        "two words": lambda: Search(words=words(0, 60) + words(60, 3_000)),
        "three words": lambda: Search(words=words(0, 60) + words(60, 3_000, 2)),
        "phrase": lambda: Search(words=phrase(), wording=Wording.PHRASE),
        "name": lambda: Search(words=name()),
        "prefix": lambda: Search(words=(surname()[:-1],), wording=Wording.BEGINNING),
        "one-letter typo": lambda: Search(words=(misspelt(),), wording=Wording.MISSPELT),
    }
    return {kind: [make() for _ in range(each)] for kind, make in kinds.items()}
