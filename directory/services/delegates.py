"""Delegates: inviting one by mail, accepting, changing back, and what each may do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.domain.delegates import (
    INVITATION_LIFETIME,
    MOST_DELEGATES,
    RIGHT_WORDS,
    DelegateError,
    DelegateRight,
)
from directory.domain.email_addresses import read_email_address
from directory.domain.errors import NotFoundError
from directory.domain.locales import ENGLISH, PageLink
from directory.domain.messages import N_
from directory.domain.permissions import Role
from directory.domain.tokens import hash_token, new_token
from directory.models import Account, Practitioner, ProfileDelegate
from directory.services.mail import queue_mail


def invite_delegate(
    session: Session,
    practitioner: Practitioner,
    email: str,
    rights: Sequence[str],
    *,
    link: Callable[[str], str],
    now: datetime,
    language: str = ENGLISH.key,
) -> ProfileDelegate:
    """Invite somebody to act for a profile, in the language of whoever invites them.

    Raises DelegateError, InvalidValueError.
    """
    address = read_email_address(email)
    chosen = [right.value for right in DelegateRight if right in rights]
    if not chosen:
        raise DelegateError(N_("Choose at least one thing that they may do."), "rights")
    if len(list_delegates(session, practitioner, now)) >= MOST_DELEGATES:
        raise DelegateError(
            N_("A profile has at most %(most)s delegates. Take one back.", most=MOST_DELEGATES)
        )
    token = new_token()
    delegate = ProfileDelegate(
        practitioner_id=practitioner.id,
        email=address,
        rights=chosen,
        token_hash=hash_token(token),
        invited_at=now,
        expires_at=now + INVITATION_LIFETIME,
    )
    session.add(delegate)
    session.flush()
    words = [N_("- %(right)s", right=RIGHT_WORDS[DelegateRight(right)]) for right in chosen]
    queue_mail(
        session,
        unique_key=f"delegate:{delegate.id}",
        kind="delegate_invitation",
        to_address=address,
        language=language,
        subject=N_("Act for %(name)s at Skilled Hand", name=practitioner.full_name),
        paragraphs=(
            N_(
                "%(name)s asks you to act for their profile. You would be able to:",
                name=practitioner.full_name,
            ),
            *words,
            N_("Sign in or open an account of your own, and accept here:"),
            PageLink(link(token)),
            N_(
                "The link works for %(days)s days. If you do not want to, do nothing.",
                days=INVITATION_LIFETIME.days,
            ),
        ),
        now=now,
    )
    return delegate


def get_invitation(session: Session, token: str, now: datetime) -> ProfileDelegate:
    """The invitation of a link, while it works. Raises NotFoundError."""
    delegate = session.scalar(
        select(ProfileDelegate).where(
            ProfileDelegate.token_hash == hash_token(token),
            ProfileDelegate.accepted_at.is_(None),
            ProfileDelegate.revoked_at.is_(None),
            ProfileDelegate.expires_at > now,
        )
    )
    if delegate is None:
        raise NotFoundError(
            N_("This invitation was used, taken back, or is too old. Ask for another.")
        )
    return delegate


def accept_invitation(
    session: Session, delegate: ProfileDelegate, account: Account, now: datetime
) -> None:
    """Let an account act for the profile. Raises DelegateError for one that is something else."""
    if account.role not in {Role.PATIENT, Role.DELEGATE} or account.practitioner_id is not None:
        raise DelegateError(N_("This account is for something else. Use one of its own for this."))
    try:
        with session.begin_nested():
            taken = session.scalar(
                update(ProfileDelegate)
                .where(
                    ProfileDelegate.id == delegate.id,
                    ProfileDelegate.accepted_at.is_(None),
                    ProfileDelegate.revoked_at.is_(None),
                )
                .values(account_id=account.id, accepted_at=now)
                .returning(ProfileDelegate.id)
                .execution_options(synchronize_session=False)
            )
    except IntegrityError as error:
        raise DelegateError(N_("This account acts for another profile already.")) from error
    session.refresh(delegate)
    if taken is None:
        raise DelegateError(N_("This invitation was used or taken back meanwhile."))
    account.role = Role.DELEGATE
    session.flush()


def revoke_delegate(
    session: Session, practitioner: Practitioner, delegate_id: int, now: datetime
) -> None:
    """Take an invitation or a delegate's rights back, at once. Raises NotFoundError."""
    delegate = session.get(ProfileDelegate, delegate_id)
    if delegate is None or delegate.practitioner_id != practitioner.id or delegate.revoked_at:
        raise NotFoundError(N_("There is no such delegate of your profile."))
    _end(session, delegate, now)


def end_delegates(session: Session, practitioner_id: int, now: datetime) -> None:
    """Take back every delegate of a profile that nobody keeps any more."""
    for delegate in session.scalars(
        select(ProfileDelegate).where(
            ProfileDelegate.practitioner_id == practitioner_id,
            ProfileDelegate.revoked_at.is_(None),
        )
    ).all():
        _end(session, delegate, now)


def list_delegates(
    session: Session, practitioner: Practitioner, now: datetime
) -> Sequence[ProfileDelegate]:
    """Who acts for a profile, and who was invited and can still accept; the oldest first."""
    return session.scalars(
        select(ProfileDelegate)
        .where(
            ProfileDelegate.practitioner_id == practitioner.id,
            ProfileDelegate.revoked_at.is_(None),
            ProfileDelegate.accepted_at.is_not(None) | (ProfileDelegate.expires_at > now),
        )
        .order_by(ProfileDelegate.id)
    ).all()


def find_delegation(session: Session, account: Account) -> ProfileDelegate | None:
    """For which profile an account acts, and with which rights; None: for none."""
    return session.scalar(
        select(ProfileDelegate).where(
            ProfileDelegate.account_id == account.id,
            ProfileDelegate.accepted_at.is_not(None),
            ProfileDelegate.revoked_at.is_(None),
        )
    )


def _end(session: Session, delegate: ProfileDelegate, now: datetime) -> None:
    delegate.revoked_at = now
    account = session.get(Account, delegate.account_id) if delegate.account_id else None
    if account is not None and account.role == Role.DELEGATE:
        account.role = Role.PATIENT
    session.flush()
