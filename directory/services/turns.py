"""Turns: what one process does at a time, on whichever host of a site it runs.

On SQLite a site has one host, and the database itself lets one process write at a time.
"""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import text
from sqlalchemy.orm import Session


class Turn(IntEnum):
    """What there are turns for: any numbers, the same in every process, and unlike those of
    migrations and of counted requests."""

    SCORES = 20_261_128


def take_turn(session: Session, turn: Turn) -> None:
    """Wait until nobody else has this turn; it ends with the transaction.

    What is read afterwards is what the one before committed.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": int(turn)})
