"""Inviting the patients of a day by mail, so that a practice cannot choose who is asked.

A practice that knows how a treatment went could ask its happy patients only. So it names all
patients of a day while nobody knows the result, once, and chance decides for the whole day: all are
asked, or none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from directory.domain.email_addresses import read_email_address
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.visit_codes import MOST_CODES_A_DAY

ASKED_ONE_DAY_IN = 2
"""Of so many days, one is drawn; that day all patients are asked."""

LATEST = timedelta(days=1)
"""A day can be named until so long after it: before anybody knows how it went."""

_BETWEEN = re.compile(r"[\s,;]+")


class InvitationError(DomainError):
    """A day that cannot be taken, with what is wrong with it."""


def read_patients(text: str) -> list[str]:
    """The addresses of a day's patients, one each. Raises InvitationError."""
    typed = [part for part in _BETWEEN.split(text) if part]
    if not typed:
        raise InvitationError(N_("Enter the addresses of all patients of the day."), "addresses")
    if len(typed) > MOST_CODES_A_DAY:
        raise InvitationError(
            N_(
                "These are %(count)s addresses; %(most_codes_a_day)s are the most of one day.",
                count=len(typed),
                most_codes_a_day=MOST_CODES_A_DAY,
            ),
            "addresses",
        )
    addresses = []
    for part in typed:
        try:
            addresses.append(read_email_address(part))
        except DomainError as error:
            raise InvitationError(f"“{part[:60]}”: {error.message}", "addresses") from error
    twice = {address for address in addresses if addresses.count(address) > 1}
    if twice:
        raise InvitationError(
            N_("Named twice: %(twice)s. Enter each patient once.", twice=", ".join(sorted(twice))),
            "addresses",
        )
    return addresses


def check_day(day: date | None, today: date) -> date:
    """The day, if its patients can be named still. Raises InvitationError."""
    if day is None or not today - LATEST <= day <= today:
        raise InvitationError(
            N_(
                "Enter today or yesterday: later the result might be known, and who is asked "
                "must not "
                "depend on it."
            ),
            "day",
        )
    return day


def is_drawn(pick: Callable[[int], int]) -> bool:
    """Whether chance lets all patients of a day be asked. `pick(n)` gives one of 0..n-1."""
    return pick(ASKED_ONE_DAY_IN) == 0
