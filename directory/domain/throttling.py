"""How many attempts are free, and how long to wait after more: as data, and one pure rule.

Nobody is ever locked out: waits are short, end by themselves, and a refused attempt adds nothing.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from directory.domain.errors import DomainError
from directory.domain.messages import N_, NN_


class AttemptScope(StrEnum):
    """What attempts are counted by."""

    KNOWN_BROWSER = "known_browser"
    ACCOUNT_AND_NETWORK = "account_and_network"
    ACCOUNT = "account"
    NETWORK = "network"
    SECOND_FACTOR = "second_factor"
    PRESENT_PASSWORD = "present_password"  # noqa: S105  # a scope, not a password
    MAIL_TO_ADDRESS = "mail_to_address"
    MAIL_BY_NETWORK = "mail_by_network"
    FACTS_BY_NETWORK = "facts_by_network"
    DRAFT_BY_NETWORK = "draft_by_network"
    CODE_BY_NETWORK = "code_by_network"
    CODE_BY_DRAFT = "code_by_draft"
    RECEIPT_BY_NETWORK = "receipt_by_network"
    RECEIPT_BY_REPORT = "receipt_by_report"
    REPORT_MAIL_TO_ADDRESS = "report_mail_to_address"
    FLAG_BY_NETWORK = "flag_by_network"


@dataclass(frozen=True, slots=True)
class AttemptRule:
    """After `free_count` attempts within `window` the wait is `first_wait`, doubling each time."""

    free_count: int
    window: timedelta
    first_wait: timedelta
    longest_wait: timedelta


ATTEMPT_RULES: dict[AttemptScope, AttemptRule] = {
    AttemptScope.KNOWN_BROWSER: AttemptRule(
        8, timedelta(minutes=30), timedelta(seconds=5), timedelta(minutes=5)
    ),
    AttemptScope.ACCOUNT_AND_NETWORK: AttemptRule(
        5, timedelta(minutes=30), timedelta(seconds=10), timedelta(minutes=15)
    ),
    AttemptScope.ACCOUNT: AttemptRule(
        20, timedelta(hours=1), timedelta(seconds=10), timedelta(minutes=2)
    ),
    AttemptScope.NETWORK: AttemptRule(
        60, timedelta(hours=1), timedelta(seconds=5), timedelta(minutes=2)
    ),
    AttemptScope.SECOND_FACTOR: AttemptRule(
        5, timedelta(minutes=30), timedelta(seconds=15), timedelta(minutes=15)
    ),
    AttemptScope.PRESENT_PASSWORD: AttemptRule(
        5, timedelta(minutes=30), timedelta(seconds=15), timedelta(minutes=15)
    ),
    AttemptScope.MAIL_TO_ADDRESS: AttemptRule(
        5, timedelta(hours=1), timedelta(minutes=10), timedelta(hours=1)
    ),
    AttemptScope.FACTS_BY_NETWORK: AttemptRule(
        10, timedelta(hours=1), timedelta(minutes=1), timedelta(minutes=10)
    ),
    AttemptScope.MAIL_BY_NETWORK: AttemptRule(
        20, timedelta(hours=1), timedelta(minutes=1), timedelta(minutes=10)
    ),
    AttemptScope.DRAFT_BY_NETWORK: AttemptRule(
        60, timedelta(hours=1), timedelta(seconds=20), timedelta(minutes=5)
    ),
    AttemptScope.CODE_BY_NETWORK: AttemptRule(
        60, timedelta(hours=1), timedelta(seconds=5), timedelta(minutes=2)
    ),
    AttemptScope.CODE_BY_DRAFT: AttemptRule(
        10, timedelta(minutes=30), timedelta(seconds=10), timedelta(minutes=5)
    ),
    AttemptScope.RECEIPT_BY_NETWORK: AttemptRule(
        30, timedelta(hours=1), timedelta(seconds=30), timedelta(minutes=5)
    ),
    AttemptScope.RECEIPT_BY_REPORT: AttemptRule(
        10, timedelta(hours=1), timedelta(seconds=30), timedelta(minutes=10)
    ),
    AttemptScope.REPORT_MAIL_TO_ADDRESS: AttemptRule(
        5, timedelta(hours=1), timedelta(minutes=10), timedelta(hours=1)
    ),
    AttemptScope.FLAG_BY_NETWORK: AttemptRule(
        10, timedelta(hours=1), timedelta(minutes=2), timedelta(minutes=30)
    ),
}
LONGEST_WINDOW = max(rule.window for rule in ATTEMPT_RULES.values())


class TooManyAttemptsError(DomainError):
    """Too many attempts; the sentence says how long to wait and what is open meanwhile."""

    def __init__(self, wait: timedelta, otherwise: str = "") -> None:
        super().__init__(
            N_(
                "Too many attempts. Wait %(wait)s%(otherwise)s.",
                wait=say_wait(wait),
                otherwise=otherwise,
            )
        )
        self.wait = wait


def wait_before_next(rule: AttemptRule, attempts: Sequence[datetime], now: datetime) -> timedelta:
    """How long to wait before the next attempt; zero or less means not at all.

    `attempts` are those that failed, in any order; older ones than the window do not count, nor do
    those of a clock that was ahead: nobody waits until it is as late again.
    """
    recent = [moment for moment in attempts if now - rule.window < moment <= now]
    surplus = len(recent) - rule.free_count
    if surplus < 0:
        return timedelta(0)
    doublings = min(surplus, 30)  # enough to reach any longest wait, and not to overflow
    wait = min(rule.first_wait * (1 << doublings), rule.longest_wait)
    return max(recent) + wait - now


def network_of(address: str) -> str:
    """The network an address counts as: itself, or the /64 that one household has of IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def say_wait(wait: timedelta) -> str:
    """A wait in words, rounded up: "40 seconds", "3 minutes"."""
    seconds = -(-wait // timedelta(seconds=1))
    if seconds < 100:
        return NN_("%(count)s second", "%(count)s seconds", seconds)
    return NN_("%(count)s minute", "%(count)s minutes", -(-seconds // 60))
