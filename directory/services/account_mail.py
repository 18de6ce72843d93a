"""What is mailed about accounts. Asking for a link looks the same for whoever asks.

Whether there is an account of an address is told to that address alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from directory.domain.email_addresses import read_email_address
from directory.domain.throttling import AttemptScope, TooManyAttemptsError, say_wait
from directory.domain.tokens import hash_token
from directory.models import Account, LinkPurpose
from directory.services.accounts import find_or_make_account
from directory.services.mail import queue_mail
from directory.services.one_time_links import LINK_LIFETIME, make_link
from directory.services.throttling import admit_attempt

LinkAddress = Callable[[LinkPurpose, str], str]

SUBJECTS: dict[LinkPurpose, str] = {
    LinkPurpose.CONFIRM_EMAIL: "Confirm your e-mail address",
    LinkPurpose.SIGN_IN: "Your link to sign in",
    LinkPurpose.RESET_PASSWORD: "Choose a new password",
    LinkPurpose.OWN_DATA: "Your link to what we keep about you",
}
SENTENCES: dict[LinkPurpose, str] = {
    LinkPurpose.CONFIRM_EMAIL: (
        "There is no account of this e-mail address at Skilled Hand yet. To open one, follow this "
        "link and choose a name and a password:"
    ),
    LinkPurpose.SIGN_IN: (
        "This link signs you in to your account at Skilled Hand. You need no password for it:"
    ),
    LinkPurpose.RESET_PASSWORD: (
        "With this link you choose a new password for your account at Skilled Hand. Everybody who "
        "is signed in to it will be signed out:"
    ),
    LinkPurpose.OWN_DATA: (
        "With this link you see what Skilled Hand keeps about this e-mail address, and can correct "
        "or erase it:"
    ),
}
IGNORE = "If you did not ask for this, do nothing: without the link nothing changes."


def mail_link(
    session: Session,
    email: str,
    wish: LinkPurpose,
    now: datetime,
    *,
    secret_key: str,
    address_of: LinkAddress,
) -> None:
    """Mail the link that fits the account of an address, to that address.

    Without an account every wish but that for one's own data becomes the link that opens one; with
    an account the wish to open one becomes a link to sign in. An address that was mailed often
    lately gets no more, for its links still work. `address_of` makes the absolute URL of a token.
    Raises InvalidValueError for what is no address.
    """
    address = read_email_address(email)
    try:
        admit_attempt(session, secret_key, {AttemptScope.MAIL_TO_ADDRESS: address}, now)
    except TooManyAttemptsError:
        return
    account = find_or_make_account(session, address, now)
    purpose = _fit(wish, account)
    token = make_link(session, account, purpose, now)
    text = "\n\n".join(
        (
            SENTENCES[purpose],
            address_of(purpose, token),
            f"It works {_say_uses(purpose)} {_say_lifetime(LINK_LIFETIME[purpose])}. {IGNORE}",
        )
    )
    queue_mail(
        session,
        unique_key=f"{purpose}:{hash_token(token)}",
        kind=purpose,
        to_address=account.email,
        subject=SUBJECTS[purpose],
        text=text + "\n",
        now=now,
    )


def mail_change(session: Session, account: Account, what: str, now: datetime) -> None:
    """Tell the owner that something of the account's security changed: `what`, in the past."""
    queue_mail(
        session,
        unique_key=f"change:{account.id}:{hash_token(what)[:16]}:{now.isoformat()}",
        kind="account_change",
        to_address=account.email,
        subject="Your account was changed",
        text=(
            f"{what} If this was not you, choose a new password on the page to sign in: that "
            "signs everybody out.\n"
        ),
        now=now,
    )


def _say_uses(purpose: LinkPurpose) -> str:
    return "for" if purpose is LinkPurpose.OWN_DATA else "once, within"


def _fit(wish: LinkPurpose, account: Account) -> LinkPurpose:
    if wish is LinkPurpose.OWN_DATA:  # also of who only sent a report and has no account
        return wish
    if not account.email_confirmed_at and not account.password_hash:
        return LinkPurpose.CONFIRM_EMAIL
    return LinkPurpose.SIGN_IN if wish is LinkPurpose.CONFIRM_EMAIL else wish


def _say_lifetime(lifetime: timedelta) -> str:
    return f"{lifetime.days} days" if lifetime.days else say_wait(lifetime)
