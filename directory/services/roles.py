"""Giving and taking the roles that decide on others. Which role may do what is `permissions`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.audit import Subject
from directory.domain.errors import DomainError
from directory.domain.permissions import STAFF_ROLES, OwnAccountError, Role
from directory.models import Account
from directory.services.account_sessions import revoke_sessions
from directory.services.audit import record


def list_staff(session: Session) -> Sequence[Account]:
    """Every account that decides on others, by role and name."""
    return session.scalars(
        select(Account)
        .where(Account.role.in_(STAFF_ROLES))
        .order_by(Account.role, Account.display_name, Account.id)
    ).all()


def give_role(
    session: Session,
    account: Account,
    role: Role,
    now: datetime,
    *,
    actor_account_id: int | None = None,
) -> None:
    """Let an account decide on others, and sign it out everywhere so that its rights begin anew.

    Without an actor it is done from the command line. Raises OwnAccountError for one's own role,
    and DomainError for an account that nobody has opened.
    """
    if role not in STAFF_ROLES:
        raise DomainError("Choose moderator, registrar or admin.", "role")
    if account.email_confirmed_at is None:
        raise DomainError(
            "Nobody has opened this account yet. Its owner signs up first, then it gets a role.",
            "email",
        )
    _change_role(session, account, role, now, actor_account_id)


def take_role(
    session: Session, account: Account, now: datetime, *, actor_account_id: int | None = None
) -> None:
    """Make an account one that decides on nobody again. Raises OwnAccountError for one's own."""
    role = Role.PRACTITIONER if account.practitioner_id else Role.PATIENT
    _change_role(session, account, role, now, actor_account_id)


def _change_role(
    session: Session, account: Account, role: Role, now: datetime, actor_account_id: int | None
) -> None:
    if account.id == actor_account_id:
        raise OwnAccountError("Nobody changes their own role. Ask another admin.")
    record(
        session,
        actor_account_id,
        "change_role",
        Subject("account", account.id),
        before={"role": Role(account.role).value},
        after={"role": role.value},
        now=now,
    )
    account.role = role
    revoke_sessions(session, account, now)
    session.flush()
