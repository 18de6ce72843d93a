"""National Provider Identifiers: ten digits, the last a check digit. Not who holds them."""

from __future__ import annotations

from directory.domain.errors import InvalidValueError
from directory.domain.messages import N_

# ISO 7812 prefix of health identifiers (80) issued in the United States (840). The check digit is
# computed as though it stood before the NPI (CMS, "Requirements for NPI check digit").
_ISSUER_PREFIX = "80840"
_LENGTH = 10


def is_valid_npi(text: str) -> bool:
    """Whether `text` is ten ASCII digits whose Luhn sum over 80840 + NPI is a multiple of ten."""
    return len(text) == _LENGTH and text.isascii() and text.isdigit() and _luhn_sum(text) % 10 == 0


def get_npi(text: str) -> str:
    """The NPI in `text`, without the blanks around it; raises InvalidValueError if it is none."""
    npi = text.strip()
    if is_valid_npi(npi):
        return npi
    if len(npi) == _LENGTH and npi.isascii() and npi.isdigit():
        raise InvalidValueError(
            N_(
                "%(npi)s is not an NPI: its check digit is wrong. Look for a mistyped digit.",
                npi=npi,
            ),
            "npi",
        )
    raise InvalidValueError(N_("An NPI has ten digits, such as 1234567893."), "npi")


def _luhn_sum(npi: str) -> int:
    """The Luhn sum of the prefixed number: from the right, every second digit counts double."""
    total = 0
    for position, character in enumerate(reversed(_ISSUER_PREFIX + npi)):
        digit = int(character)
        if position % 2 == 1:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return total
