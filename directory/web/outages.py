"""Databases and disks that fail for a while: which errors say so, and what people are told then.

None of it is a fault of the program: it is answered by 503 with a time to try again, and logged in
one line. What is unknown here is a fault, and stays one.
"""

from __future__ import annotations

import errno
import sqlite3
from dataclasses import dataclass

import psycopg
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import InternalServerError

from directory.domain.messages import N_


@dataclass(frozen=True, slots=True)
class Outage:
    """A kind of outage: its title and advice, and after how many seconds to try again."""

    title: str
    advice: str
    retry_seconds: int


AWAY = Outage(
    N_("The site cannot reach its data at the moment"),
    N_(
        "Nothing you sent was saved; what you had saved before is kept. Wait a few seconds, then "
        "reload the page, or go back and send it again."
    ),
    5,
)
UNCERTAIN = Outage(
    AWAY.title,
    N_(
        "It went away while it saved what you sent, so that nobody knows yet whether it did. Wait "
        "a few seconds and look whether it is there before you send it again."
    ),
    AWAY.retry_seconds,
)
UNWRITABLE = Outage(
    N_("Nothing can be saved at the moment"),
    N_(
        "What you sent was not saved; what you had saved before is kept, and pages can be read. "
        "Keep a copy of it and try again later. Whoever runs this site has to see to its disk."
    ),
    60,
)

UNWRITABLE_FILES = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
UNWRITABLE_SQLITE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
}
AWAY_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
}
PRIMARY_CODE = 0xFF
"""SQLite's errors say more in higher bits."""
UNWRITABLE_POSTGRESQL = {"53100", "25006"}  # the disk is full; only reading is allowed
AWAY_POSTGRESQL = {"08", "40", "53", "55", "57", "58"}
"""Classes of errors: connection, undone by others, resources, locks, shut down, system."""


def find_outage(error: BaseException | None, *, was_committing: bool = False) -> Outage | None:
    """The outage that an error tells of, also one that Flask has wrapped; None for faults."""
    match error:
        case InternalServerError():
            return find_outage(error.original_exception, was_committing=was_committing)
        case OSError(errno=number) if number in UNWRITABLE_FILES:
            return UNWRITABLE
        case DBAPIError(orig=sqlite3.Error() as reason):
            code = getattr(reason, "sqlite_errorcode", 0)
            is_unwritable = not UNWRITABLE_SQLITE.isdisjoint({code, code & PRIMARY_CODE})
            is_away = code & PRIMARY_CODE in AWAY_SQLITE
        case DBAPIError(orig=psycopg.Error(sqlstate=state) as reason):
            is_unwritable = state in UNWRITABLE_POSTGRESQL
            is_away = error.connection_invalidated or (
                state[:2] in AWAY_POSTGRESQL
                if state
                else isinstance(reason, psycopg.OperationalError)
            )
        case _:
            return None
    if is_unwritable:
        return UNWRITABLE
    if is_away:
        return UNCERTAIN if was_committing else AWAY
    return None


def say_reason(error: BaseException | None) -> str:
    """What the database or the system says of it, in one line."""
    if isinstance(error, InternalServerError):
        error = error.original_exception
    reason = error.orig if isinstance(error, DBAPIError) else error
    return str(reason).strip().partition("\n")[0]
