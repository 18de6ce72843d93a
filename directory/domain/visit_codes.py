"""Visit codes as people handle them: alphabet, check character, reading what was typed, states.

What is kept of a code, and who has how many, stands in `directory.services.visit_codes`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from directory.domain.errors import DomainError
from directory.domain.messages import N_

ALPHABET = "0123456789CFHJKMNPRTVWX"
"""23 characters, a prime number, so that the check character misses nothing it should find. Without
vowels no word is spelled by chance."""

LOOK_ALIKES = {
    "O": "0",
    "Q": "0",
    "D": "0",
    "I": "1",
    "L": "1",
    "Z": "2",
    "S": "5",
    "G": "6",
    "B": "8",
    "U": "V",
    "Y": "V",
}
"""Letters outside the alphabet that are read as the character they are mistaken for."""

CODE_LENGTH = 16
"""Fifteen characters at random, 67 bits: too many to try even for whoever has all the hashes."""

GROUP_LENGTH = 4
SEPARATORS = " -‐‑‒–—−._·"  # with whatever a phone makes of a hyphen

MOST_CODES_A_DAY = 60
"""Codes are for every patient of a day; no single person treats more."""

VALID_DAYS = 365
"""Long enough for a course of sessions and the time until its result is final."""


class CodeProblem(StrEnum):
    """Why a code proves nothing."""

    LENGTH = "length"
    CHARACTER = "character"
    MISTYPED = "mistyped"
    UNKNOWN = "unknown"
    OF_ANOTHER = "of_another"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


PROBLEM_WORDS: Mapping[CodeProblem, str] = {
    CodeProblem.LENGTH: N_(
        "A visit code has %(length)s characters, and this has another number of them.",
        length=CODE_LENGTH,
    ),
    CodeProblem.CHARACTER: N_(
        "This has a character that no visit code has. Only letters and digits are used."
    ),
    CodeProblem.MISTYPED: N_(
        "One of the characters is mistyped, or two are swapped. Compare it with the card."
    ),
    CodeProblem.UNKNOWN: N_("No such code was issued. Compare it with the card."),
    CodeProblem.OF_ANOTHER: N_(
        "This code was issued by another practitioner. Choose the one who treated you."
    ),
    CodeProblem.USED: N_("This code was used already. Each code is good for one report."),
    CodeProblem.EXPIRED: N_("This code has expired."),
    CodeProblem.REVOKED: N_("This code was withdrawn by the practice before it was used."),
}
"""What the patient reads."""

RECEIPT_ADVICE = N_("You can upload a receipt of your visit instead.")


class CodeError(DomainError):
    """A visit code that proves nothing; `problem` says why, the message offers the receipt."""

    def __init__(self, problem: CodeProblem) -> None:
        super().__init__(
            N_("%(problem)s %(advice)s", problem=PROBLEM_WORDS[problem], advice=RECEIPT_ADVICE),
            "code",
        )
        self.problem = problem


class CodeState(StrEnum):
    """What has become of an issued code."""

    OPEN = "open"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    REVOKED = "revoked"


def make_code(choose_below: Callable[[int], int]) -> str:
    """Make a code; `choose_below(n)` gives a secret random number from 0 to n − 1."""
    payload = "".join(ALPHABET[choose_below(len(ALPHABET))] for _ in range(CODE_LENGTH - 1))
    return payload + _check_character(payload)


def read_code(text: str) -> str:
    """Read a code as typed: any case, grouping and look-alikes. Raises CodeError."""
    upper = unicodedata.normalize("NFKC", text).upper()
    code = "".join(
        LOOK_ALIKES.get(character, character)
        for character in upper
        if character not in SEPARATORS and not character.isspace()
    )
    if any(character not in ALPHABET for character in code):
        raise CodeError(CodeProblem.CHARACTER)
    if len(code) != CODE_LENGTH:
        raise CodeError(CodeProblem.LENGTH)
    if _check_character(code[:-1]) != code[-1]:
        raise CodeError(CodeProblem.MISTYPED)
    return code


def format_code(code: str) -> str:
    """A code in groups, as cards show it: "0C4F-…"."""
    return "-".join(code[i : i + GROUP_LENGTH] for i in range(0, len(code), GROUP_LENGTH))


def expiry_of(issued_on: date) -> date:
    """The last day on which a code issued on this day is good."""
    return issued_on + timedelta(days=VALID_DAYS)


def state_of(*, is_redeemed: bool, is_revoked: bool, expires_on: date, today: date) -> CodeState:
    """What has become of a code. What was redeemed stays so, whatever follows."""
    if is_redeemed:
        return CodeState.REDEEMED
    if is_revoked:
        return CodeState.REVOKED
    return CodeState.EXPIRED if expires_on < today else CodeState.OPEN


def _check_character(payload: str) -> str:
    """The character that makes the sum of value × place divisible by the alphabet's size.

    The places 1 to 16 differ and none is divisible by the prime 23, so a wrong character changes
    the sum, and so does a swap of two different characters, neighbours or not (the scheme of
    ISBN-10, with 23 in place of 11).
    """
    size = len(ALPHABET)
    total = sum(place * ALPHABET.index(character) for place, character in enumerate(payload, 1))
    return ALPHABET[-total * pow(CODE_LENGTH, -1, size) % size]
