"""Reading an e-mail address as typed. Whether it exists is shown only by a mail that arrives."""

from __future__ import annotations

import re

from directory.domain.errors import InvalidValueError
from directory.domain.messages import N_

LONGEST_EMAIL = 254
_PLAUSIBLE = re.compile(
    r"[^\s@<>\"(),:;\\\[\]]{1,64}@[^\s@.<>\"(),:;\\\[\]]+(\.[^\s@.<>\"(),:;\\\[\]]+)+"
)


def read_email_address(text: str) -> str:
    """Give the address without spaces around it, in lower case, as accounts are found by it.

    Raises InvalidValueError for what cannot be an address.
    """
    address = text.strip().lower()
    if len(address) > LONGEST_EMAIL or not _PLAUSIBLE.fullmatch(address) or not _is_plain(address):
        raise InvalidValueError(N_("Enter an e-mail address like name@example.org."), "email")
    return address


def _is_plain(address: str) -> bool:
    return address.isascii() and address.isprintable()
