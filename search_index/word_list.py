"""The words of names and facts in order: to complete beginnings and find what is spelt alike."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search_index.spelling import most_errors

MOST_ENDINGS = 50
"""Of more words that begin as a name is being typed, the most frequent are looked at."""

_BEHIND_EVERY_LETTER = "\x7f"  # words are made of ASCII letters and digits


class WordList:
    """Every word of names and facts, and in how many profiles it stands."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._sorted = sorted(counts)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in self._sorted:
            self._by_length[len(word)].append(word)

    def list_beginning_with(self, beginning: str) -> list[str]:
        """The words that begin so, the most frequent first."""
        return sorted(self._beginning_with(beginning), key=self._by_frequency)

    def find_beginning_with(self, beginning: str) -> str | None:
        """The most frequent word that begins so."""
        return min(self._beginning_with(beginning), key=self._by_frequency, default=None)

    def find_nearest(self, word: str) -> tuple[str, int] | None:
        """The word spelt most like this one and the number of errors; None when none is near.

        Errors are letters inserted, deleted, replaced or swapped with their neighbour. Of words
        with equally many, the most frequent is taken.
        """
        most = most_errors(word)
        ranked: list[tuple[int, int, str]] = []
        for length in range(len(word) - most, len(word) + most + 1):  # others differ by more
            near = process.extract(
                word,
                self._by_length.get(length, ()),
                scorer=OSA.distance,
                score_cutoff=most,
                limit=None,
            )
            ranked += [(int(errors), -self._counts[found], found) for found, errors, _ in near]
        errors, _, found = min(ranked, default=(0, 0, ""))
        return (found, errors) if found else None

    def _beginning_with(self, beginning: str) -> list[str]:
        first = bisect_left(self._sorted, beginning)
        return self._sorted[
            first : bisect_left(self._sorted, beginning + _BEHIND_EVERY_LETTER, lo=first)
        ]

    def _by_frequency(self, word: str) -> tuple[int, str]:
        return -self._counts[word], word
