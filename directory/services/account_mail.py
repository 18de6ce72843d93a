"""What is mailed about accounts. Asking for a link looks the same for whoever asks.

Whether there is an account of an address is told to that address alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from directory.domain.email_addresses import read_email_address
from directory.domain.locales import PageLink
from directory.domain.messages import N_, NN_
from directory.domain.throttling import AttemptScope, TooManyAttemptsError, say_wait
from directory.domain.tokens import hash_token
from directory.models import Account, LinkPurpose
from directory.services.accounts import find_or_make_account
from directory.services.mail import queue_mail
from directory.services.one_time_links import LINK_LIFETIME, make_link
from directory.services.throttling import admit_attempt

LinkAddress = Callable[[LinkPurpose, str], str]

SUBJECTS: dict[LinkPurpose, str] = {
    LinkPurpose.CONFIRM_EMAIL: N_("Confirm your e-mail address"),
    LinkPurpose.SIGN_IN: N_("Your link to sign in"),
    LinkPurpose.RESET_PASSWORD: N_("Choose a new password"),
    LinkPurpose.OWN_DATA: N_("Your link to what we keep about you"),
}
SENTENCES: dict[LinkPurpose, str] = {
    LinkPurpose.CONFIRM_EMAIL: N_(
        "There is no account of this e-mail address at Skilled Hand yet. To open one, follow this "
        "link and choose a name and a password:"
    ),
    LinkPurpose.SIGN_IN: N_(
        "This link signs you in to your account at Skilled Hand. You need no password for it:"
    ),
    LinkPurpose.RESET_PASSWORD: N_(
        "With this link you choose a new password for your account at Skilled Hand. Everybody who "
        "is signed in to it will be signed out:"
    ),
    LinkPurpose.OWN_DATA: N_(
        "With this link you see what Skilled Hand keeps about this e-mail address, and can correct "
        "or erase it:"
    ),
}
IGNORE = N_("If you did not ask for this, do nothing: without the link nothing changes.")


def mail_link(
    session: Session,
    email: str,
    wish: LinkPurpose,
    now: datetime,
    *,
    secret_key: str,
    address_of: LinkAddress,
    language: str,
) -> None:
    """Mail the link that fits the account of an address, to that address.

    Without an account every wish but that for one's own data becomes the link that opens one; with
    an account the wish to open one becomes a link to sign in. An address that was mailed often
    lately gets no more, for its links still work. `address_of` makes the absolute URL of a token.
    An account that nobody opened yet takes the language of whoever asks; no other does, as that may
    be anybody. Raises InvalidValueError for what is no address.
    """
    address = read_email_address(email)
    try:
        admit_attempt(session, secret_key, {AttemptScope.MAIL_TO_ADDRESS: address}, now)
    except TooManyAttemptsError:
        return
    account = find_or_make_account(session, address, now)
    if _is_unopened(account):
        account.mail_language = language
    purpose = _fit(wish, account)
    token = make_link(session, account, purpose, now)
    queue_mail(
        session,
        unique_key=f"{purpose}:{hash_token(token)}",
        kind=purpose,
        to_address=account.email,
        language=account.mail_language,
        subject=SUBJECTS[purpose],
        paragraphs=(
            SENTENCES[purpose],
            PageLink(address_of(purpose, token)),
            N_("%(use)s %(ignore)s", use=_say_use(purpose), ignore=IGNORE),
        ),
        now=now,
    )


def mail_change(
    session: Session, account: Account, what: str, sign_in_link: str, now: datetime
) -> None:
    """Tell the owner that something of the account's security changed: `what`, in the past."""
    queue_mail(
        session,
        unique_key=f"change:{account.id}:{hash_token(what)[:16]}:{now.isoformat()}",
        kind="account_change",
        to_address=account.email,
        language=account.mail_language,
        subject=N_("Your account was changed"),
        paragraphs=(
            N_(
                "%(what)s If this was not you, choose a new password on the page to sign in: that "
                "signs everybody out.",
                what=what,
            ),
            PageLink(sign_in_link),
        ),
        now=now,
    )


def _say_use(purpose: LinkPurpose) -> str:
    lifetime = _say_lifetime(LINK_LIFETIME[purpose])
    if purpose is LinkPurpose.OWN_DATA:
        return N_("It works for %(lifetime)s.", lifetime=lifetime)
    return N_("It works once, within %(lifetime)s.", lifetime=lifetime)


def _is_unopened(account: Account) -> bool:
    return not account.email_confirmed_at and not account.password_hash


def _fit(wish: LinkPurpose, account: Account) -> LinkPurpose:
    if wish is LinkPurpose.OWN_DATA:  # also of who only sent a report and has no account
        return wish
    if _is_unopened(account):
        return LinkPurpose.CONFIRM_EMAIL
    return LinkPurpose.SIGN_IN if wish is LinkPurpose.CONFIRM_EMAIL else wish


def _say_lifetime(lifetime: timedelta) -> str:
    if lifetime.days:
        return NN_("%(count)s day", "%(count)s days", lifetime.days)
    return say_wait(lifetime)
