"""Reads a query: which of its words name a concern, a person's profession, a place and so on.

Pure: the vocabulary comes as a `PhraseMatcher`, places through a callable. What is understood is
shown and can be taken back, so doubtful words are better left free.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from directory.domain.geography import Place
from directory.domain.phrases import PhraseMatch, PhraseMatcher
from directory.domain.place_reading import PlaceWords, find_area_words, find_place_words
from directory.domain.query_patterns import (
    ACCEPTING,
    MINIMUM_YEARS,
    NUMBERS_IN_WORDS,
    ROMAN_SKIN_TYPES,
    SKIN_TYPE,
)
from directory.domain.query_words import QueryWords
from directory.domain.quotations import read_quotations, with_phrases
from directory.domain.same_words import FAMILIES_OF_WORDS
from directory.domain.unsearched_words import find_unsearched
from directory.domain.wording import fold_phrase, singular

FindPlace = Callable[[str], Place | None]


class ReadingKind(StrEnum):
    """What a group of words can be read as."""

    CONCERN = "concern"
    TREATMENT = "treatment"
    DEVICE_NAME = "device_name"
    PROFESSION = "profession"
    LANGUAGE = "language"
    PLACE = "place"
    SKIN_TYPE = "skin_type"
    MINIMUM_YEARS = "minimum_years"
    ACCEPTING = "accepting"


KIND_OF_ENTRIES = {
    "concerns": ReadingKind.CONCERN,
    "treatments": ReadingKind.TREATMENT,
    "device_names": ReadingKind.DEVICE_NAME,
    "professions": ReadingKind.PROFESSION,
    "languages": ReadingKind.LANGUAGE,
}
TREATABLE = frozenset({ReadingKind.CONCERN, ReadingKind.TREATMENT, ReadingKind.DEVICE_NAME})
"""Kinds that say what is to be treated, or with what."""

TITLES = frozenset({"dr", "dra", "prof", "mr", "mrs", "ms"})
LONGEST_CAREER_YEARS = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """Words of the text and what they are read as.

    `key` is the vocabulary's key, the place's key, or a number ("4" for skin type IV, "10" for at
    least ten years); `name` is for people; `words` stand in the text from `start` on.
    """

    kind: ReadingKind
    key: str
    name: str
    words: str
    start: int
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """A query, read: `readings` in the order of the text, `rest` the words left for free search.

    `text` is the query on one clean line, without the `phrases`: what stood in quotation marks,
    which is read as nothing but itself. `free_stretches` are the parts of it that `rest` comes
    from; `unplaced` are words after "near" that name no known place (they are in `rest`, too);
    `unsearched` are words that no search can follow, such as "no downtime".
    """

    text: str
    readings: tuple[Reading, ...]
    rest: str
    free_stretches: tuple[str, ...] = ()
    unplaced: str = ""
    phrases: tuple[str, ...] = ()
    unsearched: tuple[str, ...] = ()

    @property
    def whole_text(self) -> str:
        """The text with its phrases."""
        return with_phrases(self.text, self.phrases)

    @property
    def concern_keys(self) -> tuple[str, ...]:
        return self._keys(ReadingKind.CONCERN)

    @property
    def treatment_keys(self) -> tuple[str, ...]:
        return self._keys(ReadingKind.TREATMENT)

    @property
    def device_name_keys(self) -> tuple[str, ...]:
        return self._keys(ReadingKind.DEVICE_NAME)

    @property
    def profession_keys(self) -> tuple[str, ...]:
        return self._keys(ReadingKind.PROFESSION)

    @property
    def language_keys(self) -> tuple[str, ...]:
        return self._keys(ReadingKind.LANGUAGE)

    @property
    def place(self) -> Place | None:
        return next((reading.place for reading in self.readings if reading.place), None)

    @property
    def skin_type(self) -> int | None:
        """Fitzpatrick type 1 to 6, only if the text names one."""
        return next((int(key) for key in self._keys(ReadingKind.SKIN_TYPE)), None)

    @property
    def minimum_years(self) -> int | None:
        return next((int(key) for key in self._keys(ReadingKind.MINIMUM_YEARS)), None)

    @property
    def is_accepting(self) -> bool:
        """Whether the text asks for somebody who takes new patients."""
        return bool(self._keys(ReadingKind.ACCEPTING))

    def text_without(self, reading: Reading) -> str:
        """The text with this reading's words cut out, for taking it back."""
        end = reading.start + len(reading.words)
        left = " ".join((self.text[: reading.start] + " " + self.text[end:]).split())
        return with_phrases(left, self.phrases)

    def _keys(self, kind: ReadingKind) -> tuple[str, ...]:
        return tuple(reading.key for reading in self.readings if reading.kind is kind)


def understand(
    text: str, matcher: PhraseMatcher, find_place: FindPlace, plain: Collection[str] = ()
) -> Understood:
    """Read any text; raises nothing and reads the same text always the same way.

    `find_place` is asked for the place of a few stretches of words. `plain` holds phrases that
    shall stay free words whatever they could mean.
    """
    quotations = read_quotations(text)
    query = QueryWords(quotations.rest)
    plain_positions = _find_plain(query, plain)
    for position in plain_positions:
        query.take(position, position + 1)
    named = _take_titles(query)
    area = find_area_words(query, find_place)
    breaks = {*query.list_breaks(), *(n + 1 for n in named), area.first, area.end}
    matches = matcher.list_matches(query.folded, breaks)
    unsearched = find_unsearched(query, matches, named)
    for stretch in unsearched:
        query.take(*stretch)
    readings = [*_read_patterns(query), *_read_phrases(query, matches, named)]
    names = named if readings else named.union(query.list_surnames())  # "Susan Price"
    place_words = area
    if area.place is None:
        place_words = find_place_words(query, find_place, named, _list_described(query))
    if place_words.place is not None:
        readings.append(_place_reading(query, place_words, place_words.place))
    if not any(reading.kind in TREATABLE for reading in readings):
        readings.extend(_read_nearest(query, matcher))
    plain_words = [query.written(position, position + 1) for position in plain_positions]
    rest = [query.rest(keep=names), *plain_words]
    return Understood(
        text=query.text,
        readings=tuple(sorted(_without_repeats(readings), key=lambda reading: reading.start)),
        rest=" ".join(words for words in rest if words),
        free_stretches=query.list_free_stretches(),
        unplaced=place_words.unplaced,
        phrases=quotations.phrases,
        unsearched=tuple(query.written(*stretch) for stretch in unsearched),
    )


