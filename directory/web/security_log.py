"""What happens around sign-ins and rights, as lines of the log that an operator can count.

A line has the event, the route, the request's id and, where one is known, the account's number; who
did what as one of the staff stands in the audit. No address, no name, nothing that was typed.
"""

from __future__ import annotations

import logging
from enum import StrEnum

from flask import Flask, Response, request

logger = logging.getLogger("directory.security")


class SecurityEvent(StrEnum):
    """What is noted; `docs/security.md` lists them."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SECOND_FACTOR_GIVEN = "second_factor_given"
    SECOND_FACTOR_REFUSED = "second_factor_refused"
    SIGNED_OUT = "signed_out"
    ACCESS_REFUSED = "access_refused"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    FORM_REFUSED = "form_refused"


ORDINARY = frozenset(
    {SecurityEvent.SIGNED_IN, SecurityEvent.SECOND_FACTOR_GIVEN, SecurityEvent.SIGNED_OUT}
)
BY_STATUS = {
    401: SecurityEvent.ACCESS_REFUSED,
    403: SecurityEvent.ACCESS_REFUSED,
    429: SecurityEvent.TOO_MANY_ATTEMPTS,
}


def register(app: Flask) -> None:
    """Note refused requests by the status of their answers."""
    app.after_request(_note_status)


def note(event: SecurityEvent, account_id: int | None = None) -> None:
    """Log one event of the request: a warning, where something was refused."""
    facts = {
        "event": event.value,
        "route": request.url_rule.rule if request.url_rule else None,
        **({"account": account_id} if account_id is not None else {}),
    }
    level = logging.INFO if event in ORDINARY else logging.WARNING
    logger.log(level, "security", extra={"facts": facts})


def _note_status(response: Response) -> Response:
    event = BY_STATUS.get(response.status_code)
    if event is not None:
        note(event)
    return response
