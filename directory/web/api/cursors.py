"""Cursors: where a list goes on, signed, so that nobody makes one up or takes it elsewhere.

A cursor carries the day on which the list was begun. The order's ties are broken by the day, so a
list that is followed past midnight goes on in the order in which it began.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from directory.domain.errors import InvalidValueError

SALT = "cursors of the API"
LIFETIME = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place in a list from which to go on, and the day on which the list was begun."""

    place: int
    begun_on: date


def write_cursor(cursor: Cursor, parameters: Sequence[tuple[str, str]]) -> str:
    """A cursor for the list that these parameters ask for."""
    values = [cursor.place, cursor.begun_on.isoformat(), _fingerprint(parameters)]
    return _serializer().dumps(values)


def read_cursor(text: str, parameters: Sequence[tuple[str, str]], today: date) -> Cursor:
    """Read a cursor for the same parameters. Raises InvalidValueError."""
    try:
        place, begun_on, fingerprint = _serializer().loads(text)
    except BadData as error:
        raise InvalidValueError(
            "This is no cursor of ours, or it was changed. Send what “next” gave, unchanged, or "
            "leave it out to begin anew.",
            "cursor",
        ) from error
    if fingerprint != _fingerprint(parameters):
        raise InvalidValueError(
            "This cursor goes on with another list. Send it with the parameters that it came with.",
            "cursor",
        )
    cursor = Cursor(place, date.fromisoformat(begun_on))
    if cursor.begun_on < today - LIFETIME:
        raise InvalidValueError(
            f"This cursor is of {begun_on}, and the order has changed since. Begin anew without "
            "one.",
            "cursor",
        )
    return cursor


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], SALT)


def _fingerprint(parameters: Sequence[tuple[str, str]]) -> str:
    return hashlib.sha256(repr(list(parameters)).encode("utf-8", "replace")).hexdigest()[:16]
