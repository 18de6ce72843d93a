"""Sessions: which browsers are signed in to an account, since when, and ending them.

A session is known by the hash of a token that only the browser's cookie holds. It is new at every
sign-in and again when the second factor was given, so nobody can prepare one for somebody else.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.orm import Session

from directory.domain.errors import NotFoundError
from directory.domain.messages import N_
from directory.domain.permissions import Role, is_staff
from directory.domain.tokens import hash_token, new_token
from directory.models import Account, AccountSession
from directory.services.second_factor import has_second_factor

LIFETIME: dict[Role, timedelta] = {
    role: timedelta(hours=12) if is_staff(role) else timedelta(days=30) for role in Role
}
UNUSED_LIFETIME = timedelta(days=14)
SECOND_FACTOR_WAIT = timedelta(minutes=10)
FRESH_FOR = timedelta(minutes=10)
NOTED_USE = timedelta(minutes=5)
LONGEST_BROWSER_NAME = 120


def start_session(session: Session, account: Account, browser: str, now: datetime) -> str:
    """Sign a browser in and give the token for its cookie.

    Where the account has a second factor the session is good for nothing but giving it.
    """
    is_waiting = has_second_factor(account)
    token = new_token()
    session.add(
        AccountSession(
            account_id=account.id,
            token_hash=hash_token(token),
            device=browser[:LONGEST_BROWSER_NAME],
            created_at=now,
            last_seen_at=now,
            expires_at=now + (SECOND_FACTOR_WAIT if is_waiting else LIFETIME[Role(account.role)]),
        )
    )
    session.flush()
    return token


def find_session(session: Session, token: str, now: datetime) -> AccountSession | None:
    """Give the session of a token, unless it has ended."""
    return session.scalar(
        select(AccountSession).where(AccountSession.token_hash == hash_token(token), _is_open(now))
    )


def is_complete(account: Account, own: AccountSession) -> bool:
    """Whether the session may do all that its account may: nothing is waited for."""
    return own.second_factor_at is not None or not has_second_factor(account)


def is_fresh(account: Account, own: AccountSession, now: datetime) -> bool:
    """Whether the second factor, if there is one, was given just now: enough to change it."""
    given_at = own.second_factor_at
    return not has_second_factor(account) or (given_at is not None and now - given_at < FRESH_FOR)


def note_second_factor(
    session: Session, account: Account, own: AccountSession, now: datetime
) -> str:
    """Complete a session whose second factor was given; returns its new token."""
    token = new_token()
    own.token_hash = hash_token(token)
    own.second_factor_at = now
    own.expires_at = now + LIFETIME[Role(account.role)]
    session.flush()
    return token


def is_use_worth_noting(own: AccountSession, now: datetime) -> bool:
    """Whether the last use that was noted is old enough to note another."""
    return now - own.last_seen_at >= NOTED_USE


def note_use(session: Session, session_id: int, now: datetime) -> None:
    """Note that a session is in use."""
    session.execute(
        update(AccountSession).where(AccountSession.id == session_id).values(last_seen_at=now)
    )


def list_sessions(session: Session, account: Account, now: datetime) -> list[AccountSession]:
    """The open and complete sessions of an account, the last used first."""
    query = (
        select(AccountSession)
        .where(AccountSession.account_id == account.id, _is_open(now))
        .order_by(AccountSession.last_seen_at.desc(), AccountSession.id.desc())
    )
    return [own for own in session.scalars(query) if is_complete(account, own)]


def revoke_session(session: Session, account: Account, session_id: int, now: datetime) -> None:
    """End one session of an account. Raises NotFoundError for one of somebody else."""
    own = session.get(AccountSession, session_id)
    if own is None or own.account_id != account.id:
        raise NotFoundError(N_("There is no such session."))
    own.revoked_at = own.revoked_at or now
    session.flush()


def revoke_sessions(
    session: Session, account: Account, now: datetime, *, kept_id: int | None = None
) -> None:
    """End every session of an account, but for the one to be kept."""
    session.execute(
        update(AccountSession)
        .where(
            AccountSession.account_id == account.id,
            AccountSession.revoked_at.is_(None),
            AccountSession.id != (kept_id or 0),
        )
        .values(revoked_at=now)
    )


def delete_ended_sessions(session: Session, now: datetime) -> None:
    """Delete sessions that have ended; nobody asks for them again."""
    session.execute(delete(AccountSession).where(~_is_open(now)))


def _is_open(now: datetime) -> ColumnElement[bool]:
    return and_(
        AccountSession.revoked_at.is_(None),
        AccountSession.expires_at > now,
        AccountSession.last_seen_at > now - UNUSED_LIFETIME,
    )
