"""The words of a document as the servers keep them: in one list, each marked by its field.

What is asked for is the same everywhere; how a server is asked stands with each of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from search_index import folding
from search_index.document_words import BIOGRAPHY, FACTS, INITIALS, NAME
from search_index.words import WordUse

_MARKS = {NAME: "n.", INITIALS: "i.", FACTS: "f.", BIOGRAPHY: "b."}


def mark_words(counted: Mapping[str, Counter[str]]) -> list[str]:
    """Every word of a document, as counted by `document_words.count_words`."""
    return [_MARKS[field] + word for field, words in counted.items() for word in words]


def marked_in_name(word: str) -> list[str]:
    """What stands for a word in names, of a letter also as an initial."""
    return [_MARKS[NAME] + word, *([_MARKS[INITIALS] + word] if len(word) == 1 else [])]


def marked_fact(stem: str) -> str:
    """What stands for a stem among the facts."""
    return _MARKS[FACTS] + stem


def marked_biography(stem: str) -> str:
    """What stands for a stem in the biography."""
    return _MARKS[BIOGRAPHY] + stem


def marked_in_facts(word: str) -> list[str]:
    """What stands for a word in names or facts."""
    return [*marked_in_name(word), marked_fact(folding.stem(word))]


def marked_anywhere(word: str) -> list[str]:
    """What stands for a word in any field."""
    return [*marked_in_facts(word), marked_biography(folding.stem(word))]


def tell_uses(
    words: Sequence[str], in_facts: Sequence[int], anywhere: Sequence[int]
) -> dict[str, WordUse]:
    """Where each word is used, by how many documents have it in names or facts, and at all."""
    return {
        word: WordUse.FACTS if facts else WordUse.BIOGRAPHIES if all_fields else WordUse.NOWHERE
        for word, facts, all_fields in zip(words, in_facts, anywhere, strict=True)
    }
