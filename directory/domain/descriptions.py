"""Finds what patients describe in words of their own: a phrase of the vocabulary in another order,
with other words between, and with words that mean the same.

"Veins that show around my nose" is "veins on nose". What phrases there are is the vocabulary's
business, which words mean the same is listed in `same_words`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from directory.domain.same_words import FAMILIES_OF_WORDS
from directory.domain.stop_words import FUNCTION_WORDS, JOINING_WORDS
from directory.domain.vocabulary import Vocabulary, iterate_phrases, phrase_key
from directory.domain.vocabulary_entries import Entry

KINDS = ("concerns", "treatments")
MOST_WORDS_BETWEEN = 3
LONGEST_SPAN = 12
LEAST_LIKENESS = 0.5
LEAST_LEAD = 0.03
"""How much nearer the nearest phrase has to be than any phrase that means something else."""

Families = frozenset[str]


@dataclass(frozen=True, slots=True)
class Description:
    """A phrase as the families of its telling words, and the entry it means."""

    kind: str
    entry: Entry
    elements: tuple[Families, ...]


@dataclass(frozen=True, slots=True)
class DescriptionMatch:
    """Words `first` up to, but without, `end` describe this entry; `weight` words of them do."""

    first: int
    end: int
    kind: str
    entry: Entry
    weight: int


def families_of(word: str) -> Families:
    """The families a folded, singular word belongs to; one of its own when it is in none."""
    return FAMILIES_OF_WORDS.get(word) or frozenset((word,))


def is_telling(word: str) -> bool:
    """Whether a word says something about skin, and does not only join others."""
    return word not in FUNCTION_WORDS and word not in JOINING_WORDS


class DescriptionMatcher:
    """The phrases of a vocabulary, prepared once. Words come folded and singular."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        found: dict[tuple[str, frozenset[Families]], Description] = {}
        for kind, entries in vocabulary.list_kinds():
            for entry in entries if kind in KINDS else ():
                for phrase in iterate_phrases(entry):
                    elements = tuple(families_of(w) for w in phrase_key(phrase) if is_telling(w))
                    if elements:
                        description = Description(kind, entry, elements)
                        found.setdefault((entry.key, frozenset(elements)), description)
        self._descriptions = list(found.values())
        self._by_family: dict[str, list[Description]] = defaultdict(list)
        counts: dict[str, set[str]] = defaultdict(set)
        for description in self._descriptions:
            for family in frozenset().union(*description.elements):
                counts[family].add(description.entry.key)
                self._by_family[family].append(description)
        entry_count = sum(
            len(entries) for kind, entries in vocabulary.list_kinds() if kind in KINDS
        )
        self._weights = {
            family: math.log(1 + entry_count / len(keys)) for family, keys in counts.items()
        }
        self._weight_of_unknown = math.log(1 + entry_count)

    def knows(self, word: str) -> bool:
        """Whether the word stands in some phrase, itself or by one that means the same."""
        return any(family in self._weights for family in families_of(word))

    def list_matches(self, words: Sequence[str], breaks: Collection[int]) -> list[DescriptionMatch]:
        """Every phrase of several telling words whose words all stand near each other.

        `breaks` are positions at which something new begins, behind a comma or an "and".
        """
        families = [families_of(word) if is_telling(word) else frozenset() for word in words]
        present = frozenset().union(*families)
        matches: list[DescriptionMatch] = []
        for description in self._candidates(present):
            if len(description.elements) < 2:
                continue
            if any(element.isdisjoint(present) for element in description.elements):
                continue
            span = _shortest_span(description.elements, families, breaks)
            if span:
                weight = len(description.elements)
                matches.append(DescriptionMatch(*span, description.kind, description.entry, weight))
        return matches

    def find_nearest(self, words: Sequence[str], free: Sequence[int]) -> DescriptionMatch | None:
        """What the free words are most like, where nothing else is nearly as much like them.

        Likeness is the cosine between the families of the words and those of a phrase, each by
        how few entries use it.
        """
        asked = {n: families_of(words[n]) for n in free if is_telling(words[n])}
        query_square = sum(self._weight(each) ** 2 for each in asked.values())
        best: dict[str, tuple[float, list[int], Description]] = {}
        for description in self._candidates(frozenset().union(*asked.values())):
            pairs = list(_pairs(description.elements, asked))
            if len(pairs) < 2:
                continue
            shared = sum(self._weight(asked[n] & element) ** 2 for element, n in pairs)
            square = sum(self._weight(element) ** 2 for element in description.elements)
            likeness = shared / math.sqrt(query_square * square)
            if likeness > best.get(description.entry.key, (0.0,))[0]:
                best[description.entry.key] = likeness, [n for _, n in pairs], description
        ranked = sorted(best.values(), key=lambda each: -each[0])
        runner_up = ranked[1][0] if len(ranked) > 1 else 0.0
        if not ranked or ranked[0][0] < max(LEAST_LIKENESS, runner_up + LEAST_LEAD):
            return None
        _, positions, description = ranked[0]
        first, end = min(positions), max(positions) + 1
        return DescriptionMatch(first, end, description.kind, description.entry, len(positions))

    def _candidates(self, families: Iterable[str]) -> Iterator[Description]:
        seen: set[int] = set()
        for family in sorted(families):
            for description in self._by_family.get(family, ()):
                if id(description) not in seen:
                    seen.add(id(description))
                    yield description

    def _weight(self, families: Families) -> float:
        return max(
            (self._weights.get(family, self._weight_of_unknown) for family in families), default=0.0
        )


def _pairs(
    elements: Sequence[Families], asked: dict[int, Families]
) -> Iterator[tuple[Families, int]]:
    """Elements of a phrase, each with another word that shares a family with it."""
    unused = dict(asked)
    for element in elements:
        position = next((n for n, each in unused.items() if not each.isdisjoint(element)), None)
        if position is not None:
            del unused[position]
            yield element, position


def _shortest_span(
    elements: Sequence[Families], words: Sequence[Families], breaks: Collection[int]
) -> tuple[int, int] | None:
    """The fewest words in a row (first, end) that hold all elements and little else.

    Nothing new begins inside. Words that only join others have no families.
    """
    most = len(elements) + MOST_WORDS_BETWEEN
    spans = [
        (end - first, first, end)
        for first in range(len(words))
        if any(not words[first].isdisjoint(element) for element in elements)
        for end in range(first + len(elements), min(first + LONGEST_SPAN, len(words)) + 1)
        if not any(first < position < end for position in breaks)
        and sum(map(bool, words[first:end])) <= most
        and len(list(_pairs(elements, dict(enumerate(words[first:end]))))) == len(elements)
    ]
    if not spans:
        return None
    _, first, end = min(spans)
    return first, end
