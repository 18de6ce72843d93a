"""A directory of invented practitioners in which every labelled query has somebody to find.

Profiles are made of the vocabulary's own words, so that an engine that only compares words knows
all the synonyms too; seeded, the same for every engine.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from directory.domain.geography import Place
from directory.domain.vocabulary import Vocabulary, iterate_phrases
from search_index import DocumentLocation, PractitionerDocument, SkillPoints

PRACTITIONERS = 800
PLANTED_PER_GROUP = 3
QUERIES_FILE = Path(__file__).parents[1] / "tests" / "search" / "labelled_queries.toml"

FindPlace = Callable[[str], Place | None]

_CITIES = (
    *("Denver, CO", "Chicago, IL", "Houston, TX", "Los Angeles, CA", "Miami, FL", "Seattle, WA"),
    *("Phoenix, AZ", "Boston, MA", "Atlanta, GA", "Portland, OR", "Austin, TX", "Nashville, TN"),
    *("Minneapolis, MN", "Tampa, FL", "San Diego, CA", "Philadelphia, PA", "Detroit, MI"),
    *("Charlotte, NC", "Salt Lake City, UT", "Madrid, Spain", "London, UK", "Toronto, Canada"),
)
_GIVEN_NAMES_TEXT = """
    Ada Bela Carla Dora Edda Frida Greta Hanna Ilse Jana Katja Lena Mira Nora Olga Petra Rosa Silke
    Tilda Ursula Vera Wanda Yara Zora Arno Bruno Carlo Dario Emil Felix Gustav Hugo Ivo Jonas Karl
    Leo Marco Nils Oskar Pablo Rafael Stefan Tomas Viktor
"""
_SURNAMES_TEXT = """
    Abernathy Birkeland Castellano Drummond Eriksen Fairbanks Gallagher Hollander Ivanov Jablonski
    Kowalczyk Lindqvist Montgomery Nakamura Osterberg Pemberton Quintero Rasmussen Schneider
    Takahashi Underhill Villanueva Wetherby Yamamoto Zimmerman Achterberg Blackwood Crawford
    Delacroix Ellsworth Fitzgerald Greenfield Hawthorne
"""
_GIVEN_NAMES, _SURNAMES = _GIVEN_NAMES_TEXT.split(), _SURNAMES_TEXT.split()
_SENTENCES = (
    "Trained at a large teaching hospital and in practice ever since.",
    "Takes time to explain what a treatment can and cannot do before anything is decided.",
    "Sees every patient in person, before the treatment and after it.",
    "Enjoys hiking, cooking and two rescue dogs when not at work.",
    "Keeps a careful photo record of every course so that progress can be judged fairly.",
    "Lectures on safe settings for every colour of skin.",
    "Believes in gentle steps and plain words, and in saying no where light would not help.",
    "Joined the clinic to build up its work with patients who were burnt or hurt in accidents.",
)


@dataclass(frozen=True)
class LabelledQuery:
    """A query, the line of the table it counts in, and who is right."""

    text: str
    kind: str
    concern: str | None = None
    treatments: tuple[str, ...] = ()
    profession: str | None = None
    language: str | None = None
    place: str | None = None
    name: str | None = None
    together: str | None = None

    def is_right(self, document: PractitionerDocument) -> bool:
        """Whether this practitioner is one of those asked for."""
        return (
            (self.name is None or document.name == self.name)
            and (self.concern is None or self.concern in document.concerns)
            and (not self.treatments or bool(set(self.treatments) & set(document.treatments)))
            and (self.profession is None or document.profession == self.profession)
            and (self.language is None or self.language in document.languages)
            and (self.place is None or document.place_words.startswith(self.place))
            and (self.together is None or self.together in _texts_of(document))
        )


def _texts_of(document: PractitionerDocument) -> str:
    texts = (document.concern_words, document.treatment_words, document.biography)
    return "\n".join(texts).lower()


def read_labelled_queries(path: Path = QUERIES_FILE) -> list[LabelledQuery]:
    """The queries of the file, each with the label of its group."""
    return [
        LabelledQuery(
            text=text,
            treatments=tuple(group.get("treatments", ())),
            **{key: value for key, value in group.items() if key not in ("texts", "treatments")},
        )
        for group in tomllib.loads(path.read_text(encoding="utf-8"))["group"]
        for text in group["texts"]
    ]


def make_practitioners(
    vocabulary: Vocabulary,
    queries: Sequence[LabelledQuery],
    find_place: FindPlace,
    region_names: Mapping[tuple[str, str], str],
) -> list[PractitionerDocument]:
    """Some who fit each group of queries, then others at random."""
    places = {label: find_place(label) for label in _CITIES}
    place_words = {
        label: f"{label} {region_names.get((place.country, place.region), '')} {place.country}"
        for label, place in places.items()
        if place
    }
    wanted = list({(q.concern, q.treatments, q.profession, q.language, q.place, q.name): q
                   for q in queries}.values())  # fmt: skip
    labels = [query for query in wanted for _ in range(1 if query.name else PLANTED_PER_GROUP)]
    padding = [LabelledQuery("", "")] * (PRACTITIONERS - len(labels))
    return [
        _practitioner(key, label, vocabulary, places, place_words)
        for key, label in enumerate([*labels, *padding])
    ]


def _practitioner(
    key: int,
    label: LabelledQuery,
    vocabulary: Vocabulary,
    places: dict[str, Place | None],
    place_words: Mapping[str, str],
) -> PractitionerDocument:
    random = np.random.default_rng((3, key))

    def some(values: Sequence[str], most: int) -> Iterator[str]:
        count = int(random.integers(1, most + 1))
        return iter(random.choice(values, count, replace=False).tolist())

    concerns = {*some([one.key for one in vocabulary.concerns], 4)}
    concerns |= {label.concern} if label.concern else set()
    treatments = {*some([one.key for one in vocabulary.treatments], 3), *label.treatments[:1]}
    languages = {"en", *some([one.key for one in vocabulary.languages], 2)}
    languages |= {label.language} if label.language else set()
    professions = [one.key for one in vocabulary.professions]
    profession = label.profession or str(random.choice(professions))
    city = label.place or str(random.choice(_CITIES))
    place = places[city]
    assert place is not None, f"{city} is not in the gazetteer"  # noqa: S101
    name = label.name or f"{random.choice(_GIVEN_NAMES)} {random.choice(_SURNAMES)}"
    points = float(random.normal(55, 10))
    return PractitionerDocument(
        key=key,
        version=1,
        name=name,
        profession=profession,
        profession_words="\n".join(iterate_phrases(vocabulary.get_profession(profession))),
        concerns=tuple(sorted(concerns)),
        concern_words="\n".join(
            phrase
            for one in sorted(concerns)
            for phrase in iterate_phrases(vocabulary.get_concern(one))
        ),
        treatments=tuple(sorted(treatments)),
        treatment_words="\n".join(
            phrase
            for one in sorted(treatments)
            for phrase in iterate_phrases(vocabulary.get_treatment(one))
        ),
        place_words=place_words[city],
        biography=" ".join(random.choice(_SENTENCES, 4, replace=False).tolist()),
        languages=tuple(sorted(languages)),
        locations=(
            DocumentLocation(latitude=place.point.lat, longitude=place.point.lon, clinic=str(key)),
        ),
        skill={"": SkillPoints(points=points, lo90=points - 8, hi90=points + 8)},
    )
