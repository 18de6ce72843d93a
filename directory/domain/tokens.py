"""Secret tokens: what a link or a cookie carries, and the hash by which the database knows it.

Passwords are no tokens: people choose them, so they are hashed slowly, in `services.accounts`.
"""

from __future__ import annotations

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """Make a secret of 256 random bits that may stand in a URL."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """Give the SHA-256 of a token, in hexadecimal: fast, for there is nothing to guess."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
