"""Finds the vocabulary's phrases in a row of words, longest first, and descriptions like them.

What a found phrase is for is decided in `understanding`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from directory.domain.descriptions import DescriptionMatch, DescriptionMatcher, is_telling
from directory.domain.phrase_completion import PhraseCompletions
from directory.domain.vocabulary import Vocabulary, iterate_phrases, phrase_key
from directory.domain.vocabulary_entries import Entry
from directory.domain.wording import singular


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """Words `first` up to, but without, `end` mean this entry of this kind ("concerns")."""

    first: int
    end: int
    kind: str
    entry: Entry


class PhraseMatcher:
    """All phrases of a vocabulary, prepared once and then asked for every text.

    Credentials are left out: letters such as "PA" or "MA" mean a state as often.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._meanings: dict[tuple[str, ...], tuple[str, Entry]] = {}
        self._longest: dict[str, int] = {}
        self.completions = PhraseCompletions(vocabulary)
        self._descriptions = DescriptionMatcher(vocabulary)
        for kind, entries in vocabulary.list_kinds():
            if kind == "credentials":
                continue
            for entry in entries:
                for phrase in iterate_phrases(entry):
                    self._add(phrase, kind, entry)

    def list_matches(
        self, folded_words: Sequence[str], breaks: Collection[int] = ()
    ) -> list[PhraseMatch]:
        """The phrases in these folded words from left to right, none overlapping another.

        A description goes before phrases it overlaps when it says more than each of them. At
        `breaks` something new begins.
        """
        words = [singular(word) for word in folded_words]
        matches = list(self._iterate_phrases(words))
        described = self._descriptions.list_matches(words, breaks)
        for description in sorted(described, key=lambda one: (-one.weight, one.end - one.first)):
            overlapping = [one for one in matches if _overlap(one, description)]
            if all(_gives_way(one, description, words) for one in overlapping):
                matches = [one for one in matches if one not in overlapping]
                matches.append(_phrase_match(description))
        return sorted(matches, key=lambda one: one.first)

    def find_nearest(self, folded_words: Sequence[str], free: Sequence[int]) -> PhraseMatch | None:
        """What the words at the free positions are most like, if they clearly describe something.

        A word that no description knows may be a name, and then nothing is guessed.
        """
        words = [singular(word) for word in folded_words]
        if not all(self._descriptions.knows(words[n]) or not is_telling(words[n]) for n in free):
            return None
        nearest = self._descriptions.find_nearest(words, free)
        return _phrase_match(nearest) if nearest else None

    def _add(self, phrase: str, kind: str, entry: Entry) -> None:
        key = phrase_key(phrase)
        if key not in self._meanings:
            self._meanings[key] = (kind, entry)
            self._longest[key[0]] = max(len(key), self._longest.get(key[0], 0))

    def _iterate_phrases(self, words: Sequence[str]) -> Iterator[PhraseMatch]:
        position = 0
        while position < len(words):
            match = self._find_longest(words, position)
            if match is not None:
                yield match
            position = match.end if match is not None else position + 1

    def _find_longest(self, words: Sequence[str], first: int) -> PhraseMatch | None:
        longest = min(self._longest.get(words[first], 0), len(words) - first)
        for length in range(longest, 0, -1):
            meaning = self._meanings.get(tuple(words[first : first + length]))
            if meaning is not None:
                return PhraseMatch(first, first + length, *meaning)
        return None


def _overlap(one: PhraseMatch, other: DescriptionMatch) -> bool:
    return one.first < other.end and other.first < one.end


def _gives_way(one: PhraseMatch, description: DescriptionMatch, words: Sequence[str]) -> bool:
    """Whether a phrase, or a description taken before, says less than this description."""
    weight = sum(map(is_telling, words[one.first : one.end]))
    return one.kind == description.kind and weight < description.weight


def _phrase_match(description: DescriptionMatch) -> PhraseMatch:
    return PhraseMatch(description.first, description.end, description.kind, description.entry)
