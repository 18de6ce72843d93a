"""Links sent by e-mail that work once and not for long: to confirm, to sign in, to reset."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.tokens import hash_token, new_token
from directory.models import Account, LinkPurpose, OneTimeLink

LINK_LIFETIME: dict[LinkPurpose, timedelta] = {
    LinkPurpose.CONFIRM_EMAIL: timedelta(days=2),
    LinkPurpose.SIGN_IN: timedelta(hours=1),
    LinkPurpose.RESET_PASSWORD: timedelta(hours=1),
    LinkPurpose.OWN_DATA: timedelta(hours=1),
}


class LinkError(DomainError):
    """The link does not work, or no longer."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "This link has been used already, is too old, or was not copied whole. "
                "Ask for a new one."
            )
        )


def make_link(session: Session, account: Account, purpose: LinkPurpose, now: datetime) -> str:
    """Make a link for an account and give its token; older links stay good."""
    token = new_token()
    session.add(
        OneTimeLink(
            account_id=account.id,
            purpose=purpose,
            token_hash=hash_token(token),
            created_at=now,
            expires_at=now + LINK_LIFETIME[purpose],
        )
    )
    session.flush()
    return token


def get_account_of_link(
    session: Session, token: str, purpose: LinkPurpose, now: datetime
) -> Account:
    """Whose link this is, without using it up: mail programs open links too. Raises LinkError."""
    account = session.scalar(
        select(Account)
        .join(OneTimeLink, OneTimeLink.account_id == Account.id)
        .where(_is_usable(token, purpose, now))
    )
    if account is None:
        raise LinkError
    return account


def use_link(session: Session, token: str, purpose: LinkPurpose, now: datetime) -> Account:
    """Use a link up, and with it every other of the same purpose. Raises LinkError."""
    account_id = session.scalar(
        update(OneTimeLink)
        .where(_is_usable(token, purpose, now))
        .values(used_at=now)
        .returning(OneTimeLink.account_id)
        .execution_options(synchronize_session=False)
    )
    if account_id is None:
        raise LinkError
    session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.account_id == account_id,
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return session.get_one(Account, account_id)


def delete_ended_links(session: Session, now: datetime) -> None:
    """Delete links that are past their time; nobody can use them."""
    session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at <= now))


def _is_usable(token: str, purpose: LinkPurpose, now: datetime) -> ColumnElement[bool]:
    return (
        (OneTimeLink.token_hash == hash_token(token))
        & (OneTimeLink.purpose == purpose)
        & OneTimeLink.used_at.is_(None)
        & (OneTimeLink.expires_at > now)
    )
