"""Links in mail that lead authors and those who flagged to their page, without an account.

The site keeps only hashes of the secrets it gave out, so mail sent later carries a signed number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

_SALT = "status page in a mail"
REVIEW, FLAG = "review", "flag"


@dataclass(frozen=True, slots=True)
class StatusLinks:
    """Makes the absolute addresses of status pages from numbers of reports and flags."""

    secret_key: str
    review_address: Callable[[str], str]
    flag_address: Callable[[str], str]

    def of_review(self, review_id: int) -> str:
        """The author's page of a report."""
        return self.review_address(_signer(self.secret_key).dumps([REVIEW, review_id]))

    def of_flag(self, flag_id: int) -> str:
        """The page of a flag, for whoever raised it."""
        return self.flag_address(_signer(self.secret_key).dumps([FLAG, flag_id]))


def read_status_token(secret_key: str, kind: str, token: str) -> int | None:
    """The number that a token of a mail names, or None for any other text."""
    try:
        named, number = _signer(secret_key).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return number if named == kind and isinstance(number, int) else None


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=_SALT)
