"""What proves a claim: the registry number, a code that came back, documents. Pure rules.

The number is public, so it proves nothing alone; a code proves that somebody at the practice's own
telephone, address or e-mail domain wants the claim; documents are for the registrar to judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from directory.domain.errors import InvalidValueError
from directory.domain.licences import LicenceStatus
from directory.domain.messages import N_
from directory.domain.npi import is_valid_npi

NPI_SHAPE = re.compile(r"\d{10}")
NOT_IN_NUMBERS = re.compile(r"[^A-Z0-9]")
LONGEST_NUMBER = 60

CODE_DIGITS = 8
MOST_CODE_ATTEMPTS = 5
MOST_CODES_SENT = 3


class CodeChannel(StrEnum):
    """By which way a code reaches the practice; the target is always what the registry holds."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"


CHANNEL_WORDS: Mapping[CodeChannel, str] = {
    CodeChannel.EMAIL: N_("By e-mail, to an address at the practice’s own domain, at once"),
    CodeChannel.PHONE: N_("By telephone, to the number in the registry, within a few days"),
    CodeChannel.POST: N_("By post, to the address in the registry, within two weeks"),
}
CODE_LIFETIME: Mapping[CodeChannel, timedelta] = {
    CodeChannel.EMAIL: timedelta(days=1),
    CodeChannel.PHONE: timedelta(days=7),
    CodeChannel.POST: timedelta(days=30),
}

SHARED_MAIL_DOMAINS = frozenset(
    {
        *("aol.com", "fastmail.com", "gmail.com", "gmx.com", "gmx.de", "gmx.net", "googlemail.com"),
        *("hotmail.com", "icloud.com", "live.com", "mac.com", "mail.com", "mail.ru", "me.com"),
        *("msn.com", "outlook.com", "pm.me", "proton.me", "protonmail.com", "qq.com"),
        *("t-online.de", "web.de", "yahoo.co.uk", "yahoo.com", "yandex.ru", "ymail.com"),
        "zoho.com",
    }
)
"""Domains where anybody has an address: an e-mail there shows nothing about a practice."""


class NumberCheck(StrEnum):
    """What a registry number given by a claimant is worth."""

    MISSING = "missing"
    INVALID = "invalid"
    OTHER = "other"
    UNKNOWN = "unknown"
    MATCHES = "matches"


NUMBER_WORDS: Mapping[NumberCheck, str] = {
    NumberCheck.MISSING: N_("No number was given."),
    NumberCheck.INVALID: N_("This is no NPI: its last digit does not fit the others."),
    NumberCheck.OTHER: N_("It is not the number that the registry has for this profile."),
    NumberCheck.UNKNOWN: N_("The registry has no number for this profile to compare it with."),
    NumberCheck.MATCHES: N_(
        "It is the number that the registry has. It is public, so it does not "
        "prove the claim alone."
    ),
}

LICENCE_NOT_IN_FORCE = frozenset(
    {LicenceStatus.REVOKED, LicenceStatus.SUSPENDED, LicenceStatus.SURRENDERED}
)
"""States of a licence under which nobody may treat."""


@dataclass(frozen=True, slots=True)
class ClaimEvidence:
    """What a claimant has brought so far."""

    number_check: NumberCheck
    is_code_confirmed: bool
    document_count: int

    @property
    def is_enough_to_submit(self) -> bool:
        """Whether a registrar has something to decide on: more than a public number."""
        return self.is_code_confirmed or self.document_count > 0


def check_number(text: str, held: Iterable[str]) -> NumberCheck:
    """Compare a number as a person types it with those that the registry holds of the profile."""
    number = bare_number(text)
    known = {bare for value in held if (bare := bare_number(value))}
    if not number:
        return NumberCheck.MISSING
    if number in known:
        return NumberCheck.MATCHES
    if NPI_SHAPE.fullmatch(number) and not is_valid_npi(number):
        return NumberCheck.INVALID
    return NumberCheck.OTHER if known else NumberCheck.UNKNOWN


def bare_number(text: str) -> str:
    """A licence number without what people put between its letters and digits."""
    return NOT_IN_NUMBERS.sub("", text.upper())


def has_no_licence_in_force(licence_states: Iterable[str]) -> bool:
    """Whether licences are known and every one of them was taken away or given up."""
    states = [state.lower() for state in licence_states]
    return bool(states) and all(state in LICENCE_NOT_IN_FORCE for state in states)


def make_claim_code(pick: Callable[[int], int]) -> str:
    """Make a code of digits, easily read out on the telephone. `pick(n)` gives one of 0..n-1."""
    return "".join(str(pick(10)) for _ in range(CODE_DIGITS))


def read_claim_code(text: str) -> str:
    """The digits of a code as a person types it. Raises InvalidValueError."""
    digits = re.sub(r"[\s.\-]", "", text)
    if not (digits.isascii() and digits.isdigit() and len(digits) == CODE_DIGITS):
        raise InvalidValueError(
            N_("The code has %(code_digits)s digits.", code_digits=CODE_DIGITS), "code"
        )
    return digits


def code_expires_at(channel: CodeChannel, sent_at: datetime) -> datetime:
    """When a code that was sent this way stops working."""
    return sent_at + CODE_LIFETIME[channel]


def check_mail_domain(email: str, hosts: Iterable[str]) -> None:
    """Let an address at the domain of one of the practice's sites pass.

    Raises InvalidValueError, which says what to do instead.
    """
    domain = email.rpartition("@")[2].casefold()
    own = {host.casefold().removeprefix("www.") for host in hosts if host} - SHARED_MAIL_DOMAINS
    if domain in SHARED_MAIL_DOMAINS:
        raise InvalidValueError(
            N_(
                "Anybody can have an address at %(domain)s. Give one at the practice’s own "
                "domain, or choose telephone or post.",
                domain=domain,
            ),
            "email",
        )
    if not any(domain == host or domain.endswith("." + host) for host in own):
        known = ", ".join(sorted(own))
        raise InvalidValueError(
            N_("This address is not at %(known)s, the domain on record.", known=known)
            if known
            else N_("No domain of the practice is on record. Choose telephone or post."),
            "email",
        )
