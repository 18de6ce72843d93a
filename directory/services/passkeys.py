"""Passkeys as second factor (WebAuthn): a key that stays in a telephone, computer or security key.

The browser signs a challenge that is good once, for this site alone, so that a code cannot be given
away to a page that looks like ours. Adding and using are two steps each: options for the browser,
and the check of what it answers.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

from directory.domain.errors import DomainError, InvalidValueError, NotFoundError
from directory.domain.messages import N_
from directory.domain.permissions import Role, is_staff
from directory.domain.plain_text import clean_text
from directory.models import Account, AccountSession, Passkey
from directory.services.recovery_codes import delete_recovery_codes
from directory.services.second_factor import ISSUER, SecondFactorError, has_app

MOST_PASSKEYS = 10
LONGEST_NAME = 60
LONGEST_CREDENTIAL_ID = 1023
"""Bytes, by the standard."""

DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The site as browsers know it: passkeys belong to its name, and are used on its origin."""

    name: str
    origin: str

    @classmethod
    def of_site(cls, site_url: str) -> RelyingParty:
        """The site whose pages people reach at this address."""
        parts = urlsplit(site_url)
        name = parts.hostname or ""
        is_default = parts.port in {None, DEFAULT_PORTS.get(parts.scheme)}
        return cls(name, f"{parts.scheme}://{name}" + ("" if is_default else f":{parts.port}"))

    @property
    def can_have_passkeys(self) -> bool:
        """Whether browsers offer them: for https and for localhost, never for a bare number."""
        try:
            ipaddress.ip_address(self.name)
        except ValueError:
            return self.origin.startswith("https://") or self.name == "localhost"
        return False


def begin_adding(
    session: Session, account: Account, own: AccountSession, party: RelyingParty
) -> str:
    """What the browser needs to make a passkey, as JSON. Raises DomainError at too many."""
    if len(account.passkeys) >= MOST_PASSKEYS:
        raise DomainError(
            N_(
                "There can be %(most_passkeys)s passkeys. Remove one first.",
                most_passkeys=MOST_PASSKEYS,
            ),
            "name",
        )
    options = webauthn.generate_registration_options(
        rp_id=party.name,
        rp_name=ISSUER,
        user_id=str(account.id).encode(),
        user_name=account.email,
        exclude_credentials=_describe(account),
    )
    _keep_challenge(session, own, options.challenge)
    return webauthn.options_to_json(options)


def add_passkey(
    session: Session,
    account: Account,
    own: AccountSession,
    party: RelyingParty,
    now: datetime,
    *,
    credential: str,
    name: str,
) -> None:
    """Add the passkey that the browser made. Raises SecondFactorError or InvalidValueError."""
    name = " ".join(clean_text(name).split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise InvalidValueError(
            N_(
                "Give the passkey a name of at most %(longest_name)s characters.",
                longest_name=LONGEST_NAME,
            ),
            "name",
        )
    try:
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=_use_challenge(session, own),
            expected_rp_id=party.name,
            expected_origin=party.origin,
        )
    except (WebAuthnException, ValueError) as error:
        raise _not_accepted() from error
    if len(verified.credential_id) > LONGEST_CREDENTIAL_ID:
        raise _not_accepted()
    passkey = Passkey(
        account_id=account.id,
        credential_id=bytes_to_base64url(verified.credential_id),
        public_key=bytes_to_base64url(verified.credential_public_key),
        sign_count=verified.sign_count,
        name=name,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(passkey)
    except IntegrityError as error:
        raise SecondFactorError(N_("This passkey belongs to an account already.")) from error
    session.refresh(account, ["passkeys"])


def begin_check(
    session: Session, account: Account, own: AccountSession, party: RelyingParty
) -> str:
    """What the browser needs to use a passkey of this account, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=party.name,
        allow_credentials=_describe(account),
        user_verification=UserVerificationRequirement.DISCOURAGED,  # the password came before
    )
    _keep_challenge(session, own, options.challenge)
    return webauthn.options_to_json(options)


def check_passkey(
    session: Session,
    account: Account,
    own: AccountSession,
    party: RelyingParty,
    now: datetime,
    *,
    credential: str,
) -> None:
    """Check what a passkey signed; its challenge is used up. Raises SecondFactorError."""
    try:
        passkey = _find_passkey(account, credential)
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=_use_challenge(session, own),
            expected_rp_id=party.name,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
        )
    except (WebAuthnException, ValueError) as error:
        raise _not_accepted() from error
    passkey.sign_count = verified.new_sign_count
    passkey.last_used_at = now
    session.flush()


def remove_passkey(session: Session, account: Account, passkey_id: int) -> None:
    """Remove a passkey; with the last second factor the recovery codes go, too.

    Raises NotFoundError, also for somebody else's, and DomainError for the last factor of staff.
    """
    passkey = next((each for each in account.passkeys if each.id == passkey_id), None)
    if passkey is None:
        raise NotFoundError(N_("There is no such passkey of yours."))
    is_last = len(account.passkeys) == 1 and not has_app(account)
    if is_last and is_staff(Role(account.role)):
        raise DomainError(
            N_("An account that decides on others needs a second factor. Add one first.")
        )
    account.passkeys.remove(passkey)
    if is_last:
        delete_recovery_codes(session, account)
    session.flush()


def _describe(account: Account) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential_id))
        for passkey in account.passkeys
    ]


def _find_passkey(account: Account, credential: str) -> Passkey:
    answered = webauthn.helpers.parse_authentication_credential_json(credential).id
    for passkey in account.passkeys:
        if passkey.credential_id == answered:
            return passkey
    raise _not_accepted()


def _keep_challenge(session: Session, own: AccountSession, challenge: bytes) -> None:
    own.passkey_challenge = bytes_to_base64url(challenge)
    session.flush()


def _use_challenge(session: Session, own: AccountSession) -> bytes:
    """The challenge of this session, which is good once: of two requests one gets it."""
    challenge = own.passkey_challenge
    used = session.scalar(
        update(AccountSession)
        .where(AccountSession.id == own.id, AccountSession.passkey_challenge == challenge)
        .values(passkey_challenge=None)
        .returning(AccountSession.id)
    )
    if challenge is None or used is None:
        raise SecondFactorError(N_("This was sent already, or took too long. Try once more."))
    return base64url_to_bytes(challenge)


def _not_accepted() -> SecondFactorError:
    return SecondFactorError(
        N_("This passkey was not accepted. Try once more, use another one, or enter a code.")
    )
