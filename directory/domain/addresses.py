"""Addresses and telephone numbers as registries write them, turned into what people read.

Only the writing changes: nothing is completed, corrected or placed on a map here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from directory.domain.names import normalise_family_name

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)
_CAPITALS = re.compile("[NS]?[EW]|[NS]|PO|USA?|VA|II|III|IV")
_SMALL_WORD = re.compile("and|at|by|del|du|in|of|on|the", re.IGNORECASE)
# Registries leave the country empty within the United States, write the territories as countries,
# and mistake the entry after "United States" (its minor outlying islands: no practices) for it.
_WRITTEN_FOR_US = frozenset({"", "USA", "UM", "AS", "FM", "GU", "MH", "MP", "PR", "PW", "VI"})


def normalise_address_line(text: str) -> str:
    """A street or unit: "12 NW 1ST ST STE B2" becomes "12 NW 1st St Ste B2"; mixed case stays."""
    return _normalise(text, _street_word)


def normalise_city(text: str) -> str:
    """A city: "ISLE OF PALMS" becomes "Isle of Palms", "MCALLEN" "McAllen"; mixed case stays."""
    return _normalise(text, _city_word)


def normalise_region(text: str) -> str:
    """A state or province: a code of up to three letters in capitals, a name as a city."""
    region = normalise_city(text)
    return region.upper() if len(region) <= 3 else region


def normalise_country(text: str) -> str:
    """The two-letter code of a country, the territories of the United States being part of it."""
    code = text.strip().upper()
    return "US" if code in _WRITTEN_FOR_US else code


def normalise_phone(text: str, country: str) -> str:
    """A telephone number: "8607144820" in the US becomes "(860) 714-4820".

    A US number without ten digits, or of one repeated digit, is no number and becomes empty;
    those of other countries are given back as written.
    """
    if country != "US":
        return " ".join(text.split())
    digits = re.sub(r"\D", "", text)
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    if len(digits) != 10 or len(set(digits)) == 1:
        return ""
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


def _normalise(text: str, write_word: Callable[[str], str]) -> str:
    line = " ".join(text.split())
    if any(map(str.islower, line)):
        return line
    written = _WORD.sub(lambda match: write_word(match.group()), line)
    return written[:1].upper() + written[1:]


def _street_word(word: str) -> str:
    if _ORDINAL.fullmatch(word):
        return word.lower()
    if _CAPITALS.fullmatch(word) or any(map(str.isdigit, word)):
        return word
    return _city_word(word)


def _city_word(word: str) -> str:
    if _SMALL_WORD.fullmatch(word):
        return word.lower()
    return word if _CAPITALS.fullmatch(word) else normalise_family_name(word)
