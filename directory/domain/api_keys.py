"""Keys of the API: what each scope lets a program do, who may give it, and how long a key lives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from directory.domain.errors import DomainError
from directory.domain.permissions import Permission, Role, can_do
from directory.domain.tokens import new_token


class Scope(StrEnum):
    """One thing that a key lets a program do."""

    REVIEWS_IMPORT = "reviews:import"
    VISIT_CODES_ISSUE = "visit-codes:issue"


SCOPE_WORDS: Mapping[Scope, str] = {
    Scope.REVIEWS_IMPORT: "Import reviews of one other site, as not checked ones",
    Scope.VISIT_CODES_ISSUE: "Issue blocks of visit codes for the own profile",
}

SCOPE_PERMISSIONS: Mapping[Scope, Permission] = {
    Scope.REVIEWS_IMPORT: Permission.MANAGE_API_KEYS,
    Scope.VISIT_CODES_ISSUE: Permission.KEEP_OWN_PROFILE,
}
"""A key works only as long as its owner's role has this permission."""

LIFETIMES: Mapping[int, str] = {30: "30 days", 90: "90 days", 365: "A year"}
"""For how many days a key can be made."""

MOST_KEYS = 20
"""Keys of one account that work at the same time."""

LONGEST_NAME = 80
LONGEST_SITE = 64
TOKEN_MARK = "skh_"  # noqa: S105  # by which scanners of secrets know our keys
SHOWN_LENGTH = len(TOKEN_MARK) + 6

LONGEST_IDEMPOTENCY_KEY = 128
ANSWERS_KEPT_FOR = timedelta(days=1)
"""For so long the same request, sent again, gets the answer of the first time."""


class KeyMissingError(DomainError):
    """A key is needed, and none that works was sent."""


class ScopeMissingError(DomainError):
    """The key may not do this."""


class SameTimeError(DomainError):
    """Something else is going on at the same time; later it may work."""


def list_scopes(role: Role) -> tuple[Scope, ...]:
    """The scopes that an account of this role can give to its keys."""
    return tuple(scope for scope in Scope if can_do(role, SCOPE_PERMISSIONS[scope]))


def make_token() -> str:
    """A new key: 256 random bits behind a mark."""
    return TOKEN_MARK + new_token()


def lifetime_of(days: int) -> timedelta:
    """How long a key lives that was made for so many days."""
    return timedelta(days=days)
