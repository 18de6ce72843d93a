"""How written words are brought to one form, so that "Crow’s Feet" and "crows feet" are the same.

What words mean is the vocabulary's business and where places lie the gazetteer's; neither is here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)
WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}|\b[^\W\d_](?:\.[^\W\d_])+\b")
SHORTEST_PLURAL = 4


class Word(NamedTuple):
    """One word of a text: its place (`text[start:end]`) and its folded form."""

    start: int
    end: int
    folded: str


def fold(text: str) -> str:
    """Lower case without accents or apostrophes, one form for all spellings of the same letters.

    >>> fold("Müller’s Café")
    'mullers cafe'
    """
    if text.isascii():
        return text.lower().replace("'", "")
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    for apostrophe in "'’ʼ":
        bare = bare.replace(apostrophe, "")
    return bare.translate(LETTERS_WITHOUT_DECOMPOSITION)


def split_words(text: str) -> list[Word]:
    """The words of a text in order; dotted initials ("D.C.", "P.A.-C") count as one word."""
    words: list[Word] = []
    position = 0
    for initials in INITIALS.finditer(text):
        words.extend(_plain_words(text, position, initials.start()))
        folded = fold(initials.group().replace(".", ""))
        words.append(Word(initials.start(), initials.end(), folded))
        position = initials.end()
    words.extend(_plain_words(text, position, len(text)))
    return words


def fold_phrase(text: str) -> str:
    """The folded words of a phrase with single spaces between, for comparing whole phrases."""
    return " ".join(word.folded for word in split_words(text))


def singular(folded: str) -> str:
    """The word without an English or Spanish plural ending, by spelling alone.

    Both sides of a comparison are treated alike, so a wrong singular ("rosacea" stays, "pores"
    becomes "pore", "lens" becomes "len") does no harm.
    """
    if len(folded) < SHORTEST_PLURAL or not folded.endswith("s"):
        return folded
    if folded.endswith(("ss", "us", "is")):
        return folded
    if folded.endswith("ies") and len(folded) > SHORTEST_PLURAL:
        return folded[:-3] + "y"
    if folded.endswith(("ches", "shes", "xes", "sses")):
        return folded[:-2]
    return folded[:-1]


_fold_word = lru_cache(maxsize=1 << 14)(fold)
"""The same few words make up most of what people write."""


def _plain_words(text: str, start: int, end: int) -> list[Word]:
    return [
        Word(match.start(), match.end(), _fold_word(match.group()))
        for match in WORD.finditer(text, start, end)
    ]
