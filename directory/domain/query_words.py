"""The words of a query, and which of them are already accounted for.

Each word is free, part of a reading, or dropped; it can be only one of them. What words mean is
decided in `understanding`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from directory.domain.stop_words import (
    ADJECTIVES_BEFORE_SKIN,
    ADJECTIVES_BEHIND_PIEL,
    CONJUNCTIONS,
    FILLER_WORDS,
    FILLER_WORDS_THAT_ARE_SURNAMES,
    FUNCTION_WORDS,
)
from directory.domain.wording import Word, split_words

MOST_CHARACTERS = 2_000
MOST_WORDS = 200

LONGEST_BARE_NUMBER = 3


class QueryWords:
    """A cleaned text as words, with the record of which are still free."""

    def __init__(self, text: str) -> None:
        self.text = clean(text)
        self.words: list[Word] = split_words(self.text)[:MOST_WORDS]
        self.folded: list[str] = [word.folded for word in self.words]
        self._is_free = [True] * len(self.words)

    def __len__(self) -> int:
        return len(self.words)

    def is_free(self, first: int, end: int) -> bool:
        return all(self._is_free[first:end])

    def take(self, first: int, end: int) -> None:
        """Account for these words; they are free no more."""
        self._is_free[first:end] = [False] * (end - first)

    def written(self, first: int, end: int) -> str:
        """The words as they stand in the text, with what stands between them."""
        return self.text[self.words[first].start : self.words[end - 1].end]

    def is_after_comma(self, position: int) -> bool:
        """Whether a comma or the like stands between this word and the one before."""
        if position == 0:
            return False
        between = self.text[self.words[position - 1].end : self.words[position].start]
        return any(mark in between for mark in ",;()|/")

    def list_breaks(self) -> list[int]:
        """Positions at which something new begins: behind a comma or an "and"."""
        return [
            position
            for position in range(1, len(self))
            if self.is_after_comma(position) or self.folded[position - 1] in CONJUNCTIONS
        ]

    def is_function_word(self, position: int) -> bool:
        """Whether the word only joins others."""
        return self.folded[position] in FUNCTION_WORDS

    def is_written_as_code(self, position: int) -> bool:
        """Whether capitals say that a joining word is none: "LA", "L.A.", "Portland OR"."""
        written = self.written(position, position + 1)
        stands_out = "." in written or not self.text.isupper()
        return len(written) > 1 and written.isupper() and stands_out

    def is_filler(self, position: int) -> bool:
        """Whether the word says nothing here: a stop word, a short number, "dark" before skin."""
        word = self.folded[position]
        is_bare_number = word.isdecimal() and len(word) <= LONGEST_BARE_NUMBER
        is_before_skin = self.folded[position + 1 : position + 2] == ["skin"]
        is_behind_piel = self.folded[max(position - 1, 0) : position] == ["piel"]
        return (
            word in FILLER_WORDS
            or is_bare_number
            or (word in ADJECTIVES_BEFORE_SKIN and is_before_skin)
            or (word in ADJECTIVES_BEHIND_PIEL and is_behind_piel)
        )

    def is_name_like(self, position: int) -> bool:
        """Whether the word could be part of a person's name: free and no filler."""
        return (
            self.is_free(position, position + 1)
            and not self.is_function_word(position)
            and not self.is_filler(position)
        )

    def list_surnames(self) -> list[int]:
        """Positions of fillers that are surnames, each right after what may be a first name."""
        return [
            position
            for position in range(1, len(self))
            if self.folded[position] in FILLER_WORDS_THAT_ARE_SURNAMES
            and self.is_name_like(position - 1)
        ]

    def iterate_free_runs(self) -> Iterator[tuple[int, int]]:
        """Stretches (first, end) of free words between taken words and fillers."""
        first = 0
        for position in range(len(self) + 1):
            is_border = position == len(self) or not self._is_free[position]
            if is_border or self.is_filler(position):
                if first < position:
                    yield first, position
                first = position + 1

    def iterate_untaken_runs(self) -> Iterator[tuple[int, int]]:
        """Stretches (first, end) of words that are not taken, fillers among them, up to breaks."""
        breaks = set(self.list_breaks())
        first = 0
        for position in range(len(self) + 1):
            is_taken = position < len(self) and not self._is_free[position]
            if position == len(self) or is_taken or position in breaks:
                if first < position:
                    yield first, position
                first = position + is_taken

    def list_free_stretches(self) -> tuple[str, ...]:
        """Stretches of the text, as written, that hold a word nothing accounts for."""
        return tuple(
            self.written(first, end)
            for first, end in self.iterate_free_runs()
            if any(self.is_name_like(position) for position in range(first, end))
        )

    def rest(self, keep: Collection[int]) -> str:
        """The free words that say something, as written; those at `keep` say something anyway."""
        return " ".join(
            self.written(position, position + 1)
            for position in range(len(self))
            if self.is_name_like(position)
            or (position in keep and self.is_free(position, position + 1))
        )


def clean(text: str) -> str:
    """The text on one line, without control characters, of bounded length."""
    printable = "".join(
        character if character.isprintable() else " " for character in text[:MOST_CHARACTERS]
    )
    return " ".join(printable.split())
