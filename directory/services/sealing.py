"""Secrets that the site must be able to read again, sealed so that the database alone betrays none.

Sealed with a key made from SECRET_KEY, which is not in the database. What only has to be recognised
is kept as a hash instead (`domain.tokens`).
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from directory.domain.errors import DomainError

PURPOSE = b"Skilled Hand: secrets sealed in the database"
KEY_BYTES = 32


class SealError(DomainError):
    """A secret cannot be read: it was sealed under another SECRET_KEY, or changed since."""


def seal(secret_key: str, secret: str) -> str:
    """The secret as it may be stored; another text at every call."""
    return _fernet(secret_key).encrypt(secret.encode()).decode("ascii")


def unseal(secret_key: str, sealed: str) -> str:
    """The secret that was sealed. Raises SealError."""
    try:
        return _fernet(secret_key).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealError("The site’s SECRET_KEY is not the one this was sealed with.") from error


def _fernet(secret_key: str) -> Fernet:
    derivation = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=PURPOSE)
    return Fernet(base64.urlsafe_b64encode(derivation.derive(secret_key.encode())))
