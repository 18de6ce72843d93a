"""How alike two texts are, whoever wrote them: pairs of meaningful words that both of them have.

A template keeps its pairs when names are filled in, when sentences change places, and for the
greater part when every fourth word is replaced by another. Finding the texts to compare with among
a million is `directory.services.text_fingerprints`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from directory.domain.integrity.assessment import Signal, SignalKind
from directory.domain.integrity.ramp import ramp
from directory.domain.integrity.synonyms import SYNONYMS
from directory.domain.stop_words import FUNCTION_WORDS
from directory.domain.wording import singular

APOSTROPHES = re.compile("['’ʼ]")
WORD_AFTER = re.compile(r"(?P<end>\A|[.!?¡¿:\n])?[^\w.!?¡¿:\n]*_*(?P<word>[^\W_]+)")
"""A word and, if it is the first of a sentence, the end of the one before."""

REACH = 2
"""Words at most this far apart, without the words between that say nothing, make a pair."""

LONGEST_COMPARED = 4000
"""Characters of a text that are looked at; few reviews are longer."""

FEWEST_PAIRS = 12
"""Shorter texts ("Great results, thank you!") are alike by chance and are not compared."""

SHOWN_FROM = 0.2
"""Texts at least so alike are shown side by side to whoever decides."""

ALIKE_HERE = (0.3, 0.6)
ALIKE_THERE = (0.7, 0.92)
"""From which similarity on a copy is noticed, and from which it is sure: about the same
practitioner, and about another."""

WordPairs = frozenset[str]


@lru_cache(maxsize=20_000)
def word_pairs(text: str) -> WordPairs:
    """The unordered pairs of neighbouring meaningful words; synonyms count as one word.

    Names are left out, for a template is filled with those of whoever pays.
    """
    words = [sense for word in _list_words(text[:LONGEST_COMPARED]) if (sense := _find_sense(word))]
    return frozenset(
        f"{word} {other}" if word < other else f"{other} {word}"
        for place, word in enumerate(words)
        for other in words[place + 1 : place + 1 + REACH]
        if other != word
    )


def forget_word_pairs() -> None:
    """Keep the pairs of no text any more: twenty thousand take hundreds of megabytes."""
    word_pairs.cache_clear()


@lru_cache(maxsize=20_000)
def _find_sense(word: str) -> str:
    """The word that this one stands for; "" where it says nothing."""
    folded = singular(word.lower())
    return "" if folded in FUNCTION_WORDS else SYNONYMS.get(folded, folded)


def _list_words(text: str) -> list[str]:
    """The words without accents and without those that are capitalised inside a sentence."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return [
        match["word"]
        for match in WORD_AFTER.finditer(APOSTROPHES.sub("", text))
        if match["end"] is not None or not match["word"].istitle()
    ]


def is_comparable(pairs: WordPairs) -> bool:
    """Whether a text says enough to be told from others."""
    return len(pairs) >= FEWEST_PAIRS


def similarity(pairs: WordPairs, others: WordPairs) -> float:
    """The share, 0–1, of all pairs of two texts that both have (Jaccard 1901)."""
    both = len(pairs & others)
    return both / (len(pairs) + len(others) - both) if both else 0.0


@dataclass(frozen=True, slots=True)
class EarlierText:
    """A text that was there before: how alike it is, 0–1, and whether about the same person."""

    similarity: float
    is_same_practitioner: bool


def near_duplicate(earlier: Sequence[EarlierText]) -> Signal | None:
    """Nearly the same text was written before, by whomever.

    Templates are how fake reviews are made by the hundred (Jindal & Liu, "Opinion spam and
    analysis", WSDM 2008, take near-duplicates as their labels). Two patients of one practitioner
    hardly use the same words; those of two do now and then, so that needs a closer likeness. Only
    the later of two texts is noticed: else whoever copies an honest review would spoil it.
    """
    here = max((one.similarity for one in earlier if one.is_same_practitioner), default=0.0)
    there = max((one.similarity for one in earlier if not one.is_same_practitioner), default=0.0)
    strength, score = max(
        (ramp(here, *ALIKE_HERE), here),
        (ramp(there, *ALIKE_THERE), there),
    )
    if not strength:
        return None
    count = sum(one.similarity >= SHOWN_FROM for one in earlier)
    texts = "An earlier review has" if count == 1 else f"{count} earlier reviews have"
    return Signal(
        SignalKind.NEAR_DUPLICATE,
        strength,
        f"{texts} much the same text; the closest shares {score:.0%} of its word pairs.",
    )
