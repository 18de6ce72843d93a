"""The words of searches, read from the files of parts and remembered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search_index.arrays.postings import PhraseRows
from search_index.arrays.snapshot import LivePart
from search_index.arrays.word_postings import WordCache, WordPostings, read_word
from search_index.whoosh_backend.part import Part


@dataclass(frozen=True, slots=True)
class FileWords:
    """Words of the parts in `files`, by their names."""

    files: Mapping[str, Part]
    cache: WordCache

    def find_words(self, part: LivePart, words: Sequence[str]) -> list[WordPostings]:
        read = self.files[part.name].text.read
        return self.cache.get_all(
            part.name,
            words,
            lambda unknown: [read_word(word, read, part.row_count) for word in unknown],
        )

    def find_phrase(self, part: LivePart, words: Sequence[str]) -> PhraseRows:
        return self.files[part.name].text.find_phrase(words)
