"""The second factor: codes of an authenticator app (TOTP, RFC 6238) and recovery codes.

A code is good for its half minute and the one before and after it, and only once. Passkeys, which
may stand beside the app or in its place, are `passkeys`. Secrets of apps are kept sealed.
"""

from __future__ import annotations

import secrets
from datetime import datetime

import pyotp
from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from directory.domain.audit import Subject
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.permissions import Role, is_staff
from directory.models import Account
from directory.services.audit import record
from directory.services.recovery_codes import delete_recovery_codes, use_recovery_code
from directory.services.sealing import SealError, seal, unseal

STEP_SECONDS = 30
CODE_DIGITS = 6
CLOCK_DRIFT_STEPS = 1
ISSUER = "Skilled Hand"


class SecondFactorError(DomainError):
    """The code or passkey is not right, or was used before."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "code")


def has_app(account: Account) -> bool:
    """Whether an authenticator app is set up."""
    return account.totp_secret is not None


def has_second_factor(account: Account) -> bool:
    """Whether signing in asks for a code or a passkey."""
    return has_app(account) or bool(account.passkeys)


def needs_second_factor(account: Account) -> bool:
    """Whether the account may do nothing of its role before it has a second factor."""
    return is_staff(Role(account.role)) and not has_second_factor(account)


def begin_set_up(session: Session, account: Account, secret_key: str) -> None:
    """Make the secret that the owner's app will share; an app that is in use stays until then.

    Begun again, the secret stays the same.
    """
    if find_pending_secret(account, secret_key) is None:
        account.totp_pending_secret = seal(secret_key, pyotp.random_base32())
        session.flush()


def find_pending_secret(account: Account, secret_key: str) -> str | None:
    """The secret that waits for its first code; none also where it cannot be read any more."""
    if account.totp_pending_secret is None:
        return None
    try:
        return unseal(secret_key, account.totp_pending_secret)
    except SealError:
        return None


def provisioning_uri(account: Account, secret: str) -> str:
    """The address by which an authenticator app takes the secret over."""
    return _totp(secret).provisioning_uri(name=account.email, issuer_name=ISSUER)


def complete_set_up(
    session: Session, account: Account, code: str, now: datetime, *, secret_key: str
) -> None:
    """Take the new app into use by a first code of it. Raises SecondFactorError."""
    secret = find_pending_secret(account, secret_key)
    if secret is None:
        raise SecondFactorError(N_("Begin the set-up again; this one is over."))
    step = _find_step(secret, code, now)
    if step is None:
        raise _wrong_code()
    account.totp_secret, account.totp_pending_secret = account.totp_pending_secret, None
    account.totp_confirmed_at = now
    account.totp_last_step = step
    session.flush()


def check_code(
    session: Session, account: Account, code: str, now: datetime, *, secret_key: str
) -> None:
    """Use up a code of the app or a recovery code.

    Raises SecondFactorError, and SealError where SECRET_KEY changed since the app was set up.
    """
    plain = "".join(code.split()).replace("-", "")
    if len(plain) == CODE_DIGITS and has_app(account):
        _use_totp_code(session, account, plain, now, secret_key)
    elif not use_recovery_code(session, account, plain, now):
        raise SecondFactorError(
            N_(
                "This code is not right. Enter the six digits that your app shows, or one of your "
                "recovery codes that you have not used."
            )
        )


def switch_off(session: Session, account: Account) -> None:
    """Do without the second factor again. Raises DomainError for staff, who need one."""
    if is_staff(Role(account.role)):
        raise DomainError(N_("An account that decides on others needs its second factor."))
    _forget_everything(session, account)


def reset(session: Session, account: Account, now: datetime) -> None:
    """Take the second factor from an account whose owner lost it, from the command line."""
    record(
        session,
        None,
        "reset_second_factor",
        Subject("account", account.id),
        before={"app": has_app(account), "passkeys": len(account.passkeys)},
        after={"app": False, "passkeys": 0},
        now=now,
    )
    _forget_everything(session, account)


def next_code(account: Account, now: datetime, *, secret_key: str) -> str:
    """The code that works now: of this half minute or, once that was used, of the next one.

    For demonstration accounts, whose secret is public. Raises DomainError for any other, and
    SealError where SECRET_KEY changed.
    """
    if not account.is_demo or account.totp_secret is None:
        raise DomainError(
            N_(
                "%(email)s is no demonstration account with a second factor; only the owner's "
                "app knows its codes.",
                email=account.email,
            )
        )
    step = _step(now)
    if account.totp_last_step is not None and account.totp_last_step >= step:
        step = account.totp_last_step + 1
    if step > _step(now) + CLOCK_DRIFT_STEPS:
        raise DomainError(
            N_("The codes of this minute have been used. Ask again in half a minute.")
        )
    return _totp(_read_secret(account.totp_secret, secret_key)).at(step * STEP_SECONDS)


def _use_totp_code(
    session: Session, account: Account, code: str, now: datetime, secret_key: str
) -> None:
    step = _find_step(_read_secret(account.totp_secret or "", secret_key), code, now)
    if step is None:
        raise _wrong_code()
    used = session.scalar(
        update(Account)
        .where(
            Account.id == account.id,
            or_(Account.totp_last_step.is_(None), Account.totp_last_step < step),
        )
        .values(totp_last_step=step)
        .returning(Account.id)
    )
    if used is None:
        raise SecondFactorError(N_("This code was used already. Wait for the next one."))


def _read_secret(sealed: str, secret_key: str) -> str:
    try:
        return unseal(secret_key, sealed)
    except SealError as error:
        raise SealError(
            N_(
                "Codes of this app cannot be checked any more: the site’s SECRET_KEY has changed "
                "since "
                "the app was set up. Use a recovery code, then set the app up anew. Without one, "
                "ask "
                "whoever runs the site for: flask --app wsgi accounts reset-second-factor"
            ),
            "code",
        ) from error


def _find_step(secret: str, code: str, now: datetime) -> int | None:
    """The half minute that a code belongs to, among those that are near enough."""
    typed = "".join(code.split()).encode("utf-8", "replace")
    found = None
    for step in range(_step(now) - CLOCK_DRIFT_STEPS, _step(now) + CLOCK_DRIFT_STEPS + 1):
        is_same = secrets.compare_digest(_totp(secret).at(step * STEP_SECONDS).encode(), typed)
        found = step if is_same else found
    return found


def _wrong_code() -> SecondFactorError:
    return SecondFactorError(
        N_(
            "This code is not right. Codes change every half minute: enter the present one, "
            "and see "
            "that the telephone's clock is right."
        )
    )


def _forget_everything(session: Session, account: Account) -> None:
    account.totp_secret = account.totp_pending_secret = None
    account.totp_confirmed_at = None
    account.totp_last_step = None
    account.passkeys.clear()
    delete_recovery_codes(session, account)
    session.flush()


def _totp(secret: str) -> pyotp.TOTP:
    return pyotp.TOTP(secret, digits=CODE_DIGITS, interval=STEP_SECONDS)


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS
