"""Which passwords are good enough. How they are hashed and compared is not known here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from directory.domain.errors import DomainError
from directory.domain.messages import N_

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200  # hashing longer ones would only keep the server busy
SHORTEST_OWN_WORD = 4
FEWEST_DIFFERENT_CHARACTERS = 5
SITES_OWN_WORDS = "skilled hand skilledhand laser practitioner"
KEYBOARD_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
SHORTEST_RUN = 4

_LETTERS_FOR_SIGNS = str.maketrans("@4310$57!", "aaelossti")


class WeakPasswordError(DomainError):
    """The password would be guessed; the sentence says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "password")


def check_password(password: str, common: Set[str], own_words: Iterable[str]) -> None:
    """Refuse a password that is short, common, a pattern, or made of the person's own words.

    `common` holds passwords in lower case; `own_words` are the e-mail address and the name.
    Composition rules ("one digit, one sign") are not asked for: they make passwords no harder to
    guess (NIST SP 800-63B, 3.1.1.2). Raises WeakPasswordError.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise WeakPasswordError(
            N_(
                "Choose a password of at least %(shortest_password)s characters; three or four "
                "words that do not belong together are easy to remember.",
                shortest_password=SHORTEST_PASSWORD,
            )
        )
    if len(password) > LONGEST_PASSWORD:
        raise WeakPasswordError(
            N_(
                "Choose a password of at most %(longest_password)s characters.",
                longest_password=LONGEST_PASSWORD,
            )
        )
    if any(form in common for form in _list_plain_forms(password)):
        raise WeakPasswordError(
            N_(
                "This password, or one very much like it, is among those that are tried first. "
                "Choose another."
            )
        )
    if _is_pattern(password.lower()):
        raise WeakPasswordError(
            N_(
                "This password repeats itself or follows the keyboard. Choose one without a "
                "pattern."
            )
        )
    rest = password.lower()
    for word in _list_words((*own_words, SITES_OWN_WORDS)):
        rest = rest.replace(word, "")
    if len(rest) < SHORTEST_PASSWORD and rest != password.lower():
        raise WeakPasswordError(
            N_(
                "This password is made of your name, your e-mail address or what this site is "
                "about. Choose one that says nothing about you."
            )
        )


def _list_plain_forms(password: str) -> set[str]:
    """The password as people disguise it: other case, digits for letters, something put around."""
    lowered = password.lower()
    trimmed = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", lowered)
    forms = {lowered, trimmed, re.sub(r"[\W_]+", "", lowered)}
    forms |= {form.translate(_LETTERS_FOR_SIGNS) for form in forms}
    forms |= {form[: len(form) // 2] for form in forms if form[: len(form) // 2] * 2 == form}
    return {form for form in forms if form}


def _is_pattern(lowered: str) -> bool:
    """Whether the password has hardly any different characters, or is made of keyboard runs."""
    if len(set(lowered)) < FEWEST_DIFFERENT_CHARACTERS:
        return True
    return re.fullmatch(r"(.{1,5})\1+", lowered) is not None or not _cut_runs(lowered)


def _cut_runs(lowered: str) -> str:
    """What is left without the longest runs along the alphabet, the digits or the keyboard."""
    rest, position = "", 0
    while position < len(lowered):
        length = max(_run_length(lowered[position:], row) for row in _list_rows())
        if length >= SHORTEST_RUN:
            position += length
        else:
            rest += lowered[position]
            position += 1
    return rest


def _list_rows() -> tuple[str, ...]:
    return KEYBOARD_ROWS + tuple(row[::-1] for row in KEYBOARD_ROWS)


def _run_length(text: str, row: str) -> int:
    start = row.find(text[0])
    if start < 0:
        return 0
    length = 0
    for ours, theirs in zip(text, row[start:], strict=False):
        if ours != theirs:
            break
        length += 1
    return length


def _list_words(texts: Iterable[str]) -> list[str]:
    """The words of an address or a name that are long enough to matter, longest first."""
    words = {
        word
        for text in texts
        for word in (text.lower(), *re.split(r"[\W_\d]+", text.lower()))
        if len(word) >= SHORTEST_OWN_WORD
    }
    return sorted(words, key=lambda word: (-len(word), word))
