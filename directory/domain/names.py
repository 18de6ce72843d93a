"""Names of people as registries write them (all capitals) turned into names as people write them.

Nothing is inferred: no apostrophe is added, and nothing is split off but a generational suffix.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from directory.domain.wording import fold

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'"))

# Lower case within a family name, unless they are its last word (as in "Ms Do").
_PARTICLE = re.compile(
    "af|av|das?|de|dei|del|dela|della|de[nrs]|dos?|du|e|ibn|te[nr]|van|von|vom|y|zu[mr]?",
    re.IGNORECASE,
)
# Lower case only after a particle: "de la Cruz", but "La Porte".
_ARTICLE = re.compile("el|las?|los", re.IGNORECASE)
# "Mac" begins Macy, Mack and Machado, too, so a capital follows only in names known to have one.
_MAC_NAME = re.compile(
    "mac(allister|arthur|aulay|beth|bride|callum|dermott|donald|donnell|dougall|dowell|duff|ewan|"
    "farlane|gillivray|gregor|inn[ei]s|intosh|intyre|isaac|kay|kenzie|kinnon|lachlan|laren|lean|"
    "leod|mahon|millan|nab|namara|neill?|phail|pherson|queen|rae|tavish)"
)
_SUFFIXES = {
    "jr": "Jr.",
    "junior": "Jr.",
    "sr": "Sr.",
    "senior": "Sr.",
    "i": "I",
    "ii": "II",
    "2nd": "II",
    "iii": "III",
    "3rd": "III",
    "iv": "IV",
    "4th": "IV",
    "v": "V",
    "5th": "V",
    "vi": "VI",
}
# What may stand at the end of a family name; a lone letter or "VI" there may be a name.
_SUFFIXES_AFTER_FAMILY_NAME = frozenset({"jr", "sr", "ii", "iii", "iv"})


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a person's name as they are shown; a part that is not known is empty."""

    given_name: str
    family_name: str
    middle_name: str = ""
    name_suffix: str = ""

    @property
    def full(self) -> str:
        """The name as people read it: given, middle, family, suffix."""
        parts = (self.given_name, self.middle_name, self.family_name, self.name_suffix)
        return " ".join(part for part in parts if part)

    @property
    def initials(self) -> str:
        """First letters of given and family name."""
        return (self.given_name[:1] + self.family_name[:1]).upper()


def normalise_person_name(
    given_name: str, family_name: str, middle_name: str = "", name_suffix: str = ""
) -> PersonName:
    """The name as shown. A suffix written after the family name moves to its own part."""
    words = family_name.replace(",", " ").split()
    suffix = normalise_suffix(name_suffix)
    if len(words) > 1 and _suffix_key(words[-1]) in _SUFFIXES_AFTER_FAMILY_NAME:
        suffix = suffix or normalise_suffix(words[-1])
        family_name = " ".join(words[:-1])
    middle = normalise_given_name(middle_name)
    return PersonName(
        given_name=normalise_given_name(given_name),
        family_name=normalise_family_name(family_name),
        middle_name=f"{middle}." if len(middle) == 1 and middle.isalpha() else middle,
        name_suffix=suffix,
    )


def normalise_given_name(text: str) -> str:
    """A given name: "MARY-ANN" becomes "Mary-Ann"; "J.R.", "TJ" and mixed case stay."""
    text = _squeeze(text)
    return text if _is_mixed_case(text) else _capitalise_words(text, _given_word)


def normalise_family_name(text: str) -> str:
    """A family name: "MCDONALD" becomes "McDonald", "DE LA CRUZ" "de la Cruz"; mixed case stays."""
    text = _squeeze(text)
    if _is_mixed_case(text):
        return text
    words = text.split(" ")
    shown = []
    for position, word in enumerate(words):
        follows_particle = position > 0 and _PARTICLE.fullmatch(words[position - 1])
        is_particle = _PARTICLE.fullmatch(word) or (follows_particle and _ARTICLE.fullmatch(word))
        if is_particle and position < len(words) - 1:
            shown.append(word.lower())
        else:
            shown.append(_capitalise_words(word, _family_word))
    return " ".join(shown)


def normalise_suffix(text: str) -> str:
    """A generational suffix: "JR" becomes "Jr.", "3RD" and "iii" "III"; what is unknown stays."""
    text = _squeeze(text)
    return _SUFFIXES.get(_suffix_key(text), text)


def slugify(text: str) -> str:
    """`text` for the address of a page: "José O'Brien III" becomes "jose-obrien-iii".

    Empty if nothing in `text` is a Latin letter or a digit.
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def fold_name(text: str) -> str:
    """A name for comparing: folded, and nothing but its letters."""
    return "".join(letter for letter in fold(text) if letter.isalpha())


def _squeeze(text: str) -> str:
    return " ".join(text.translate(_APOSTROPHES).split())


def _is_mixed_case(text: str) -> bool:
    return any(map(str.isupper, text)) and any(map(str.islower, text))


def _capitalise_words(text: str, capitalise: Callable[[str], str]) -> str:
    return _WORD.sub(lambda match: capitalise(match.group()), text)


def _suffix_key(text: str) -> str:
    return text.lower().strip(".,")


def _given_word(word: str) -> str:
    has_no_vowel = not any(vowel in word.lower() for vowel in "aeiouy")
    if len(word) == 2 and word.isascii() and has_no_vowel:
        return word.upper()  # initials: TJ, JB
    return _family_word(word)


def _family_word(word: str) -> str:
    """One word of letters and apostrophes, in any case, as it is written in a name."""
    if "'" in word:
        return "'".join(_family_word(part) for part in word.split("'"))
    lower = word.lower()
    if lower.startswith("mc") and len(lower) > 3:
        return "Mc" + lower[2:].capitalize()
    if _MAC_NAME.fullmatch(lower):
        return "Mac" + lower[3:].capitalize()
    return lower.capitalize()
