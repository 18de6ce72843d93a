"""Accounts: finding and making them, and their passwords. Sessions and links have own modules."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from directory.domain.email_addresses import read_email_address
from directory.domain.errors import DomainError, InvalidValueError, NotFoundError
from directory.domain.messages import N_
from directory.domain.passwords import LONGEST_PASSWORD, check_password
from directory.domain.plain_text import clean_text
from directory.models import Account, Flag, Review, Role
from directory.services.inserting import insert_if_new
from directory.sources.common_passwords import read_common_passwords

LONGEST_NAME = 120
KEPT_UNOPENED = timedelta(days=7)

_hasher = PasswordHasher()


class SignInError(DomainError):
    """The e-mail address and the password do not belong together; it never says which is wrong."""

    def __init__(self) -> None:
        super().__init__(N_("The e-mail address or the password is not right. Try again."), "email")


class WrongPasswordError(DomainError):
    """Whoever changes something important did not know the password."""

    def __init__(self) -> None:
        super().__init__(N_("This is not your present password."), "current_password")


def hash_password(password: str) -> str:
    """Hash a password with Argon2id, salted, at the library's recommended cost."""
    return _hasher.hash(password)


@lru_cache(maxsize=1)
def _hash_of_nobody() -> str:
    """Verified against when there is no such account, so that both cases take the same time."""
    return hash_password("nobody has this password")


def sign_in(session: Session, email: str, password: str) -> Account:
    """Give the account of this e-mail address and password. Raises SignInError."""
    account = session.scalar(select(Account).where(Account.email == clean_text(email).lower()))
    stored = (account.password_hash if account else None) or _hash_of_nobody()
    is_right = _is_password(stored, password)
    if account is None or account.password_hash is None or not is_right:
        raise SignInError
    if _hasher.check_needs_rehash(stored):
        account.password_hash = hash_password(password)
    return account


def get_account(session: Session, account_id: int) -> Account:
    """Give the account of this id. Raises NotFoundError."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFoundError(N_("There is no such account any more."))
    return account


def get_account_by_email(session: Session, email: str) -> Account:
    """Give the account of this e-mail address. Raises NotFoundError."""
    account = session.scalar(select(Account).where(Account.email == clean_text(email).lower()))
    if account is None:
        raise NotFoundError(N_("There is no account of %(email)s.", email=email))
    return account


def find_or_make_account(session: Session, email: str, now: datetime) -> Account:
    """Give the account of an address; a new one waits for its owner to confirm the address.

    Raises InvalidValueError for what is no address.
    """
    address = read_email_address(email)
    values = {
        "email": address,
        "display_name": "",
        "role": Role.PATIENT,
        "is_demo": False,
        "created_at": now,
    }
    insert_if_new(session, Account, values, Account.email)
    return get_account_by_email(session, address)


def open_account(
    session: Session, account: Account, name: str, password: str, now: datetime
) -> None:
    """Confirm the address of an account and give it its name and first password.

    Raises InvalidValueError or WeakPasswordError.
    """
    rename(account, name)
    set_password(account, password)
    account.email_confirmed_at = now
    session.flush()


def rename(account: Account, name: str) -> None:
    """Give an account the name that its owner wants. Raises InvalidValueError."""
    name = " ".join(clean_text(name).split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise InvalidValueError(
            N_("Enter a name of at most %(longest_name)s characters.", longest_name=LONGEST_NAME),
            "name",
        )
    account.display_name = name


def choose_mail_language(session: Session, account: Account, language: str) -> None:
    """Have mail to an account in this language, also on reports and flags of its address."""
    account.mail_language = language
    for about, address in ((Review, Review.author_email), (Flag, Flag.email)):
        session.execute(
            update(about).where(address == account.email).values(mail_language=language)
        )
    session.flush()


def delete_unopened_accounts(session: Session, now: datetime) -> None:
    """Delete accounts whose address nobody ever confirmed."""
    session.execute(
        delete(Account).where(
            Account.email_confirmed_at.is_(None),
            Account.password_hash.is_(None),
            Account.created_at <= now - KEPT_UNOPENED,
        )
    )


def set_password(account: Account, password: str) -> None:
    """Give an account a new password. Raises WeakPasswordError."""
    own_words = (account.email, account.display_name)
    check_password(password, read_common_passwords(), own_words)
    account.password_hash = hash_password(password)


def change_password(account: Account, current: str, new: str) -> None:
    """Give an account a new password, by its owner who knows the old one, if there is one.

    Raises WrongPasswordError or WeakPasswordError.
    """
    if account.password_hash and not _is_password(account.password_hash, current):
        raise WrongPasswordError
    set_password(account, new)


def _is_password(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password[: LONGEST_PASSWORD + 1])
    except (VerificationError, InvalidHashError):
        return False
