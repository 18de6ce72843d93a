"""The vocabulary's phrases in order: what a beginning may become, and the words there are."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from directory.domain.same_words import FAMILIES_OF_WORDS
from directory.domain.stop_words import FILLER_WORDS
from directory.domain.vocabulary import Vocabulary, iterate_phrases
from directory.domain.vocabulary_entries import Entry
from directory.domain.wording import fold_phrase

KINDS = ("concerns", "treatments", "device_names", "professions", "languages")
"""Kinds a beginning is completed to, the likeliest first."""


class Completion(NamedTuple):
    """A phrase as the files write it, and what it means."""

    phrase: str
    kind: str
    entry: Entry


class PhraseCompletions:
    """The phrases of a vocabulary, prepared once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        by_folded: dict[str, Completion] = {}
        words: Counter[str] = Counter(dict.fromkeys((*FAMILIES_OF_WORDS, *FILLER_WORDS), 0))
        for kind, entries in vocabulary.list_kinds():
            for entry in entries if kind in KINDS else ():
                for phrase in iterate_phrases(entry):
                    folded = fold_phrase(phrase)
                    by_folded.setdefault(folded, Completion(phrase, kind, entry))
                    words.update(folded.split())
        self._by_folded = by_folded
        self._sorted = sorted(by_folded)
        self.words = words

    def list_completions(self, beginning: str) -> list[Completion]:
        """Phrases that begin like this folded text; of each entry the best one, its name first."""
        found = sorted(self._iterate_from(beginning), key=_likelihood)
        by_entry: dict[tuple[str, str], Completion] = {}
        for completion in found:
            by_entry.setdefault((completion.kind, completion.entry.key), completion)
        return list(by_entry.values())

    def find(self, folded: str) -> Completion | None:
        """The phrase written so, if there is one."""
        return self._by_folded.get(folded)

    def list_folded(self) -> list[str]:
        """All phrases, folded, in alphabetical order."""
        return self._sorted

    def _iterate_from(self, beginning: str) -> Iterator[Completion]:
        for position in range(bisect_left(self._sorted, beginning), len(self._sorted)):
            folded = self._sorted[position]
            if not folded.startswith(beginning):
                return
            yield self._by_folded[folded]


def _likelihood(completion: Completion) -> tuple[int, bool, int, str]:
    is_name = fold_phrase(completion.phrase) == fold_phrase(completion.entry.name)
    return KINDS.index(completion.kind), not is_name, len(completion.phrase), completion.phrase
