"""How names of places are brought to one form: "St. Louis" and "saint louis" are the same.

Which places there are is data; see `directory.services.places`.
"""

from __future__ import annotations

from collections.abc import Collection

from directory.domain.wording import split_words

WRITTEN_OUT = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
LONGEST_NAME_IN_WORDS = 8


def fold_place_name(text: str) -> str:
    """The folded words of a place's name, common abbreviations written out.

    >>> fold_place_name("St. Louis")
    'saint louis'
    """
    folded = (word.folded for word in split_words(text))
    return " ".join(WRITTEN_OUT.get(word, word) for word in folded)


def is_named_by(rest: str, region_words: Collection[str]) -> bool:
    """Whether the words after a city's name name its region: "tx", "texas usa" or nothing."""
    if not rest or rest in region_words:
        return True
    words = rest.split(" ")
    return any(
        " ".join(words[:border]) in region_words and " ".join(words[border:]) in region_words
        for border in range(1, len(words))
    )
