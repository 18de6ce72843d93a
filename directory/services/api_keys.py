"""Keys of the API: making one, which is shown once, finding whose a token is, and revoking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.api_keys import (
    LIFETIMES,
    LONGEST_NAME,
    LONGEST_SITE,
    MOST_KEYS,
    SCOPE_PERMISSIONS,
    SHOWN_LENGTH,
    KeyMissingError,
    Scope,
    ScopeMissingError,
    lifetime_of,
    list_scopes,
    make_token,
)
from directory.domain.audit import Subject
from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.permissions import Permission, Role, can_do
from directory.domain.plain_text import clean_text
from directory.domain.tokens import hash_token
from directory.models import Account, ApiKey
from directory.services.audit import record

SUBJECT = "api_key"
NOT_A_SITE = re.compile(r"[^a-z0-9.:_-]")


@dataclass(frozen=True, slots=True)
class KeyWish:
    """What a key is to be: for which program, what it may do, for how many days.

    `site` is whose reviews it imports, for a key with that scope.
    """

    name: str
    scopes: Sequence[Scope]
    days: int
    site: str = ""


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key, and the token that is known to this answer alone."""

    key: ApiKey
    token: str


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A key that works, and the account that it acts for."""

    key: ApiKey
    owner: Account


def make_key(
    session: Session,
    owner: Account,
    wish: KeyWish,
    now: datetime,
    *,
    actor_account_id: int | None = None,
) -> MadeKey:
    """Make a key that acts for its owner. Raises InvalidValueError.

    No actor: the command line.
    """
    _check(wish, owner)
    _check_count(session, owner, now)
    imports = Scope.REVIEWS_IMPORT in wish.scopes
    token = make_token()
    key = ApiKey(
        account_id=owner.id,
        name=clean_text(wish.name),
        shown_beginning=token[:SHOWN_LENGTH],
        token_hash=hash_token(token),
        scopes=[scope.value for scope in Scope if scope in wish.scopes],
        site=wish.site if imports else "",
        created_at=now,
        expires_at=now + lifetime_of(wish.days),
    )
    session.add(key)
    session.flush()
    after = {"scopes": key.scopes, "days": wish.days}
    subject = Subject(SUBJECT, key.id)
    record(session, actor_account_id, "made", subject, before={}, after=after, now=now)
    return MadeKey(key, token)


def use_key(session: Session, token: str, scope: Scope, now: datetime) -> KeyUse:
    """Find the key of a token, for one thing. Raises KeyMissingError, ScopeMissingError."""
    key = session.scalar(select(ApiKey).where(ApiKey.token_hash == hash_token(token)))
    owner = session.get(Account, key.account_id) if key and key.account_id else None
    if key is None or owner is None or key.revoked_at or key.expires_at <= now:
        raise KeyMissingError(
            "This key is not known, or it has expired or was revoked. Make another one."
        )
    if scope not in key.scopes or not can_do(Role(owner.role), SCOPE_PERMISSIONS[scope]):
        raise ScopeMissingError(f"This key does not have the scope {scope.value}.")
    return KeyUse(key, owner)


def list_keys(session: Session, owner: Account | None) -> Sequence[tuple[ApiKey, Account | None]]:
    """The keys of an account, or everybody's, each with its owner; the newest first."""
    wanted = select(ApiKey, Account).outerjoin(Account, Account.id == ApiKey.account_id)
    if owner is not None:
        wanted = wanted.where(ApiKey.account_id == owner.id)
    return [(key, account) for key, account in session.execute(wanted.order_by(ApiKey.id.desc()))]


def revoke_key(
    session: Session, key_id: int, now: datetime, *, actor: Account | None = None
) -> ApiKey:
    """Let a key work no more: one's own, or anybody's for whoever manages them and by command.

    Raises NotFoundError, also for a key of somebody else.
    """
    key = session.get(ApiKey, key_id)
    is_manager = actor is None or can_do(Role(actor.role), Permission.MANAGE_API_KEYS)
    if key is None or not (is_manager or (actor and key.account_id == actor.id)):
        raise NotFoundError("There is no such key.")
    if key.revoked_at is None:
        key.revoked_at = now
        session.flush()
        actor_id = actor.id if actor else None
        subject = Subject(SUBJECT, key.id)
        record(session, actor_id, "revoked", subject, before={}, after={}, now=now)
    return key


def _check(wish: KeyWish, owner: Account) -> None:
    name = clean_text(wish.name)
    if not name or len(name) > LONGEST_NAME:
        raise InvalidValueError(
            f"Give the key a name of at most {LONGEST_NAME} characters, such as the program’s.",
            "name",
        )
    if wish.days not in LIFETIMES:
        raise InvalidValueError("Choose how long the key is to work.", "days")
    missing = set(wish.scopes) - set(list_scopes(Role(owner.role)))
    if missing or not wish.scopes:
        words = ", ".join(sorted(missing)) or "none"
        raise InvalidValueError(f"An account of this role cannot give these scopes: {words}.")
    is_site = wish.site and len(wish.site) <= LONGEST_SITE and not NOT_A_SITE.search(wish.site)
    if Scope.REVIEWS_IMPORT in wish.scopes and not is_site:
        raise InvalidValueError(
            "Enter the site whose reviews the key imports, in small letters, such as "
            "reviews.example.",
            "site",
        )


def _check_count(session: Session, owner: Account, now: datetime) -> None:
    working = session.scalar(
        select(func.count()).where(
            ApiKey.account_id == owner.id, ApiKey.revoked_at.is_(None), ApiKey.expires_at > now
        )
    )
    if (working or 0) >= MOST_KEYS:
        raise InvalidValueError(f"There can be {MOST_KEYS} keys at a time. Revoke one first.")