def _list_described(query: QueryWords) -> frozenset[int]:
    """Positions of words that describe skin: "temple" and "chin" are no towns by themselves."""
    return frozenset(
        n for n, word in enumerate(query.folded) if singular(word) in FAMILIES_OF_WORDS
    )


def _find_plain(query: QueryWords, plain: Collection[str]) -> list[int]:
    positions: set[int] = set()
    for phrase in plain:
        words = fold_phrase(phrase).split()
        for first in range(len(query) - len(words) + 1):
            if words and query.folded[first : first + len(words)] == words:
                positions.update(range(first, first + len(words)))
    return sorted(positions)


def _take_titles(query: QueryWords) -> frozenset[int]:
    """Drops titles and gives the positions of the names after them: "Dr Best", "Dr German Lopez".

    A title names somebody only where a name can stand: "skin dr boston" asks for a doctor.
    """
    named = set()
    for position, word in enumerate(query.folded):
        if word not in TITLES or not query.is_free(position, position + 1):
            continue
        begins = position == 0 or query.is_function_word(position - 1)
        following = position + 1
        if begins and following < len(query) and not query.is_function_word(following):
            named.add(following)
        query.take(position, position + 1)
    return frozenset(named)


def _read_patterns(query: QueryWords) -> Iterator[Reading]:
    """Skin type, years of experience, and who takes new patients."""
    line, offsets = _folded_line(query)
    for match in SKIN_TYPE.finditer(line):
        number = next(group for group in match.groups() if group)
        skin_type = ROMAN_SKIN_TYPES.get(number) or int(number)
        roman = next(name for name, value in ROMAN_SKIN_TYPES.items() if value == skin_type)
        words = _covered_words(offsets, match)
        if query.is_free(*words):
            name = f"Skin type {roman.upper()}"
            yield _take(query, words, ReadingKind.SKIN_TYPE, str(skin_type), name)
    for match in MINIMUM_YEARS.finditer(line):
        years = NUMBERS_IN_WORDS.get(match["years"]) or int(match["years"])
        is_minimum = any(match[group] for group in ("least", "plus", "late_plus", "practice"))
        words = _covered_words(offsets, match)
        if is_minimum and 1 <= years <= LONGEST_CAREER_YEARS and query.is_free(*words):
            name = f"{years}+ years"
            yield _take(query, words, ReadingKind.MINIMUM_YEARS, str(years), name)
    for match in ACCEPTING.finditer(line):
        words = _covered_words(offsets, match)
        if query.is_free(*words):
            yield _take(query, words, ReadingKind.ACCEPTING, "yes", "Accepting patients")


def _folded_line(query: QueryWords) -> tuple[str, list[int]]:
    """The folded words in a line, each "+" kept behind its word, and where each word begins."""
    line = ""
    offsets = []
    for word in query.words:
        offsets.append(len(line))
        line += word.folded + ("+" if query.text[word.end : word.end + 1] == "+" else "") + " "
    return line.rstrip(), offsets


def _covered_words(offsets: list[int], match: re.Match[str]) -> tuple[int, int]:
    covered = [
        position for position, offset in enumerate(offsets) if match.start() <= offset < match.end()
    ]
    return covered[0], covered[-1] + 1


def _read_phrases(
    query: QueryWords, matches: Sequence[PhraseMatch], named: frozenset[int]
) -> Iterator[Reading]:
    for match in matches:
        kind = KIND_OF_ENTRIES[match.kind]
        words = (match.first, match.end)
        is_part_of_name = kind is ReadingKind.LANGUAGE and not named.isdisjoint(
            (match.first, match.first - 1)
        )  # "Dr German Lopez", "Dr Susan English"
        if query.is_free(*words) and not is_part_of_name:
            yield _take(query, words, kind, match.entry.key, match.entry.name)


def _read_nearest(query: QueryWords, matcher: PhraseMatcher) -> Iterator[Reading]:
    """What the free words describe as a whole, where no phrase says what is to be treated."""
    for first, end in query.iterate_untaken_runs():
        free = [n for n in range(first, end) if not query.is_function_word(n)]
        match = matcher.find_nearest(query.folded, free)
        if match is not None:
            words = (match.first, match.end)
            kind = KIND_OF_ENTRIES[match.kind]
            yield _take(query, words, kind, match.entry.key, match.entry.name)
            return


def _take(
    query: QueryWords, words: tuple[int, int], kind: ReadingKind, key: str, name: str
) -> Reading:
    query.take(*words)
    return Reading(kind, key, name, query.written(*words), query.words[words[0]].start)


def _place_reading(query: QueryWords, found: PlaceWords, place: Place) -> Reading:
    words = (found.first, found.end)
    return replace(_take(query, words, ReadingKind.PLACE, place.key, place.label), place=place)


def _without_repeats(readings: list[Reading]) -> list[Reading]:
    return list({(reading.kind, reading.key): reading for reading in reversed(readings)}.values())
